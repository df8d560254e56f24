"""Changes of a database's content: planned as rows, told by code and text, carried out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from ..sources.folder import Progress
from . import rows, schema
from .rows import (
    DOCUMENT,
    ENTRY,
    FACT,
    LOCALE,
    MESSAGE,
    NAME,
    NUMBER,
    RELATED,
    SAME,
    SEARCHED,
    SIGN,
    SOURCE,
    SYSTEM,
    TABLES,
    TableChange,
    Values,
)

if TYPE_CHECKING:
    import psycopg

_BATCH = 5_000
_Item = TypeVar("_Item")


class Change(NamedTuple):
    """Something that is added, changed or removed: a code, or one of its texts.

    ``key`` is a symbol, ``SYMBOL.field`` for a text, ``title``, or ``system`` for how the codes of
    a whole system are recognised; ``locale`` is empty for what is no text.
    """

    system: str
    locale: str
    key: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.system, self.locale, self.key)))


@dataclass(slots=True)
class Plan:
    """What to do to a database: rows by table, and sources to add, take out and move to the end.

    ``reordered`` are texts that several sources have, one of which moves; ``digests`` has hashes
    of the rows that the sources ask for, by name.
    """

    digests: dict[str, str | None] = field(default_factory=dict)
    new_sources: dict[str, int] = field(default_factory=dict)
    old_sources: list[int] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    reordered: set[Change] = field(default_factory=set)
    tables: dict[Table, TableChange] = field(
        default_factory=lambda: {table: TableChange(table) for table in TABLES}
    )

    def __bool__(self) -> bool:
        return bool(self.new_sources or self.old_sources or self.moved) or any(self.tables.values())

    def join(self) -> None:
        """Make changes of what one source gives up and another takes over."""
        for table, change in self.tables.items():
            width = len(rows.key(table))
            old = {row[:width]: row for row in change.removed}
            both = {row[:width]: row for row in change.added if row[:width] in old}
            if both:
                change.removed = [row for row in change.removed if row[:width] not in both]
                change.added = [row for row in change.added if row[:width] not in both]
                pairs = [(old[at], row) for at, row in both.items()]
                change.changed += [(before, after) for before, after in pairs if before != after]

    def add(self, change: TableChange) -> None:
        """Take the changes of one more source's rows in."""
        of_table = self.tables[change.table]
        of_table.removed += change.removed
        of_table.added += change.added
        of_table.changed += change.changed


def described(plan: Plan) -> tuple[tuple[Change, ...], tuple[Change, ...], tuple[Change, ...]]:
    """Return what a plan adds, changes and removes, as people see it, each in order."""
    before, after = _texts(plan, 0), _texts(plan, 1)
    entries = plan.tables[ENTRY]
    added = {_code(row) for row in entries.added}
    removed = {_code(row) for row in entries.removed}
    changed = {_code(new) for _, new in entries.changed}
    new_or_gone = added | removed
    systems = plan.tables[SYSTEM]
    new_or_gone |= {Change(row[0], "", "system") for row in (*systems.added, *systems.removed)}
    for table in (NUMBER, NAME, RELATED, SAME, FACT, SIGN):
        other = 2 if table is RELATED else 1
        for row in (*plan.tables[table].side(0), *plan.tables[table].side(1)):
            # a relation that comes or goes with an entry changes no other
            if _code(row) not in new_or_gone and Change(row[0], "", row[other]) not in new_or_gone:
                changed.add(_code(row))
    added |= after.keys() - before.keys()
    removed |= before.keys() - after.keys()
    both = after.keys() & before.keys()
    changed |= {text for text in both if sorted(after[text]) != sorted(before[text])}
    for old, new in plan.tables[LOCALE].changed:
        if old[-1] != new[-1]:
            changed.add(Change(new[0], new[1], "Plural-Forms"))
    changed |= {text for text in plan.reordered if text not in added | removed}
    changed |= {Change(new[0], "", "system") for _, new in systems.changed}
    return tuple(sorted(added)), tuple(sorted(changed)), tuple(sorted(removed))


def _code(row: Values) -> Change:
    """Return the change of the code that a row belongs to, or of its whole system."""
    return Change(row[0], "", row[1] or "system")


def _texts(plan: Plan, side: int) -> dict[Change, Values]:
    """Return the texts before (0) or after (1) the change, with their plural forms."""
    found: dict[Change, Values] = {}
    for system, symbol, locale, name, _, form, text in plan.tables[MESSAGE].side(side):
        change = Change(system, locale, f"{symbol}.{name}")
        found[change] = (*found.get(change, ()), (form, text))
    for system, locale, _, title, _ in plan.tables[LOCALE].side(side):
        if title is not None:
            found[Change(system, locale, "title")] = ((0, title),)
    return found


def carry_out(connection: Connection, plan: Plan, progress: Progress | None = None) -> None:
    """Do what a plan says, and count the generation on."""
    rows.restore_terms(connection)
    total = sum(len(change) for change in plan.tables.values())
    writer = _Writer(connection, "writing", progress, total)
    writer.remove(DOCUMENT, [row[:2] for row in plan.tables[ENTRY].removed])
    for table in reversed(TABLES):
        writer.remove(table, plan.tables[table].removed)
    for number in plan.old_sources:
        # another may take its name now, and its systems below
        of_it = SOURCE.c.id == number
        connection.execute(update(SOURCE).where(of_it).values(name=f"{number} going"))
    for name, number in plan.new_sources.items():
        connection.execute(insert(SOURCE).values(id=number, name=name))
    for table in TABLES:
        writer.change(table, plan.tables[table].changed)
        writer.add(table, plan.tables[table].added)
    for number in plan.old_sources:
        connection.execute(delete(SOURCE).where(SOURCE.c.id == number))
    touched = _touched(connection, plan)
    for old, new in plan.moved.items():
        _move(connection, old, new)
    fresh = _new_documents(plan)
    refresh_documents(connection, touched - fresh.keys(), progress)
    indexer = _Writer(connection, "indexing", progress, len(fresh))
    indexer.add(DOCUMENT, [at + row for at, row in fresh.items()])
    tidy(connection)
    connection.execute(update(schema.State).values(generation=schema.State.generation + 1))


def tidy(connection: Connection) -> None:
    """Have a full-text index that was written to answer at full speed.

    A GIN index gathers what is new in a list that every search goes through. Its owner may have
    it put in its place; if a writer is not the owner, autovacuum does so in time.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(
            "SELECT gin_clean_pending_list(oid) FROM pg_class "
            "WHERE oid = 'catalog_index'::regclass AND pg_has_role(relowner, 'USAGE')"
        )


def _touched(connection: Connection, plan: Plan) -> set[Values]:
    """Return the entries whose search terms may differ now."""
    found = {
        row[:2] for table in SEARCHED for side in (0, 1) for row in plan.tables[table].side(side)
    }
    for number in plan.moved:
        moved = rows.stored(connection, MESSAGE, MESSAGE.c.source == number)
        found |= {at[:2] for at in moved}
    entries = plan.tables[ENTRY]
    return found - ({row[:2] for row in entries.removed} - {row[:2] for row in entries.added})


def _new_documents(plan: Plan) -> dict[Values, Values]:
    """Return the search terms of entries that are new, all of whose rows are new too."""
    new = {row[:2] for row in plan.tables[ENTRY].added}
    parts = (
        {row[:width]: row[width:] for row in plan.tables[table].added if row[:2] in new}
        for table in SEARCHED
        for width in [len(rows.key(table))]
    )
    return dict(rows.documents_of(*parts))


def _move(connection: Connection, old: int, new: int) -> None:
    """Give a source another number; what refers to it always finds one of the two."""
    source = connection.execute(select(SOURCE).where(SOURCE.c.id == old)).one()
    connection.execute(insert(SOURCE).values(id=new, name=f"{new}"))
    for table in TABLES:
        if "source" in table.c:
            moved = update(table).where(table.c.source == old)
            connection.execute(moved.values(source=new))
    connection.execute(delete(SOURCE).where(SOURCE.c.id == old))
    connection.execute(update(SOURCE).where(SOURCE.c.id == new).values(name=source.name))


def refresh_documents(
    connection: Connection, entries: Iterable[Values], progress: Progress | None = None
) -> None:
    """Derive the search terms of some entries again."""
    keys = set(entries)
    held: dict[Values, Values] = {}
    for system in {at[0] for at in keys}:
        symbols = [symbol for name, symbol in keys if name == system]
        where = rows.of_entries(DOCUMENT, system, symbols)
        found = rows.stored(connection, DOCUMENT, where)
        held |= {at: row for at, row in found.items() if at in keys}
    change = rows.difference(DOCUMENT, held, rows.documents(connection, keys))
    writer = _Writer(connection, "indexing", progress, len(change))
    writer.remove(DOCUMENT, change.removed)
    writer.change(DOCUMENT, change.changed)
    writer.add(DOCUMENT, change.added)


class _Writer:
    """Writes rows in batches."""

    def __init__(
        self, connection: Connection, what: str, progress: Progress | None, total: int
    ) -> None:
        self.connection = connection
        self.what = what
        self.progress = progress
        self.total = total
        self.done = 0
        dialect = connection.dialect
        self._can_copy = dialect.driver == "psycopg" and not dialect.is_async

    def remove(self, table: Table, gone: Sequence[Values]) -> None:
        key = rows.key(table)
        statement = delete(table).where(*(table.c[name] == bindparam(f"at_{name}") for name in key))
        for batch in self._batches(gone):
            names = [f"at_{name}" for name in key]
            values = [dict(zip(names, row, strict=False)) for row in batch]
            self.connection.execute(statement, values)

    def add(self, table: Table, new: Sequence[Values]) -> None:
        names = rows.columns(table)
        for batch in self._batches(new):
            if self.connection.dialect.name == "sqlite":
                # the rows as they are, without a dictionary each
                places = ", ".join("?" * len(names))
                self.connection.exec_driver_sql(
                    f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})", batch
                )
            elif self._can_copy:
                self._copy(f"{table.name} ({', '.join(names)})", batch)
            else:
                values = [dict(zip(names, row, strict=True)) for row in batch]
                self.connection.execute(insert(table), values)

    def _copy(self, into: str, batch: Sequence[Values]) -> None:
        """Write rows as fast as PostgreSQL takes them."""
        driver = cast("psycopg.Connection", self.connection.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copied:
            for row in batch:
                copied.write_row(row)

    def change(self, table: Table, pairs: Sequence[tuple[Values, Values]]) -> None:
        names, key = rows.columns(table), rows.key(table)
        statement = (
            update(table)
            .where(*(table.c[name] == bindparam(f"at_{name}") for name in key))
            .values({name: bindparam(name) for name in names[len(key) :]})
        )
        for batch in self._batches(pairs):
            values = [
                {f"at_{name}": value for name, value in zip(key, old, strict=False)}
                | dict(zip(names[len(key) :], new[len(key) :], strict=True))
                for old, new in batch
            ]
            self.connection.execute(statement, values)

    def _batches(self, every: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
        for start in range(0, len(every), _BATCH):
            batch = every[start : start + _BATCH]
            yield batch
            self.done += len(batch)
            if self.progress:
                self.progress(self.what, self.done, self.total)
