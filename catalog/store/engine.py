"""Statements run through SQLAlchemy, for URLs of servers and for a host's own engine."""

from __future__ import annotations

import os
import re
from _thread import TIMEOUT_MAX, allocate_lock, start_new_thread
from collections.abc import Mapping, Sequence
from contextlib import suppress
from contextvars import copy_context
from socket import AF_INET, SHUT_RDWR, SOCK_STREAM, fromfd
from time import sleep
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, QueuePool, SingletonThreadPool, StaticPool
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..errors import CatalogClosed, DatabaseError
from ..marking import gettext_lazy as _
from .remedies import POOL_IS_USED_UP, SILENT_SERVER, remedy_of
from .sqlite import DISGUISED, judge
from .urls import engine_of, name_of, problem_of, quoted_schema, refuse_others

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from .sqlite import Row, Value

_PARAMETER = re.compile(r":(\w+)")
_TABLE = re.compile(r"\bcatalog_")
_TRIES = 3
_BETWEEN_TRIES_S = 0.05
# as often as the time of a question, for what loads all entries
_LONG = 6
# a standby took away what a statement was reading (PostgreSQL's manual, "Hot Standby")
_CONFLICT = "40001"


class EngineConnection:
    """A database behind an engine; one made from a URL is disposed of on close.

    Every statement is a transaction of its own, so that nothing is held between two of them, and
    none depends on what another left in the session: a pooler may give that to somebody else.
    ``timeout`` is how many seconds a statement may take on a server, the wait for a connection of
    the pool included; None is for ever.
    """

    def __init__(
        self, database: URL | Engine, schema: str | None = None, timeout: float | None = None
    ) -> None:
        self._closed = False
        self._process = os.getpid()
        self._owned = isinstance(database, URL)
        if isinstance(database, URL):
            engine = engine_of(database, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        else:
            refuse_others(database.url, database.dialect.driver)
            engine = database
            if engine.dialect.name != "sqlite":
                engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._engine = engine
        self.dialect = engine.dialect.name
        self._schema = "" if schema is None else quoted_schema(engine, schema) + "."
        self._statements: dict[str, str] = {}
        # SQLite has time limits of its own, and a pool may have a connection for each thread
        threads = self.dialect != "sqlite" and not isinstance(engine.pool, SingletonThreadPool)
        self._timeout = timeout if threads else None
        self._under_way: set[_Errand] = set()
        self._is_judged = self.dialect != "sqlite"

    def __str__(self) -> str:
        return name_of(self._engine.url)

    def rows(
        self, statement: str, parameters: Mapping[str, Value], *, are_many: bool = False
    ) -> Sequence[Row]:
        """Return all rows; raises DatabaseError, or CatalogClosed after close()."""
        if self._closed:
            raise CatalogClosed
        if self._process != os.getpid():
            if not isinstance(self._engine.pool, StaticPool):
                # connections of the parent stay the parent's; SQLAlchemy's manual on forking
                self._engine.dispose(close=False)
            self._process = os.getpid()
            self._under_way.clear()
        seconds = self._timeout and self._timeout * (_LONG if are_many else 1)
        if not self._is_judged:
            judge(str(self), self._answer(DISGUISED, {}, seconds))
            self._is_judged = True
        return self._answer(statement, parameters, seconds)

    def require_free(self) -> None:
        """Raise DatabaseError where a statement would have to wait for a connection."""
        if self._has_late():
            raise DatabaseError(str(self), _("it still does not answer"), SILENT_SERVER)
        if self._is_used_up():
            raise DatabaseError(str(self), _("its pool has no free connection"), POOL_IS_USED_UP)

    def identity(self) -> object:
        """Return what tells this database from another in its place: a server has only one."""
        return None

    def close(self) -> None:
        """Let go of the database, from any thread, as often as wanted; what runs ends."""
        self._closed = True
        # those of a parent go on in the parent
        for errand in list(self._under_way) if self._process == os.getpid() else ():
            errand.give_up()
        if self._owned:
            self._engine.dispose()

    def __del__(self) -> None:
        if hasattr(self, "_engine") and self._owned and not self._closed:
            self._closed = True
            # connections of a parent stay the parent's
            self._engine.dispose(close=self._process == os.getpid())

    def _answer(
        self, statement: str, parameters: Mapping[str, Value], seconds: float | None
    ) -> Sequence[Row]:
        """Return what a statement finds; raises DatabaseError when that takes too many seconds."""
        written = self._statements.get(statement)
        if written is None:
            written = self._statements[statement] = self._written(statement)
        errand, waits_for_pool = _Errand(self._engine, written, parameters), self._is_used_up()
        self._under_way.add(errand)
        try:
            if seconds is None:
                return errand.run()
            if errand.ends_within(seconds):
                return errand.result()
            waits_for_pool = waits_for_pool and errand.driver is None
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            if self._closed:
                raise CatalogClosed from error
            remedy = remedy_of(error, _("check that it holds a catalogue (catalog db upgrade)"))
            raise DatabaseError(str(self), problem_of(error), remedy) from error
        finally:
            if errand.is_under_way:
                errand.give_up()
            else:
                self._under_way.discard(errand)
        if waits_for_pool:
            problem = _("its pool had no free connection for {seconds} s", seconds=f"{seconds:g}")
            raise DatabaseError(str(self), problem, POOL_IS_USED_UP)
        problem = _("it did not answer within {seconds} s", seconds=f"{seconds:g}")
        raise DatabaseError(str(self), problem, SILENT_SERVER)

    def _has_late(self) -> bool:
        """Tell whether a statement that was given up is still under way."""
        late = [errand for errand in list(self._under_way) if errand.is_given_up]
        self._under_way.difference_update([one for one in late if not one.is_under_way])
        return any(errand.is_under_way for errand in late)

    def _is_used_up(self) -> bool:
        """Tell whether others have all connections of the pool, which may make no more."""
        pool = self._engine.pool
        if not isinstance(pool, QueuePool) or pool._max_overflow < 0:
            return False
        is_empty = pool.checkedin() == 0 and pool.overflow() >= pool._max_overflow
        return is_empty and not self._has_late()

    def _written(self, statement: str) -> str:
        """Return a statement as the driver takes it, its tables in their schema."""
        if self.dialect == "sqlite":
            return statement
        named = _PARAMETER.sub(r"%(\1)s", statement)
        return _TABLE.sub(lambda found: self._schema.replace("%", "%%") + found[0], named)


class _Errand:
    """One statement, to be run at once or by a thread of its own, which may be given up.

    Drivers wait for a silent server as long as it likes. ``driver`` is the connection that is in
    use, or None.
    """

    def __init__(self, engine: Engine, statement: str, parameters: Mapping[str, Value]) -> None:
        self._engine = engine
        self._asked = statement, parameters
        self.is_given_up = False
        self.driver: Any = None
        # held by whoever uses the driver's connection, or ends it
        self._line = allocate_lock()
        self._done = allocate_lock()
        self._outcome: list[Sequence[Row] | BaseException] = []

    @property
    def is_under_way(self) -> bool:
        """Whether a thread is still at it."""
        return self._done.locked()

    def ends_within(self, seconds: float) -> bool:
        """Start a thread, and wait for its end so long at most; tell whether it has ended."""
        self._done.acquire()
        try:
            # who traces or logs finds in this thread what the asking one has set
            start_new_thread(copy_context().run, (self._run_apart,))
        except RuntimeError:
            # there are as many threads as there can be, or the program ends
            self._run_apart()
        if not self._done.acquire(timeout=min(seconds, TIMEOUT_MAX)):
            return False
        self._done.release()
        return True

    def result(self) -> Sequence[Row]:
        """Return what a thread that has ended found, or raise what it raised."""
        found = self._outcome.pop()
        if not isinstance(found, BaseException):
            return found
        try:
            raise found
        finally:
            # its traceback holds this frame
            del found

    def give_up(self) -> None:
        """Have the thread end: the connection hangs up, and the pool drops it."""
        with self._line:
            self.is_given_up = True
            if self.driver is not None and self._engine.dialect.name != "sqlite":
                self._hang_up()

    def run(self) -> Sequence[Row]:
        """Run the statement, and again where the next moment may be a better one."""
        tries, was_away = 0, False
        while True:
            try:
                return self._run_on(self._engine.connect())
            except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
                tries += 1
                if self.is_given_up:
                    raise
                if isinstance(error, DBAPIError) and error.connection_invalidated and not was_away:
                    # the server was away since the last statement; now it may be back
                    was_away = True
                elif _state(error) == _CONFLICT and tries < _TRIES:
                    sleep(_BETWEEN_TRIES_S)
                else:
                    raise

    def _hang_up(self) -> None:
        """End the connection under the thread that waits for it, which closing it does not."""
        # unless the server was faster
        with (
            suppress(OSError, self._engine.dialect.loaded_dbapi.Error),
            fromfd(self.driver.fileno(), AF_INET, SOCK_STREAM) as line,
        ):
            line.shutdown(SHUT_RDWR)

    def _run_apart(self) -> None:
        try:
            self._outcome.append(self.run())
        except BaseException as error:
            # raised where it was asked for
            self._outcome.append(error)
        finally:
            self._done.release()

    def _run_on(self, connection: Connection) -> Sequence[Row]:
        with self._line:
            self.driver = None if self.is_given_up else connection.connection.driver_connection
        try:
            if self.driver is None:
                raise CatalogClosed
            return _rows(connection, *self._asked)
        finally:
            # whoever gives up from now on finds the connection back in the pool
            with self._line:
                self.driver = None
                if self.is_given_up:
                    # nobody may be left to close it
                    connection.invalidate()
                connection.close()


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
