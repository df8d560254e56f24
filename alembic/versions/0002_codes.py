"""Seed the codes of all systems, with their texts in English and Japanese.

The rows are in the JSON file of the same name: by table, the names of its columns and key,
the rows removed, the rows added, and pairs of the old and the new of rows that change. Those
are updated in place, so that nothing that refers to them is lost. Where it has null for
the documents, which search reads, they are derived from the rows added; and so are symbols among
the names, and names in one letter case, where it has other names alone.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from catalog.language import folding

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Key = tuple[str, str]

# all other columns are texts
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "id": sa.Integer(),
    "source": sa.Integer(),
    "form": sa.Integer(),
    "place": sa.Integer(),
    "value": sa.BigInteger(),
    "os_dependent": sa.Boolean(),
    "one_way": sa.Boolean(),
    "negated": sa.Boolean(),
    "labelled": sa.Boolean(),
}
# tables that hold rows of other sources for rows of ours: those columns -> the columns of ours;
# PostgreSQL would take them out by itself, SQLite does not while it migrates
_OF_OTHERS = {
    "catalog_entry": {"catalog_message": {"system": "system", "symbol": "symbol"}},
    "catalog_system": {"catalog_locale": {"system": "name"}},
}


def upgrade() -> None:
    _replace("removed", "added", slice(None))


def downgrade() -> None:
    _replace("added", "removed", slice(None, None, -1))


def _replace(old: str, new: str, direction: slice) -> None:
    tables = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    if "folded" not in tables.get("catalog_name", {"columns": ["folded"]})["columns"]:
        tables["catalog_name"] = _names(tables)
    if tables.get("catalog_document", ()) is None:
        tables["catalog_document"] = _documents(tables)
    for name, data in reversed(tables.items()):
        table = _table(name, data["columns"])
        gone = [dict(zip(data["columns"], values, strict=True)) for values in data[old]]
        for child, columns in _OF_OTHERS.get(name, {}).items():
            _remove(_table(child, list(columns)), columns, gone)
        _remove(table, {column: column for column in data["key"]}, gone)
    for name, data in tables.items():
        table = _table(name, data["columns"])
        for before, after in (pair[direction] for pair in data["changed"]):
            row = dict(zip(data["columns"], after, strict=True))
            op.execute(table.update().where(*_is(table, data, before)).values(row))
        _insert(name, data["columns"], data[new])
    state = sa.table("catalog_state", sa.column("generation"))
    op.execute(state.update().values(generation=state.c.generation + 1))


def _names(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the names of all entries added, from their symbols and the other names of them."""
    symbols = [(*_at(row), "symbol", row["symbol"]) for row in _added(tables, "catalog_entry")]
    others: dict[str, Any] = tables["catalog_name"]
    added = sorted([*symbols, *map(tuple, others["added"])])
    columns = [*others["columns"], "folded"]
    return others | {"columns": columns, "added": [[*row, row[3].casefold()] for row in added]}


def _documents(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the search terms of all entries added, in catalogue order.

    They are in the form that the search of this version of the package looks for.
    """
    names, numbers = defaultdict[Key, list[str]](list), defaultdict[Key, list[int]](list)
    texts = defaultdict[Key, dict[str, list[str]]](lambda: defaultdict(list))
    entries = list(_added(tables, "catalog_entry"))
    labelled = {row["name"] for row in _added(tables, "catalog_system") if row["labelled"]}

    def order(row: dict[str, Any]) -> tuple[object, ...]:
        is_labelled = row["system"] in labelled
        return folding.search_order(*_at(row), row["value"], is_labelled=is_labelled)

    entries.sort(key=order)
    for row in (*entries, *_added(tables, "catalog_number")):
        if row["value"] is not None:
            numbers[_at(row)].append(row["value"])
    for row in _added(tables, "catalog_name"):
        names[_at(row)].append(row["name"])
    for row in _added(tables, "catalog_message"):
        texts[_at(row)][row["field"]].append(row["text"])
    added = [
        [*at, folding.document(sorted(names[at]), numbers[at], texts[at])]
        for at in map(_at, entries)
    ]
    names_of = {"columns": ["system", "symbol", "terms"], "key": ["system", "symbol"]}
    return {**names_of, "removed": [], "added": added, "changed": []}


def _added(tables: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    columns, width = tables[name]["columns"], len(tables[name]["key"])
    for values in sorted(tables[name]["added"], key=lambda values: values[:width]):
        yield dict(zip(columns, values, strict=True))


def _at(row: dict[str, Any]) -> Key:
    return row["system"], row["symbol"]


def _insert(name: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Insert rows the fastest way of each engine: they are thousands."""
    connection, names = op.get_bind(), ", ".join(columns)
    dialect = op.get_context().dialect
    can_copy = dialect.driver == "psycopg" and not dialect.is_async
    if context.is_offline_mode() or not (can_copy or dialect.name == "sqlite"):
        made = [dict(zip(columns, row, strict=True)) for row in rows]
        op.bulk_insert(_table(name, columns), made)
        return
    if dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {name} ({names}) VALUES ({places})"
        if rows:
            connection.exec_driver_sql(insert, [tuple(row) for row in rows])
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copied:
        for row in rows:
            copied.write_row(row)


def _remove(table: sa.TableClause, columns: dict[str, str], gone: list[dict[str, Any]]) -> None:
    """Remove the rows of a table whose columns have the values of columns of rows of ours."""
    if context.is_offline_mode():
        for row in gone:
            equal = (table.c[column] == row[ours] for column, ours in columns.items())
            op.execute(table.delete().where(*equal))
    elif gone:
        same = (table.c[column] == sa.bindparam(f"at_{column}") for column in columns)
        rows = [{f"at_{column}": row[ours] for column, ours in columns.items()} for row in gone]
        op.get_bind().execute(table.delete().where(*same), rows)


def _is(
    table: sa.TableClause, data: dict[str, Any], values: list[Any]
) -> list[sa.ColumnElement[bool]]:
    row = dict(zip(data["columns"], values, strict=True))
    return [table.c[name] == row[name] for name in data["key"]]


def _table(name: str, columns: list[str]) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, _TYPES.get(column, sa.Text())) for column in columns))
