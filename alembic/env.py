"""Run the migrations against the database that was named, in one transaction."""

import io
import os
import sys
from typing import Any

from alembic import context
from sqlalchemy import URL, Connection, Engine, inspect

from catalog.db import rows
from catalog.db.migrations import VERSION_TABLE, include_name
from catalog.db.syncing import settle
from catalog.db.transactions import database_url, transaction
from catalog.models import Base
from catalog.paths import DATABASE_VARIABLE, DEFAULT_DATABASE
from catalog.store.urls import engine_of

_OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "version_table": VERSION_TABLE,
    "include_name": include_name,
    "render_as_batch": True,
}


def _named() -> URL:
    chosen = context.get_x_argument(as_dictionary=True).get("url")
    return database_url(chosen or os.environ.get(DATABASE_VARIABLE) or DEFAULT_DATABASE)


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, **_OPTIONS)
    if inspect(connection).has_table(rows.DOCUMENT.name):
        rows.restore_terms(connection)
    context.run_migrations()
    heads = context.get_context().get_current_heads()
    if heads == (context.get_head_revision(),):
        settle(connection)
    if not heads:
        # Alembic keeps its own table, empty, after a downgrade to base
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")


def main() -> None:
    if context.is_offline_mode():
        if isinstance(sys.stdout, io.TextIOWrapper):
            # a terminal's own encoding may lack what the texts have
            sys.stdout.reconfigure(encoding="utf-8")
        # in one transaction on SQLite too, which would write each row to the disk by itself
        options = _OPTIONS | {"literal_binds": True, "transactional_ddl": True}
        context.configure(url=_named(), **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    attributes = context.config.attributes
    given = attributes.get("connection")
    bind = given if isinstance(given, Engine | Connection) else engine_of(_named())
    try:
        with transaction(bind, attributes.get("schema")) as connection:
            _migrate(connection)
    finally:
        if bind is not given:
            bind.engine.dispose()


main()
