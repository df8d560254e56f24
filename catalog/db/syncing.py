"""Bring a database to what sources say, touching only what is theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from .. import paths
from ..errors import InvalidSource, UnknownSource
from ..marking import gettext_lazy
from ..sources.folder import BUILT_IN, Content, Progress, Source, read
from ..sources.problems import NOTE, Problem
from . import migrations, rows
from .changes import Change, Plan, carry_out, described, refresh_documents, tidy
from .noted import Note, changed, digest, noted
from .rows import BUILT_IN_ID, ENTRY, LOCALE, MESSAGE, SOURCE, SYSTEM, TABLES, Rows
from .transactions import Database, opened, reading, transaction

__all__ = ["Change", "Problem", "Source", "SyncReport", "sync"]

# what belongs to one source: all but the sources themselves and the documents, which are derived
_OWNED = tuple(table for table in TABLES if table not in (SOURCE, rows.DOCUMENT))


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync added, changed and removed, and the translations that are not served and why."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    skipped: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def sync(
    database: Database,
    *sources: Source,
    remove: str | Collection[str] = (),
    schema: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> SyncReport:
    """Bring a database to what some sources say.

    It is the path of a SQLite file, a URL, an Engine, or a Connection: then all happens in the
    caller's transaction, which is the caller's to commit. ``schema`` is that of PostgreSQL which
    holds the tables, if the search path does not lead to it.

    All of it happens or none; a second sync at the same time waits for the first. Where several
    sources have a text, the later one's is served; the package's own comes first of all.
    ``remove`` names sources to take out, and ``dry_run`` only tells what would change.
    ``progress`` is called as the work goes on.

    Raises InvalidSource for files that are not right, UnknownSource for a name to remove that the
    database does not have, and DatabaseError when it is not at the newest revision or cannot be
    written.
    """
    if not all(isinstance(source, Source) for source in sources):
        raise TypeError("sync takes sources: give Source.from_path(folder)")
    remove = (remove,) if isinstance(remove, str) else remove
    stamp = _stamp(sources)
    with opened(database, create=False) as bind:
        with reading(bind, schema) as connection:
            migrations.require_head(connection, schema)
            notes = _notes(connection)
            if not remove and _is_unchanged(connection, sources, stamp):
                return SyncReport()
            as_noted = {
                name: note.locales
                for name, note in notes.items()
                if note and (note.stamp != stamp or _has_rows(connection, name, note))
            }
        contents = read(sources, progress, as_noted)
        skipped = tuple(problem for content in contents for problem in content.skipped)
        to_mend = any(problem.severity != NOTE for problem in skipped)
        if dry_run:
            with reading(bind, schema) as connection:
                return SyncReport(*described(_plan(connection, contents, remove)), skipped)
        with transaction(bind, schema) as connection:
            plan = _plan(connection, contents, remove)
            if plan:
                carry_out(connection, plan, progress)
            _note_all(connection, plan, contents, stamp, to_mend)
    return SyncReport(*described(plan), skipped)


def _stamp(sources: Iterable[Source]) -> str:
    """Return a hash of all that a sync starts from."""
    every = (Source.built_in(), *sources)
    return _joined(paths.__version__, *(f"{one.name} {one.digest()}" for one in every))


def _joined(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _note_all(
    connection: Connection,
    plan: Plan,
    contents: Sequence[Content],
    stamp: str,
    to_mend: bool,
) -> None:
    """Note of each source what the next sync need not read again."""
    for content in contents:
        name = content.source.name
        of_rows = plan.digests[name]
        note = str(Note(of_rows, stamp, to_mend, content.hashes)) if of_rows else None
        _note(connection, name, note)


def _note(connection: Connection, name: str, digest: str | None) -> None:
    differs = SOURCE.c.digest.is_distinct_from(digest)
    connection.execute(update(SOURCE).where(SOURCE.c.name == name, differs).values(digest=digest))


def _is_unchanged(connection: Connection, sources: Sequence[Source], stamp: str) -> bool:
    """Tell whether files and rows are as the last sync of these sources left them."""
    numbers, notes = _known(connection), _notes(connection)
    if not all(source.name in numbers for source in sources):
        return False
    in_order = [numbers[source.name] for source in sources]
    return in_order == sorted(set(in_order)) and all(
        (note := notes[source.name])
        and note.stamp == stamp
        and not note.to_mend
        and _has_rows(connection, source.name, note)
        for source in sources
    )


def _has_rows(connection: Connection, source: str, note: Note) -> bool:
    """Tell whether the rows of a source are as they were noted."""
    held = _owned_rows(connection, _known(connection)[source])
    return note.rows == digest(held, _OWNED)


def _notes(connection: Connection) -> dict[str, Note | None]:
    """Return what the last syncs noted of the sources that a database has, by name."""
    held = rows.stored(connection, SOURCE)
    return {name: noted(digest) for name, digest in held.values()}


def _known(connection: Connection) -> dict[str, int]:
    """Return the numbers of the sources that a database has, by name."""
    held = sorted(rows.stored(connection, SOURCE).items())
    known = {name: number for (number,), (name, _) in held}
    if known.get(BUILT_IN) != BUILT_IN_ID:
        raise rows.damaged(
            connection, gettext_lazy("catalog_source has no {source}", source=BUILT_IN)
        )
    return known


def _owned_rows(connection: Connection, number: int, but: Collection[str] = ()) -> Rows:
    """Return the rows of a source, without those of some locales."""
    return {
        table: rows.stored(connection, table, rows.of_source(table, number, but))
        for table in _OWNED
    }


def _plan(connection: Connection, contents: Sequence[Content], remove: Collection[str]) -> Plan:
    """Return what leads from what a database holds to what sources say."""
    migrations.require_head(connection)
    known, notes = _known(connection), _notes(connection)
    last, fresh = BUILT_IN_ID, max(known.values())
    plan = Plan()
    for name in remove:
        if name == BUILT_IN:
            problem = gettext_lazy("is the package itself, which cannot be taken out")
            raise InvalidSource(name, None, problem)
        if name not in known:
            raise UnknownSource(name, [one for one in known if one != BUILT_IN])
        number = known.pop(name)
        plan.old_sources.append(number)
        _add(plan, _owned_rows(connection, number), {})
    _refuse_taken(connection, contents, remove)
    for content in contents:
        name = content.source.name
        number = known.get(name, fresh + 1)
        if number > fresh:
            plan.new_sources[name] = fresh = number
        elif number < last:
            fresh += 1
            plan.moved[number] = fresh
        last = plan.moved.get(number, number)
        wanted = rows.wanted(content, number)
        changes = _add(plan, _owned_rows(connection, number, content.kept), wanted)
        if number in plan.moved:
            plan.digests[name] = None
        elif content.kept and (note := notes.get(name)):
            plan.digests[name] = changed(note.rows, changes)
        else:
            plan.digests[name] = digest(wanted, _OWNED)
    plan.join()
    _add_orphans(connection, plan)
    for number in plan.moved:
        plan.reordered |= _shared(connection, number)
    return plan


def _shared(connection: Connection, number: int) -> set[Change]:
    """Return the texts that a source and another one both have."""
    mine, other = MESSAGE.alias(), MESSAGE.alias()
    same = [mine.c[name] == other.c[name] for name in ("system", "symbol", "locale", "field")]
    texts = select(mine.c.system, mine.c.locale, mine.c.symbol, mine.c.field).where(
        mine.c.source == number, other.c.source != number, other.c.source != BUILT_IN_ID, *same
    )
    return {
        Change(row.system, row.locale, f"{row.symbol}.{row.field}")
        for row in connection.execute(texts.distinct())
    }


def _refuse_taken(
    connection: Connection, contents: Sequence[Content], remove: Collection[str]
) -> None:
    """Raise InvalidSource for a system that a source defines which is neither given nor going."""
    known = {*remove, *(content.source.name for content in contents)}
    owners = select(SYSTEM.c.name, SOURCE.c.name.label("owner")).join(
        SOURCE, SYSTEM.c.source == SOURCE.c.id
    )
    owned = {row.name: row.owner for row in connection.execute(owners)}
    for system in [system for content in contents for system in content.systems]:
        owner = owned.get(system.name)
        if owner is not None and owner not in known:
            raise InvalidSource(
                system.path,
                None,
                gettext_lazy(
                    "the system {system} is the source {owner}'s in this database; give this "
                    "folder as {owner}=FOLDER, or take that source out: --remove {owner}",
                    system=system.name,
                    owner=owner,
                ),
            )


def _add(plan: Plan, held: Rows, wanted: Rows) -> list[rows.TableChange]:
    """Add to a plan what leads from some rows to others, and return it."""
    changes = [rows.difference(table, held[table], wanted.get(table, {})) for table in _OWNED]
    for change in changes:
        plan.add(change)
    return changes


def _add_orphans(connection: Connection, plan: Plan) -> None:
    """Take out what other sources have of codes and systems that go."""
    gone: dict[str, set[str]] = {}
    for system, symbol, *_ in plan.tables[ENTRY].removed:
        gone.setdefault(system, set()).add(symbol)
    for system, symbols in gone.items():
        going = set(plan.tables[MESSAGE].removed)
        where = rows.of_entries(MESSAGE, system, sorted(symbols))
        left = [at + rest for at, rest in rows.stored(connection, MESSAGE, where).items()]
        plan.tables[MESSAGE].removed += [
            row for row in left if row[1] in symbols and row not in going
        ]
    going = set(plan.tables[LOCALE].removed)
    for system, *_ in plan.tables[SYSTEM].removed:
        for at, rest in rows.stored(connection, LOCALE, LOCALE.c.system == system).items():
            if at + rest not in going:
                plan.tables[LOCALE].removed.append(at + rest)


def settle(connection: Connection) -> None:
    """Make whole what a migration of the package's rows left of other sources' texts of them.

    Texts of codes that are gone go too, and the search terms of the others are derived again.
    """
    entry = (ENTRY.c.system == MESSAGE.c.system) & (ENTRY.c.symbol == MESSAGE.c.symbol)
    connection.execute(delete(MESSAGE).where(~select(ENTRY.c.symbol).where(entry).exists()))
    system = SYSTEM.c.name == LOCALE.c.system
    connection.execute(delete(LOCALE).where(~select(SYSTEM.c.name).where(system).exists()))
    overlaid = select(MESSAGE.c.system, MESSAGE.c.symbol).join(
        SYSTEM, (SYSTEM.c.name == MESSAGE.c.system) & (SYSTEM.c.source != MESSAGE.c.source)
    )
    refresh_documents(connection, map(tuple, connection.execute(overlaid.distinct())))
    tidy(connection)
