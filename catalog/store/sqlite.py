"""Statements run by the standard library, for SQLite files; it answers ten times sooner.

A connection serves many threads, and goes on working in the children of a fork.
"""

from __future__ import annotations

import os
import sqlite3
from _thread import RLock
from time import monotonic, sleep

from ..errors import CatalogClosed, DatabaseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Value = str | int | None
    Row = Sequence[Any]

# Held while SQLite runs, and by a fork while it forks: SQLite has locks of its own, which a
# child would inherit locked for ever. Reentrant, because garbage collection may close another.
_sqlite_running = RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_sqlite_running.acquire,
        after_in_parent=_sqlite_running.release,
        after_in_child=_sqlite_running.release,
    )
# seconds that a reader waits for a writer to commit
_PATIENCE = 5
_BETWEEN_TRIES = 0.002
# connections that a fork copied: SQLite forbids even closing them in the child
_inherited: list[sqlite3.Connection] = []


class FileConnection:
    """A SQLite file, opened read-only; ``immutable`` when nothing can change it."""

    dialect = "sqlite"

    def __init__(self, path: str, *, immutable: bool = False) -> None:
        self._path = path
        self._immutable = immutable
        self._closed = False
        with _sqlite_running:
            self._process = os.getpid()
            self._file = self._status()
            self._connection = self._open()

    def __str__(self) -> str:
        return self._path

    def rows(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """Return all rows; raises DatabaseError, or CatalogClosed after close()."""
        until = None
        while True:
            try:
                return self._rows_now(statement, parameters)
            except sqlite3.OperationalError as error:
                if _name_of(error) != "SQLITE_BUSY" or (until and monotonic() >= until):
                    raise self._fault(error) from error
            except (sqlite3.Error, UnicodeDecodeError) as error:
                # the latter where the message itself quotes what is damaged
                raise self._fault(error) from error
            # not SQLite's own waiting, which would keep all other files and forks waiting too
            until = until or monotonic() + _PATIENCE
            sleep(_BETWEEN_TRIES)

    def _rows_now(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        with _sqlite_running:
            if self._closed:
                raise CatalogClosed
            if self._process != os.getpid():
                self._reopen()
            try:
                return self._connection.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError as error:
                if _name_of(error) != "SQLITE_READONLY_ROLLBACK":
                    raise
                self._roll_back()
                return self._connection.execute(statement, parameters).fetchall()

    def identity(self) -> object:
        """Return what tells this file from another that was put in its place, and open that.

        Raises DatabaseError when there is none.
        """
        with _sqlite_running:
            if self._closed:
                raise CatalogClosed
            found = self._status()
            if found != self._file:
                self._reopen()
                self._file = found
            return found

    def close(self) -> None:
        """Let go of the file, from any thread, as often as wanted."""
        with _sqlite_running:
            self._closed = True
            if self._process == os.getpid():
                self._connection.close()
            else:
                _inherited.append(self._connection)

    def __del__(self) -> None:
        if hasattr(self, "_connection") and not self._closed:
            self.close()

    def _status(self) -> object:
        try:
            status = os.stat(self._path)
        except (OSError, ValueError) as error:
            raise self._fault(error) from error
        # the number of a file that is gone is given to the next one
        return status.st_dev, status.st_ino, status.st_mtime_ns

    def _reopen(self) -> None:
        before, self._connection = self._connection, self._open()
        if self._process == os.getpid():
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

    def _open(self) -> sqlite3.Connection:
        if not os.path.isfile(self._path):
            # a pipe would be waited at for ever
            raise self._fault(OSError("is no file"))
        uri = _uri(self._path, "mode=ro&immutable=1" if self._immutable else "mode=ro")
        try:
            return sqlite3.connect(
                uri, timeout=0, uri=True, check_same_thread=False, isolation_level=None
            )
        except (sqlite3.Error, ValueError) as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> DatabaseError:
        # imported here: most databases can be read
        from .remedies import diagnosis

        problem, remedy = diagnosis(self._path, error)
        return DatabaseError(self._path, problem, remedy)


def _name_of(error: sqlite3.Error) -> str:
    # without a name where Python itself raises it
    return getattr(error, "sqlite_errorname", "")


def _uri(path: str, query: str) -> str:
    """Return the URI by which SQLite opens a path, whatever characters it has."""
    absolute = os.path.abspath(path).replace("\\", "/" if os.name == "nt" else "\\")
    for reserved in "%?#":
        absolute = absolute.replace(reserved, f"%{ord(reserved):02x}")
    return f"file:{'' if absolute[:1] == '/' else '/'}{absolute}?{query}"
