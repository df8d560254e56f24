"""Guards of SQLite connections: a lock each, an end for statements, and forks that wait a while.

SQLite has locks of its own, which a child would inherit locked for ever if the parent forked while
another thread is inside SQLite. A fork therefore waits until all connections are at rest, ends the
statements that go on for long, and is not kept by what cannot be ended.
"""

from __future__ import annotations

import os
from _thread import RLock
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

FORK_PATIENCE_S = 2
"""How long a fork waits before it ends statements, which then run again."""
_END_PATIENCE_S = 1
# instructions of SQLite's between two looks at the clock: about a millisecond
_BETWEEN_LOOKS = 10_000

# held by a fork, and for a moment by whoever opens or closes a database
_gate = RLock()
_guards: set[Guard] = set()
_held_by_fork: list[Guard] = []


class _Limit:
    """How long a statement may take, and what was raised meanwhile, as by Ctrl-C."""

    __slots__ = ("raised", "until")

    def __init__(self) -> None:
        self.until = 0.0
        self.raised: BaseException | None = None


def _looks(limit: _Limit) -> Iterator[bool]:
    """Yield, whenever SQLite asks, whether the running statement is to end.

    A signal's handler runs when Python code does, here at the latest, and sqlite3 drops what it
    raises. This is a generator because a function could be left before its ``try`` is reached.
    """
    is_over = False
    while True:
        try:
            yield is_over
            is_over = monotonic() >= limit.until
        except GeneratorExit:
            raise
        except BaseException as error:
            limit.raised, is_over = error, True


class Guard:
    """What a fork, a close and a time limit need of one connection."""

    __slots__ = ("_connection", "_limit", "is_for_fork", "lock")

    def __init__(self) -> None:
        self.lock = RLock()
        self._limit = _Limit()
        self._connection: sqlite3.Connection | None = None
        self.is_for_fork = False
        with _gate:
            _guards.add(self)

    @property
    def raised(self) -> BaseException | None:
        """What was raised while the last statement ran."""
        return self._limit.raised

    def watch(self, connection: sqlite3.Connection) -> None:
        """Take the place of the connection watched before."""
        self._connection = connection
        looks = _looks(self._limit)
        next(looks)
        connection.set_progress_handler(looks.__next__, _BETWEEN_LOOKS)

    def begin(self, seconds: float) -> None:
        """Give the next statement some seconds; then SQLite ends it with SQLITE_INTERRUPT."""
        self._limit.until = monotonic() + seconds
        self._limit.raised = None
        self.is_for_fork = False

    def interrupt(self) -> None:
        """End the statement that runs, if one does, from any thread."""
        connection = self._connection
        if connection is not None:
            connection.interrupt()

    def forget(self) -> None:
        """Leave forks alone: the connection is closed next."""
        with _gate:
            self._connection = None
            _guards.discard(self)


def _before_fork() -> None:
    _gate.acquire()
    until = monotonic() + FORK_PATIENCE_S
    busy = [guard for guard in list(_guards) if not _taken(guard, until)]
    for guard in busy:
        guard.is_for_fork = True
        guard.interrupt()
    for guard in busy:
        _taken(guard, until + _END_PATIENCE_S)


def _taken(guard: Guard, until: float) -> bool:
    taken = guard.lock.acquire(timeout=max(0, until - monotonic()))
    if taken:
        _held_by_fork.append(guard)
    return taken


def _after_in_parent() -> None:
    while _held_by_fork:
        _held_by_fork.pop().lock.release()
    _gate.release()


def _after_in_child() -> None:
    for guard in _guards.difference(_held_by_fork):
        # its thread is not here, and will never release it
        guard.lock = RLock()
    _after_in_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_in_parent, after_in_child=_after_in_child
    )
