"""Create and upgrade catalogue databases with Alembic."""

from __future__ import annotations

import os

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect

from catalog import paths
from catalog.databases import database_url, opened
from catalog.errors import DatabaseError
from catalog.urls import name_of

VERSION_TABLE = "catalog_alembic_version"
FULL_TEXT_INDEX = "catalog_index"


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Tell Alembic's comparison which tables are the models': not the full-text index's."""
    return not (kind == "table" and name is not None and name.startswith(FULL_TEXT_INDEX))


def upgrade(database: str | os.PathLike[str], revision: str = "head") -> str:
    """Bring a database (a SQLite file or a URL) to a revision, creating what is missing.

    Returns the revision it is at. All of it happens or none. Raises DatabaseError when the
    database cannot be written.
    """
    with opened(database) as engine:
        try:
            return _run(engine, revision)
        except CommandError as error:
            raise DatabaseError(
                name_of(database_url(os.fspath(database))),
                str(error),
                "upgrade this package: the database is newer than it",
            ) from error


def _run(engine: Engine, revision: str) -> str:
    config = _config()
    config.attributes["connection"] = engine
    command.upgrade(config, revision)
    with engine.connect() as connection:
        return str(_version(connection))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", paths.migrations().replace("%", "%%"))
    return config


def _version(connection: Connection) -> object:
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()


def require_head(connection: Connection) -> None:
    """Raise DatabaseError unless a database is at the newest revision."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    found = _version(connection) if inspect(connection).has_table(VERSION_TABLE) else None
    if found != head:
        name = name_of(connection.engine.url)
        state = f"is at revision {found}, not {head}" if found else "is no catalogue"
        raise DatabaseError(name, state, f"run: catalog db upgrade --database {name}")
