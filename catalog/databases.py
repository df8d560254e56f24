"""Databases to write to: naming them, opening them, and transactions that cover all of a change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import DatabaseError
from catalog.urls import engine_of, name_of, problem_of, url_of

Database = str | os.PathLike[str] | Engine
"""The path of a SQLite file, a SQLAlchemy URL, or an Engine."""


def database_url(database: str) -> URL:
    """Return the URL of a database that is named by URL or by the path of a SQLite file.

    Raises DatabaseError for what is neither.
    """
    if "://" in database:
        return url_of(database)
    if not database:
        raise DatabaseError("''", "is no path", "give the path of a SQLite file or a URL")
    return URL.create("sqlite", database=database)


@contextmanager
def opened(database: Database, *, create: bool = True) -> Iterator[Engine]:
    """Open a database for writing; what SQLAlchemy raises inside becomes DatabaseError.

    Without ``create``, a SQLite file that is not there is a DatabaseError and not made.
    """
    if isinstance(database, Engine):
        engine, url = database, database.url
    else:
        is_name = isinstance(database, str | os.PathLike)
        url = database_url(os.fspath(database)) if is_name else url_of(database)
        engine = engine_of(url)
    if not create and url.get_backend_name() == "sqlite" and _is_missing(url.database):
        name = name_of(url)
        raise DatabaseError(name, "is not there", f"run: catalog db upgrade --database {name}")
    try:
        yield engine
    except SQLAlchemyError as error:
        problem = problem_of(error)
        remedy = "check that it is a catalogue database and can be written"
        if "locked" in problem:
            remedy = "another program is writing to it; try again"
        if "readonly" in problem:
            remedy = "catalog db build makes such files, catalog db upgrade some to write to"
        raise DatabaseError(name_of(url), problem, remedy) from error
    finally:
        if engine is not database:
            engine.dispose()


def _is_missing(file: str | None) -> bool:
    is_file = file and file != ":memory:" and not file.startswith("file:")
    return bool(is_file and not os.path.exists(str(file)))


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
