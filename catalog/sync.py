"""Sources -> the rows that a database should hold, and the difference to what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from catalog import models, terms
from catalog.source import FIELDS, Source, SourceSystem

Row = dict[str, Any]
Key = tuple[Any, ...]
Rows = Mapping[str, Mapping[Key, Row]]


def _tables() -> Iterator[tuple[Table, tuple[str, ...], tuple[str, ...]]]:
    """Yield the tables of content, parents first, with their columns and natural keys."""
    for model in (
        models.System,
        models.Locale,
        models.Entry,
        models.Name,
        models.Related,
        models.Message,
        models.Document,
    ):
        table = cast(Table, model.__table__)
        columns = tuple(column.name for column in table.columns if column.name != "id")
        key = tuple(column.name for column in table.primary_key if column.name != "id")
        yield table, columns, key or ("system", "symbol")


@dataclass(frozen=True, slots=True)
class TableChange:
    """The rows of one table to take out and to put in, and pairs (old, new) to change."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    removed: tuple[Row, ...]
    added: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]


def stored(connection: Connection) -> Rows:
    """Return the content of a database by table and natural key."""
    found = {}
    for table, columns, key in _tables():
        result = connection.execute(select(*(table.c[name] for name in columns)))
        found[table.name] = _keyed((dict(row) for row in result.mappings()), key)
    return found


def wanted(source: Source) -> Rows:
    """Return the content that a source asks for by table and natural key."""
    made: dict[str, list[Row]] = {table.name: [] for table, _, _ in _tables()}
    for system in source.systems:
        for name, row in _system_rows(system, source.texts(system)):
            made[name].append(row)
    return {table.name: _keyed(made[table.name], key) for table, _, key in _tables()}


def plan(current: Rows, target: Rows) -> dict[str, TableChange]:
    """Return what leads from one content to the other, by table, parents first."""
    changes = {}
    for table, columns, key in _tables():
        old, new = current[table.name], target[table.name]
        change = TableChange(
            columns,
            key,
            removed=tuple(row for at, row in old.items() if at not in new),
            added=tuple(row for at, row in new.items() if at not in old),
            changed=tuple((row, new[at]) for at, row in old.items() if new.get(at, row) != row),
        )
        if change.removed or change.added or change.changed:
            changes[table.name] = change
    return changes


def _keyed(rows: Iterable[Row], key: tuple[str, ...]) -> dict[Key, Row]:
    return {tuple(row[name] for name in key): row for row in rows}


def _system_rows(
    system: SourceSystem, texts: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, Row]]:
    yield "catalog_system", {"name": system.name}
    for locale, by_key in sorted(texts.items()):
        title = by_key.get("title")
        yield "catalog_locale", {"system": system.name, "locale": locale, "title": title}
    for entry in system.entries:
        at = {"system": system.name, "symbol": entry.symbol}
        yield "catalog_entry", at | {"value": entry.value, "os_dependent": entry.os_dependent}
        for kind, name in entry.names():
            yield "catalog_name", at | {"kind": kind, "name": name, "folded": name.casefold()}
        for symbol in entry.related:
            yield "catalog_related", at | {"related": symbol}
            yield "catalog_related", {**at, "symbol": symbol, "related": entry.symbol}
        found: dict[str, list[str]] = {field: [] for field in FIELDS}
        for locale, by_key in sorted(texts.items()):
            for field in FIELDS:
                text = by_key.get(f"{entry.symbol}.{field}")
                if text is not None:
                    found[field].append(text)
                    yield "catalog_message", at | {"locale": locale, "field": field, "text": text}
        names = [name for _, name in entry.names()]
        yield (
            "catalog_document",
            at
            | {
                "names": terms.indexed_names(names, entry.value),
                "meanings": terms.indexed(found["meaning"]),
                "descriptions": terms.indexed(found["description"]),
            },
        )
