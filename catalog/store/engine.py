"""Statements run through SQLAlchemy, for URLs of servers and for a host's own engine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from time import sleep
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, StaticPool
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..errors import CatalogClosed, DatabaseError
from .remedies import remedy_of
from .sqlite import DISGUISED, judge
from .urls import engine_of, name_of, problem_of, quoted_schema, refuse_others

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from .sqlite import Row, Value

_PARAMETER = re.compile(r":(\w+)")
_TABLE = re.compile(r"\bcatalog_")
_TRIES = 3
_BETWEEN_TRIES_S = 0.05
# a standby took away what a statement was reading (PostgreSQL's manual, "Hot Standby")
_CONFLICT = "40001"


class EngineConnection:
    """A database behind an engine; one made from a URL is disposed of on close.

    Every statement is a transaction of its own, so that nothing is held between two of them, and
    none depends on what another left in the session: a pooler may give that to somebody else.
    """

    def __init__(self, database: URL | Engine, schema: str | None = None) -> None:
        self._closed = False
        self._process = os.getpid()
        self._owned = isinstance(database, URL)
        if isinstance(database, URL):
            engine = engine_of(database, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        else:
            refuse_others(database.url, database.dialect)
            engine = database
            if engine.dialect.name != "sqlite":
                engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._engine = engine
        self.dialect = engine.dialect.name
        self._schema = "" if schema is None else quoted_schema(engine, schema) + "."
        self._statements: dict[str, str] = {}
        if self.dialect == "sqlite":
            judge(str(self), self.rows(DISGUISED, {}))

    def __str__(self) -> str:
        return name_of(self._engine.url)

    def rows(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """Return all rows; raises DatabaseError, or CatalogClosed after close()."""
        if self._closed:
            raise CatalogClosed
        if self._process != os.getpid():
            if not isinstance(self._engine.pool, StaticPool):
                # connections of the parent stay the parent's; SQLAlchemy's manual on forking
                self._engine.dispose(close=False)
            self._process = os.getpid()
        written = self._statements.get(statement)
        if written is None:
            written = self._statements[statement] = self._written(statement)
        try:
            return self._tried(written, parameters)
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            remedy = remedy_of(error, "check that it holds a catalogue (catalog db upgrade)")
            raise DatabaseError(str(self), problem_of(error), remedy) from error

    def identity(self) -> object:
        """Return what tells this database from another in its place: a server has only one."""
        return None

    def close(self) -> None:
        """Let go of the database, from any thread, as often as wanted."""
        self._closed = True
        if self._owned:
            self._engine.dispose()

    def __del__(self) -> None:
        if hasattr(self, "_engine") and self._owned and not self._closed:
            self._closed = True
            # connections of a parent stay the parent's
            self._engine.dispose(close=self._process == os.getpid())

    def _tried(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """Run a statement, and again where the next moment may be a better one."""
        tries, was_away = 0, False
        while True:
            try:
                with self._engine.connect() as connection:
                    return _rows(connection, statement, parameters)
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
                tries += 1
                if isinstance(error, DBAPIError) and error.connection_invalidated and not was_away:
                    # the server was away since the last statement; now it may be back
                    was_away = True
                elif _state(error) == _CONFLICT and tries < _TRIES:
                    sleep(_BETWEEN_TRIES_S)
                else:
                    raise

    def _written(self, statement: str) -> str:
        """Return a statement as the driver takes it, its tables in their schema."""
        if self.dialect == "sqlite":
            return statement
        named = _PARAMETER.sub(r"%(\1)s", statement)
        return _TABLE.sub(lambda found: self._schema.replace("%", "%%") + found[0], named)


def _rows(connection: Connection, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
    """Run a statement on the driver's own cursor, at half the time of SQLAlchemy's."""
    dialect = connection.dialect
    # psycopg would prepare on the server what is asked often, whatever the host's engine says
    options: dict[str, Any] = {} if dialect.name == "sqlite" else {"prepare": False}
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, parameters, **options)
        return cursor.fetchall()
    except dialect.loaded_dbapi.Error as error:
        if not dialect.is_disconnect(error, connection.connection, cursor):
            raise
        # SQLAlchemy fails likewise, and drops the connections that are broken
        return connection.exec_driver_sql(statement, dict(parameters)).fetchall()
    finally:
        cursor.close()


def _state(error: Exception) -> str | None:
    """Return the SQLSTATE of an error of SQLAlchemy's or of the driver's, if it has one."""
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None)
