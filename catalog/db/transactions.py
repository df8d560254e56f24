"""Databases to write to: naming them, opening them, and transactions that cover all of a change."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.exc import SQLAlchemyError

from ..errors import DatabaseError, shown
from ..marking import gettext_lazy as _
from ..store.connect import refuse_servers
from ..store.remedies import remedy_of
from ..store.sqlite import DISGUISED, judge
from ..store.urls import (
    PATIENCE,
    engine_of,
    name_of,
    problem_of,
    quoted_schema,
    refuse_asyncio,
    refuse_other_databases,
    url_of,
)

Database = str | os.PathLike[str] | URL | Engine | Connection
"""The path of a SQLite file, a SQLAlchemy URL, an Engine, or a Connection in a transaction.

A Connection may be of any driver, one of asyncio's as well: SQLAlchemy's ``run_sync`` hands it to
the function that writes.
"""


_AFTERWARDS = _(
    "leave the catalogue out of it by: if not op.get_context().as_sql; when the script has run, "
    "give the same function an Engine"
)
_BY_RUN_SYNC = _(
    "give the function to a connection of it: async with engine.begin() as connection: "
    "await connection.run_sync(migrate.upgrade)"
)


def database_url(database: str) -> URL:
    """Return the URL of a database that is named by URL or by the path of a SQLite file.

    Raises DatabaseError for what is neither.
    """
    if "://" in database:
        return url_of(database)
    refuse_servers(database)
    if not _is_path(database):
        problem, remedy = _("is no path"), _("give the path of a SQLite file or a URL")
        raise DatabaseError(shown(database), problem, remedy)
    return URL.create("sqlite", database=database)


def _is_path(text: str) -> bool:
    try:
        return text != "" and b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


@contextmanager
def opened(database: Database, *, create: bool = True) -> Iterator[Engine | Connection]:
    """Open a database for writing; what SQLAlchemy raises inside becomes DatabaseError.

    An engine or a connection of the caller's is used as it is and stays open. Without ``create``,
    a SQLite file that is not there is a DatabaseError and not made.
    """
    bind: Engine | Connection
    if database is None or isinstance(database, MockConnection):
        raise DatabaseError("--sql", _("a script has no connection to ask"), _AFTERWARDS)
    if isinstance(database, Engine | Connection):
        if isinstance(database, Engine):
            refuse_asyncio(database, _BY_RUN_SYNC)
        bind, url = database, database.engine.url
        refuse_other_databases(url)
    else:
        refuse_asyncio(database, _BY_RUN_SYNC)
        if isinstance(database, str | os.PathLike):
            url = database_url(os.fspath(database))
        else:
            url = url_of(database)
        bind = engine_of(url)
    if not create and url.get_backend_name() == "sqlite" and _is_missing(url.database):
        name = name_of(url)
        remedy = _("run: {command}", command=f"catalog db upgrade --database {name}")
        raise DatabaseError(name, _("is not there"), remedy)
    try:
        yield bind
    except (SQLAlchemyError, bind.dialect.loaded_dbapi.Error, UnicodeDecodeError) as error:
        # the last where a name in the schema is damaged
        problem = problem_of(error)
        remedy = remedy_of(error, _("check that it can be written and is a catalogue database"))
        raise DatabaseError(name_of(url), problem, remedy) from error
    finally:
        if bind is not database:
            bind.engine.dispose()


def _is_missing(file: str | None) -> bool:
    is_file = file and file != ":memory:" and not file.startswith("file:")
    return bool(is_file and not os.path.exists(str(file)))


@contextmanager
def reading(bind: Engine | Connection, schema: str | None = None) -> Iterator[Connection]:
    """Open a connection to read by, with the tables of a schema in sight."""
    if isinstance(bind, Connection):
        if schema is not None:
            _require_transaction(bind)
        _judge(bind)
        with _in_schema(bind, schema):
            yield bind
        return
    with _committed(bind).connect() as connection, _in_schema(connection, schema):
        _judge(connection)
        yield connection


def _judge(connection: Connection) -> None:
    """Raise DatabaseError for a SQLite file that has something else by a name of a table."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(DISGUISED)
        judge(name_of(connection.engine.url), map(tuple, found))


@contextmanager
def transaction(bind: Engine | Connection, schema: str | None = None) -> Iterator[Connection]:
    """Open a transaction that covers schema changes too, and is the only one of our writers'.

    That of a connection of the caller's is used, and left for the caller to end. A ``schema`` that
    is not there is made.
    """
    if schema is not None:
        quoted_schema(bind.engine, schema)
    if isinstance(bind, Connection):
        _require_transaction(bind)
        _judge(bind)
        _lock(bind, schema)
        with _in_schema(bind, schema, create=True):
            yield bind
    elif bind.dialect.name == "sqlite":
        with _sqlite_transaction(bind) as connection:
            _judge(connection)
            yield connection
    else:
        with _committed(bind).begin() as connection:
            _lock(connection, schema)
            with _in_schema(connection, schema, create=True):
                yield connection


def _committed(engine: Engine) -> Engine:
    """Return an engine whose transactions see what was committed while they waited for others."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="READ COMMITTED")


@contextmanager
def _sqlite_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a transaction by hand.

    Python's sqlite3 commits before DDL otherwise; batch migrations drop tables, which would
    cascade to their children with foreign keys on; and pages written before the end would keep
    readers out from then on.
    """
    with engine.connect() as connection:
        driver = _driver(connection)
        # Python 3.12 has connections that are always in one
        if driver.in_transaction and getattr(driver, "autocommit", None) is not False:
            problem = _("its one connection is in a transaction")
            remedy = _("end that, or give the Connection")
            raise DatabaseError(name_of(engine.url), problem, remedy)
        # what the host's listeners do at the beginning of a transaction is done, and undone
        connection.begin()
        driver.rollback()
        with _pragmas_off(driver):
            driver.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                driver.execute("COMMIT")
            except BaseException:
                # after some errors, a full disk's for one, SQLite has done so by itself
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                raise


@contextmanager
def _pragmas_off(driver: sqlite3.Connection) -> Iterator[None]:
    # in a transaction they do nothing
    always = getattr(driver, "autocommit", None) is False
    if always:
        driver.autocommit = True  # type: ignore[attr-defined,unused-ignore]
    names = ("foreign_keys", "cache_spill")
    before = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    for name in names:
        driver.execute(f"PRAGMA {name}=OFF")
    try:
        yield
    finally:
        for name, value in before.items():
            driver.execute(f"PRAGMA {name}={value}")
        if always:
            driver.autocommit = False  # type: ignore[attr-defined,unused-ignore]


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _require_transaction(connection: Connection) -> None:
    driver = _driver(connection)
    if connection.dialect.name == "sqlite":
        # a host's listener may begin one before the first statement
        connection.exec_driver_sql("SELECT 1")
        commits = driver.isolation_level is None and not driver.in_transaction
        if not commits and not driver.in_transaction:
            # Python's sqlite3 begins by itself, but not before DDL
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        commits = connection.connection.dbapi_connection.autocommit  # type: ignore[union-attr]
    if commits:
        raise DatabaseError(
            name_of(connection.engine.url),
            _("the connection commits every statement by itself"),
            _("give an Engine, or a Connection in a transaction"),
        )


def _lock(connection: Connection, schema: str | None) -> None:
    """Wait until no other of our writers is at work in the same schema, and keep them waiting."""
    if connection.dialect.name == "sqlite":
        return
    before = connection.scalar(text("SELECT current_setting('lock_timeout')"))
    if before == "0":
        _set(connection, "lock_timeout", f"{PATIENCE}s")
    within = schema if schema is not None else connection.scalar(text("SELECT current_schema()"))
    locked = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
    connection.execute(locked, {"name": f"catalog {within or ''}"})
    _set(connection, "lock_timeout", str(before))


@contextmanager
def _in_schema(
    connection: Connection, schema: str | None, *, create: bool = False
) -> Iterator[None]:
    """Have names without a schema mean those of one, until the end of the block."""
    if schema is None:
        yield
        return
    quoted = quoted_schema(connection.engine, schema)
    if create and not inspect(connection).has_schema(schema):
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quoted.replace('%', '%%')}")
    before = str(connection.scalar(text("SELECT current_setting('search_path')")))
    _set(connection, "search_path", quoted)
    try:
        yield
    except (SQLAlchemyError, connection.dialect.loaded_dbapi.Error):
        # after an error of the server's the transaction is over, and with it the setting
        raise
    except BaseException:
        _set(connection, "search_path", before)
        raise
    _set(connection, "search_path", before)


def _set(connection: Connection, name: str, value: str) -> None:
    """Set a parameter of PostgreSQL until the end of the transaction."""
    values = {"name": name, "value": value}
    connection.execute(text("SELECT set_config(:name, :value, true)"), values)
