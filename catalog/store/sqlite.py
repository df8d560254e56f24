"""Statements on a SQLite file, run by the standard library at a tenth of SQLAlchemy's time.

A connection serves many threads, and goes on working in the children of a fork. Each has a lock
of its own, so that no file waits for another one; what never returns is ended.
"""

from __future__ import annotations

import os
import sqlite3
from time import monotonic, sleep

from .. import paths
from ..errors import CatalogClosed, DatabaseError
from ..marking import gettext_lazy as _
from .guards import Guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ..marking import InterfaceMessage

    Value = str | int | None
    Row = Sequence[Any]

_PATIENCE_S = 5
"""How long a reader waits for a writer to commit."""
_BETWEEN_TRIES_S = 0.002
LONGEST_STATEMENT_S = 60
_CLOSE_PATIENCE_S = 1
_LONGEST_VALUE_BYTES = 1 << 26
# connections that a fork copied: SQLite forbids even closing them in the child
_inherited: list[sqlite3.Connection] = []

# what a statement reads must be what its name says: a view may be without end
TABLES = (
    "catalog_document", "catalog_entry", "catalog_fact", "catalog_locale", "catalog_message",
    "catalog_name", "catalog_number", "catalog_related", "catalog_same", "catalog_sign",
    "catalog_source", "catalog_state", "catalog_system", "catalog_index_config",
    "catalog_index_data", "catalog_index_docsize", "catalog_index_idx",
)  # fmt: skip
DISGUISED = (
    f"SELECT name FROM sqlite_master WHERE name COLLATE NOCASE IN {TABLES!r} AND NOT ("
    "type = 'table' AND rootpage > 0 "
    "AND replace(replace(sql, char(34), ''), char(39), '') LIKE 'CREATE TABLE ' || name || '%') "
    "OR name COLLATE NOCASE = 'catalog_index' "
    "AND NOT sql LIKE 'CREATE VIRTUAL TABLE %USING fts5%'"
)


class FileConnection:
    """A SQLite file, opened read-only; ``immutable`` when nothing can change it."""

    dialect = "sqlite"

    def __init__(self, path: str, *, immutable: bool = False) -> None:
        self._path = path
        self._immutable = immutable
        self._closed = False
        self._process = os.getpid()
        self._file = self._status()
        self._guard = Guard()
        try:
            with self._guard.lock:
                self._open()
        except BaseException:
            self._guard.forget()
            raise

    def __str__(self) -> str:
        return self._path

    def rows(
        self, statement: str, parameters: Mapping[str, Value], *, are_many: bool = False
    ) -> Sequence[Row]:
        """Return all rows; raises DatabaseError, or CatalogClosed after close()."""
        until = None
        while True:
            try:
                return self._rows_now(statement, parameters)
            except sqlite3.OperationalError as error:
                name = _name_of(error)
                if name == "SQLITE_INTERRUPT":
                    self._explain_interrupt(error)
                elif name != "SQLITE_BUSY" or (until and monotonic() >= until):
                    raise self._fault(error) from error
            except (sqlite3.Error, UnicodeDecodeError) as error:
                # the latter where the message itself quotes what is damaged
                raise self._fault(error) from error
            # not SQLite's own waiting, which would keep other threads and forks waiting too
            until = until or monotonic() + _PATIENCE_S
            sleep(_BETWEEN_TRIES_S)

    def _rows_now(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        guard, lock = self._guard, self._guard.lock
        if not lock.acquire(timeout=LONGEST_STATEMENT_S):
            raise self._late(_("another thread's statement does not return"))
        try:
            if self._closed:
                raise CatalogClosed
            if self._process != os.getpid():
                self._reopen()
            guard.begin(LONGEST_STATEMENT_S)
            try:
                return self._run(statement, parameters)
            except sqlite3.OperationalError as error:
                if _name_of(error) != "SQLITE_READONLY_ROLLBACK":
                    raise
                self._roll_back()
                return self._run(statement, parameters)
        finally:
            if self._closed:
                self._let_go()
            lock.release()

    def _run(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        if not self._is_judged:
            self._judge()
        return self._connection.execute(statement, parameters).fetchall()

    def _explain_interrupt(self, error: Exception) -> None:
        """Raise what ended a statement; return where it was a fork and is to be run again."""
        guard = self._guard
        if guard.raised is not None:
            raise guard.raised
        if self._closed:
            raise CatalogClosed from error
        if not guard.is_for_fork:
            problem = _("a statement took longer than {seconds} s", seconds=LONGEST_STATEMENT_S)
            raise self._late(problem) from error

    def require_free(self) -> None:
        """Return at once: there is a connection, which waits for a writer for a limited time."""

    def identity(self) -> object:
        """Return what tells this file from another that was put in its place, and open that.

        Raises DatabaseError when there is none.
        """
        found = self._status()
        with self._guard.lock:
            if self._closed:
                raise CatalogClosed
            if found != self._file:
                self._reopen()
                self._file = found
        return found

    def close(self) -> None:
        """Let go of the file, from any thread, as often as wanted; a running statement ends."""
        self._closed = True
        self._guard.interrupt()
        # where that does not help, who runs the statement lets go of the file when it returns
        if self._guard.lock.acquire(timeout=_CLOSE_PATIENCE_S):
            try:
                self._let_go()
            finally:
                self._guard.lock.release()

    def __del__(self) -> None:
        if hasattr(self, "_connection") and not self._closed:
            self.close()

    def _let_go(self) -> None:
        self._guard.forget()
        if self._process == os.getpid():
            self._connection.close()
        else:
            _inherited.append(self._connection)

    def _status(self) -> object:
        try:
            status = os.stat(self._path)
        except (OSError, ValueError) as error:
            raise self._fault(error) from error
        # the number of a file that is gone is given to the next one
        return status.st_dev, status.st_ino, status.st_mtime_ns

    def _reopen(self) -> None:
        before, process = self._connection, self._process
        self._open()
        if process == os.getpid():
            before.close()
        else:
            _inherited.append(before)
            self._process = os.getpid()

    def _roll_back(self) -> None:
        """Take back what a writer that was killed left half-written, as its journal says."""
        writing = sqlite3.connect(_uri(self._path, "mode=rw"), uri=True)
        try:
            writing.execute("SELECT count(*) FROM sqlite_master").fetchall()
        finally:
            writing.close()

    def _open(self) -> None:
        if not os.path.isfile(self._path):
            # a pipe would be waited at for ever
            raise self._fault(OSError("is no file"))
        uri = _uri(self._path, "mode=ro&immutable=1" if self._immutable else "mode=ro")
        try:
            self._connection = sqlite3.connect(
                uri, timeout=0, uri=True, check_same_thread=False, isolation_level=None
            )
            self._guard.watch(self._connection)
            # of the package's own file nobody doubts what it is
            self._is_judged = self._immutable
            if not self._immutable:
                _distrust(self._connection)
        except (sqlite3.Error, ValueError) as error:
            raise self._fault(error) from error

    def _judge(self) -> None:
        """Raise DatabaseError for a file in which a name of a table is that of something else."""
        judge(self._path, self._connection.execute(DISGUISED))
        self._is_judged = True

    def _late(self, problem: InterfaceMessage) -> DatabaseError:
        remedy = _("its file system may hang, or it is not what catalog db upgrade makes")
        return DatabaseError(self._path, problem, remedy)

    def _fault(self, error: Exception) -> DatabaseError:
        # imported here: most databases can be read
        try:
            from .remedies import diagnosis
        except OSError as exhausted:
            # of a process that can open no file at all, not even that one
            remedy = _("close files that are open without need")
            return DatabaseError(self._path, str(exhausted.strerror), remedy)
        problem, remedy = diagnosis(self._path, error)
        return DatabaseError(self._path, problem, remedy)


class _PackedConnection(FileConnection):
    """The bundled database in an archive that nobody unpacked: its bytes, held in memory."""

    def _status(self) -> object:
        # what is in an archive stays as it is
        return None

    def _open(self) -> None:
        memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        try:
            memory.deserialize(paths.content(self._path))
            memory.execute("PRAGMA query_only=ON")
        except (OSError, AttributeError, sqlite3.Error) as error:
            # some builds of SQLite cannot read a database from memory
            memory.close()
            raise self._fault(error) from error
        self._connection = memory
        self._guard.watch(memory)
        self._is_judged = True

    def _fault(self, error: Exception) -> DatabaseError:
        if isinstance(error, OSError):
            return super()._fault(error)
        remedy = _("install the package as files, unpacked")
        return DatabaseError(self._path, str(error), remedy)


def bundled() -> FileConnection:
    """Connect to the bundled database; raises DatabaseError when it is not there."""
    kind = FileConnection if os.path.isfile(paths.BUNDLED_DATABASE) else _PackedConnection
    return kind(paths.BUNDLED_DATABASE, immutable=True)


def judge(database: str, disguised: Iterable[Row]) -> None:
    """Raise DatabaseError for the first of the rows of DISGUISED, if there is any."""
    for (name,) in disguised:
        problem = _("its {name} is no table", name=f"{name!s:.40}")
        raise DatabaseError(database, problem, _("use a database that catalog db upgrade made"))


def _distrust(connection: sqlite3.Connection) -> None:
    """Have SQLite run nothing that a file's own schema asks for, and check what it reads."""
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA cell_size_check=ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
    if hasattr(connection, "setconfig"):
        # Python 3.12
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)  # type: ignore[attr-defined,unused-ignore]


def _name_of(error: sqlite3.Error) -> str:
    # without a name where Python itself raises it
    return getattr(error, "sqlite_errorname", "")


def _uri(path: str, query: str) -> str:
    """Return the URI by which SQLite opens a path, whatever characters it has."""
    absolute = os.path.abspath(path).replace("\\", "/" if os.name == "nt" else "\\")
    for reserved in "%?#":
        absolute = absolute.replace(reserved, f"%{ord(reserved):02x}")
    return f"file:{'' if absolute[:1] == '/' else '/'}{absolute}?{query}"
