"""Create and upgrade catalogue databases with Alembic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from catalog import paths
from catalog.errors import DatabaseError
from catalog.urls import engine_of, name_of, problem_of, url_of

VERSION_TABLE = "catalog_alembic_version"
_FULL_TEXT_INDEX = "catalog_index"


def database_url(database: str) -> URL:
    """Return the URL of a database that is named by URL or by the path of a SQLite file.

    Raises DatabaseError for what is neither.
    """
    if "://" in database:
        return url_of(database)
    if not database:
        raise DatabaseError("''", "is no path", "give the path of a SQLite file or a URL")
    return URL.create("sqlite", database=database)


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Tell Alembic's comparison which tables are the models': not the full-text index's."""
    return not (kind == "table" and name is not None and name.startswith(_FULL_TEXT_INDEX))


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that covers schema changes too, on SQLite as elsewhere.

    Python's sqlite3 commits before DDL unless the transaction is begun by hand, and batch
    migrations drop tables, which would cascade to their children with foreign keys on.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        foreign_keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
        finally:
            connection.exec_driver_sql(f"PRAGMA foreign_keys={foreign_keys:d}")


def upgrade(database: str | os.PathLike[str], revision: str = "head") -> str:
    """Bring a database (a SQLite file or a URL) to a revision, creating what is missing.

    Returns the revision it is at. All of it happens or none. Raises DatabaseError when the
    database cannot be written.
    """
    url = database_url(os.fspath(database))
    engine = engine_of(url)
    try:
        return _run(engine, revision)
    except CommandError as error:
        raise DatabaseError(
            name_of(url), str(error), "upgrade this package: the database is newer than it"
        ) from error
    except SQLAlchemyError as error:
        raise DatabaseError(
            name_of(url),
            problem_of(error),
            "check that it is a catalogue database and can be written",
        ) from error
    finally:
        engine.dispose()


def _run(engine: Engine, revision: str) -> str:
    config = Config()
    config.set_main_option("script_location", paths.migrations().replace("%", "%%"))
    config.attributes["connection"] = engine
    command.upgrade(config, revision)
    with engine.connect() as connection:
        return str(connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar())


def build(path: str | os.PathLike[str]) -> None:
    """Write the ready-made database to a file, whole or not at all."""
    target = os.fspath(path)
    unfinished = f"{target}.{os.getpid()}"
    try:
        upgrade(unfinished)
        engine = create_engine(database_url(unfinished), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO {_FULL_TEXT_INDEX} ({_FULL_TEXT_INDEX}) VALUES ('optimize')"
            )
            connection.exec_driver_sql("VACUUM")
        engine.dispose()
        os.replace(unfinished, target)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
