"""Seed the Winsock codes in English and Japanese.

The rows are in the JSON file of the same name: by table, the names of its columns and key,
the rows removed and the rows added. A changed row is in both lists.
"""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# all other columns are texts
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "value": sa.BigInteger(),
    "os_dependent": sa.Boolean(),
}


def upgrade() -> None:
    _replace("removed", "added")


def downgrade() -> None:
    _replace("added", "removed")


def _replace(old: str, new: str) -> None:
    tables = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    for name, data in reversed(tables.items()):
        for values in data[old]:
            row = dict(zip(data["columns"], values, strict=True))
            table = _table(name, data["key"])
            op.execute(table.delete().where(*(table.c[k] == row[k] for k in data["key"])))
    for name, data in tables.items():
        rows = [dict(zip(data["columns"], values, strict=True)) for values in data[new]]
        op.bulk_insert(_table(name, data["columns"]), rows)
    state = sa.table("catalog_state", sa.column("generation"))
    op.execute(state.update().values(generation=state.c.generation + 1))


def _table(name: str, columns: list[str]) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, _TYPES.get(column, sa.Text())) for column in columns))
