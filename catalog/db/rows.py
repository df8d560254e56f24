"""The rows that sources ask a database for, those that it holds, and the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, update

from ..errors import DatabaseError
from ..language import folding
from ..language.text import TEXT_FIELDS
from ..marking import InterfaceMessage, gettext_lazy
from ..sources.folder import BUILT_IN, Content
from ..sources.toml import SourceSystem
from ..store import judging
from ..store.urls import name_of
from . import schema

BUILT_IN_ID = 0

Values = tuple[Any, ...]
Rows = dict[Table, dict[Values, Values]]
"""By table, the rows: the values of the key -> all other values."""


SYSTEM, SIGN, LOCALE, ENTRY, NUMBER, NAME, RELATED, SAME, FACT, MESSAGE, DOCUMENT = map(
    schema.table_of,
    (
        schema.System, schema.Sign, schema.Locale, schema.Entry, schema.Number, schema.Name,
        schema.Related, schema.Same, schema.Fact, schema.Message, schema.Document,
    ),
)  # fmt: skip
SOURCE = schema.table_of(schema.Source)
# parents first
TABLES = (SOURCE, SYSTEM, SIGN, LOCALE, ENTRY, NUMBER, NAME, RELATED, SAME, FACT, MESSAGE, DOCUMENT)
# what the search terms of an entry are made of
SEARCHED = (ENTRY, NUMBER, NAME, MESSAGE)
_OF_ENTRY = ("system", "symbol")


def columns(table: Table) -> tuple[str, ...]:
    """Return the names of a table's columns, those of its natural key first."""
    return tuple(c.name for c in table.columns if not (table is DOCUMENT and c.name == "id"))


def key(table: Table) -> tuple[str, ...]:
    """Return the names of a table's natural key."""
    return _OF_ENTRY if table is DOCUMENT else tuple(c.name for c in table.primary_key)


@dataclass(slots=True)
class TableChange:
    """The rows of one table to take out and to put in, and pairs (old, new) to change."""

    table: Table
    removed: list[Values] = field(default_factory=list)
    added: list[Values] = field(default_factory=list)
    changed: list[tuple[Values, Values]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many of a row's values are its key."""
        return len(key(self.table))

    def __len__(self) -> int:
        return len(self.removed) + len(self.added) + len(self.changed)

    def side(self, which: int) -> Iterator[Values]:
        """Yield the rows as they were before (0) or will be after (1) the change."""
        yield from self.added if which else self.removed
        for pair in self.changed:
            yield pair[which]


def stored(
    connection: Connection, table: Table, where: ColumnElement[bool] | None = None
) -> dict[Values, Values]:
    """Return rows of a table of a database; raises DatabaseError for values of other types."""
    statement = select(*(table.c[name] for name in columns(table)))
    if where is not None:
        statement = statement.where(where)
    width = len(key(table))
    found: dict[Values, Values] = {}
    shapes: set[tuple[type, ...]] = set()
    for row in connection.execute(statement.execution_options(yield_per=10_000)):
        found[tuple(row[:width])] = tuple(row[width:])
        shapes.add(tuple(map(type, row)))
    _judge(connection, table, shapes)
    return found


def _judge(connection: Connection, table: Table, shapes: Iterable[tuple[type, ...]]) -> None:
    """Raise DatabaseError for rows that have values of other types than a table's columns."""
    for name, *types in zip(columns(table), *shapes, strict=True):
        column = table.c[name]
        wanted = {column.type.python_type, *([type(None)] if column.nullable else [])}
        if wrong := set(types) - wanted:
            column_name, found_type = f"{table.name}.{name}", wrong.pop().__name__
            what = gettext_lazy("{column} holds a {type}", column=column_name, type=found_type)
            raise damaged(connection, what)


def damaged(connection: Connection, what: InterfaceMessage) -> DatabaseError:
    """Return the error of a database whose rows are not what the schema promises."""
    return judging.damaged(name_of(connection.engine.url), what)


def of_source(table: Table, source: int, but: Collection[str] = ()) -> ColumnElement[bool]:
    """Return the condition for the rows of a table that a source owns, but of some locales."""
    if "source" in table.c:
        owned_by_it = table.c.source == source
        return (
            owned_by_it & table.c.locale.not_in(but) if but and "locale" in table.c else owned_by_it
        )
    owned = select(SYSTEM.c.name).where(SYSTEM.c.source == source)
    return table.c.system.in_(owned)


def difference(table: Table, old: dict[Values, Values], new: dict[Values, Values]) -> TableChange:
    """Return what leads from some rows of a table to others."""
    held = [(at, rest) for at, rest in old.items() if new.get(at) != rest]
    return TableChange(
        table,
        removed=[at + rest for at, rest in held if at not in new],
        added=[at + rest for at, rest in new.items() if at not in old],
        changed=[(at + rest, at + new[at]) for at, rest in held if at in new],
    )


def wanted(content: Content, source: int) -> Rows:
    """Return the rows that a source asks for, without documents."""
    made: Rows = {table: {} for table in TABLES}
    for system in content.systems:
        made[SYSTEM][system.name,] = (source, *_traits(system))
        for sign in system.signs:
            made[SIGN][system.name, sign.symbol, sign.kind, sign.text] = (sign.rule,)
        _add_codes(made, system)
    locales, messages = made[LOCALE], made[MESSAGE]
    for (name, locale), translations in sorted(
        content.translations.items(), key=lambda item: item[0]
    ):
        title, has_plurals = None, False
        for at, text in translations.texts.items():
            symbol, _, field = at.rpartition(".")
            if not symbol:
                title = text
            elif isinstance(text, str):
                messages[name, symbol, locale, field, source, 0] = (text,)
            else:
                has_plurals = True
                for form, one in enumerate(text, 1):
                    messages[name, symbol, locale, field, source, form] = (one,)
        if translations.texts:
            plural = translations.plural if has_plurals else None
            locales[name, locale, source] = (title, plural)
    return made


def _traits(system: SourceSystem) -> Values:
    """Return the traits of a system in the order of their columns, lists with spaces between."""
    traits = system.traits
    spellings = [word for pair in traits.get("spellings", {}).items() for word in pair]
    return (
        " ".join(traits.get("prefixes", ())),
        " ".join(spellings),
        traits.get("windows", ""),
        traits.get("negated", False),
        " ".join(traits.get("facilities", ())),
        traits.get("labelled", False),
    )


def _add_codes(made: Rows, system: SourceSystem) -> None:
    entries, names, related = made[ENTRY], made[NAME], made[RELATED]
    for entry in system.entries:
        at = system.name, entry.symbol
        entries[at] = (entry.value, entry.os_dependent, entry.kind, entry.retry)
        for platform, value in entry.numbers.items():
            made[NUMBER][*at, platform] = (value,)
        for same in entry.same_as:
            made[SAME][*at, same.system, same.symbol] = (same.one_way, same.authority)
        for place, text in enumerate(entry.sources):
            made[FACT][*at, "sources", place] = (text,)
        if entry.phrase is not None:
            made[FACT][*at, "phrase", 0] = (entry.phrase,)
        if entry.status is not None:
            made[FACT][*at, "status", 0] = (str(entry.status),)
        for kind, name in entry.names():
            names[*at, kind, name] = (name.casefold(),)
        for symbol in entry.related:
            related[*at, symbol] = ()
            related[system.name, symbol, entry.symbol] = ()


def built_in(content: Content) -> Rows:
    """Return all rows that the package's own source asks for, documents included."""
    made = wanted(content, BUILT_IN_ID)
    made[SOURCE][BUILT_IN_ID,] = (BUILT_IN, None)
    made[DOCUMENT] = dict(documents_of(*(made[table] for table in SEARCHED)))
    return made


def documents(connection: Connection, keys: Iterable[Values]) -> dict[Values, Values]:
    """Return the search terms that entries should have, from all rows that a database holds."""
    made: dict[Values, Values] = {}
    for name, group in groupby(sorted(keys), key=itemgetter(0)):
        symbols = [symbol for _, symbol in group]
        rows = [stored(connection, table, of_entries(table, name, symbols)) for table in SEARCHED]
        known, *others = rows
        for at in {row[:2] for table in others for row in table} - known.keys():
            entry = ":".join(map(str, at))
            problem = gettext_lazy("{entry} has rows, but is no entry", entry=entry)
            raise damaged(connection, problem)
        made.update(documents_of(*rows))
    asked = set(keys)
    return {at: row for at, row in made.items() if at in asked}


def forget_terms(connection: Connection) -> None:
    """Empty the search terms of a finished SQLite file: its full-text index has them as well.

    The index by entry goes with them, for nothing reads it until they are changed.
    """
    with _untriggered(connection):
        connection.execute(update(DOCUMENT).values(terms=""))
    for index in DOCUMENT.indexes:
        index.drop(connection)


def restore_terms(connection: Connection) -> None:
    """Make what ``forget_terms`` took out of a database anew, before it is changed."""
    first = select(DOCUMENT.c.terms).order_by(DOCUMENT.c.id).limit(1)
    if connection.dialect.name != "sqlite" or connection.scalar(first) != "":
        return
    made = documents(connection, [*map(tuple, connection.execute(select(*DOCUMENT.c[1:3])))])
    for index in DOCUMENT.indexes:
        index.create(connection)
    statement = f"UPDATE {DOCUMENT.name} SET terms = ? WHERE system = ? AND symbol = ?"
    with _untriggered(connection):
        connection.exec_driver_sql(statement, [(*row, *at) for at, row in made.items()])
    connection.exec_driver_sql("INSERT INTO catalog_index (catalog_index) VALUES ('rebuild')")


@contextmanager
def _untriggered(connection: Connection) -> Iterator[None]:
    """Leave the full-text index alone while documents are updated."""
    trigger = "SELECT sql FROM sqlite_master WHERE name = 'catalog_document_update'"
    again = str(connection.exec_driver_sql(trigger).scalar_one())
    connection.exec_driver_sql("DROP TRIGGER catalog_document_update")
    yield
    connection.exec_driver_sql(again)


def of_entries(table: Table, system: str, symbols: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition for the rows of some entries; of very many, those of the system."""
    inside = table.c.system == system
    return inside & table.c.symbol.in_(symbols) if len(symbols) <= 500 else inside


def documents_of(
    entries: Mapping[Values, Values],
    numbers: Mapping[Values, Values],
    names: Mapping[Values, Values],
    messages: Mapping[Values, Values],
) -> Iterator[tuple[Values, Values]]:
    """Yield (key, search terms) of entries, from all they have in the tables of SEARCHED."""
    values = {at: [] if row[0] is None else [row[0]] for at, row in entries.items()}
    for (system, symbol, _), (value,) in sorted(numbers.items()):
        values[system, symbol].append(value)
    found: dict[Values, list[str]] = {at: [] for at in entries}
    for system, symbol, _, one in names:
        found[system, symbol].append(one)
    texts: dict[Values, dict[Values, list[str]]] = {at: {} for at in entries}
    # in order, so that of one text the source that is served comes last
    for system, symbol, locale, name, source, form in sorted(messages):
        of_entry = texts[system, symbol]
        (text,) = messages[system, symbol, locale, name, source, form]
        if form > 1:
            of_entry[name, locale].append(text)
        else:
            of_entry[name, locale] = [text]
    for at, _ in sorted(entries.items(), key=_catalogue_order):
        by_field = {field.name: _of_field(texts[at], field.name) for field in TEXT_FIELDS}
        yield at, (folding.document(sorted(found[at]), values[at], by_field),)


def _catalogue_order(entry: tuple[Values, Values]) -> tuple[Any, ...]:
    (system, symbol), (value, *_) = entry
    return folding.search_order(system, symbol, value)


def _of_field(texts: Mapping[Values, list[str]], field: str) -> list[str]:
    return [text for (name, _), forms in texts.items() if name == field for text in forms]
