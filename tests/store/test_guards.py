"""Statements that do not return: nobody else waits for them, and they can be ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support import PLAIN, fork

from catalog import Catalog, CatalogClosed, DatabaseError
from catalog.store import guards, sqlite

forks = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n"


@contextmanager
def endless(database: Path) -> Iterator[tuple[Catalog, Future[Any]]]:
    """Run a statement that does not return in a thread of its own."""
    catalog = Catalog(database)
    with ThreadPoolExecutor(1) as pool:
        try:
            running = pool.submit(catalog._reader._connection.rows, ENDLESS, {})
            time.sleep(0.2)
            assert not running.done()
            yield catalog, running
        finally:
            catalog.close()


def test_others_do_not_wait(database: Path) -> None:
    """Neither the bundled catalogue nor another one of the same file waits for it."""
    with endless(database):
        start = time.monotonic()
        for other in (Catalog(), Catalog(database)):
            with other:
                assert other.get(10054).symbol == "WSAECONNRESET"
        assert time.monotonic() - start < 1


def test_closing_ends_it(database: Path) -> None:
    """close() does not wait for a statement, which ends with CatalogClosed."""
    with endless(database) as (catalog, running):
        start = time.monotonic()
        catalog.close()
        with pytest.raises(CatalogClosed):
            running.result(10)
        assert time.monotonic() - start < 1


def test_it_ends_by_itself(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time it is a DatabaseError that says so, and the next statement works."""
    monkeypatch.setattr(sqlite, "LONGEST_STATEMENT_S", 0.5)
    with endless(database) as (catalog, running):
        with pytest.raises(DatabaseError, match=r"took longer than 0.5 s; its file system"):
            running.result(10)
        assert catalog.get(10054).symbol == "WSAECONNRESET"


class TestForks:
    pytestmark = forks

    def test_a_fork_does_not_wait_for_long(
        self, database: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A fork waits a while, then has the statement begin again; parent and child answer."""
        monkeypatch.setattr(guards, "FORK_PATIENCE_S", 0.3)
        with endless(database) as (catalog, running):

            def ask() -> None:
                assert catalog.get(10060).symbol == "WSAETIMEDOUT"
                catalog.close()

            start = time.monotonic()
            child = fork(ask)
            assert 0.2 < time.monotonic() - start < 2
            assert os.waitpid(child, 0)[1] == 0
            assert not running.done()
            with Catalog(database) as other:
                assert other.get(10054).symbol == "WSAECONNRESET"

    def test_long_statements_outlive_forks(self, database: Path) -> None:
        """What a fork waits for, or makes begin again, gives its rows all the same."""
        counting = ENDLESS.replace("FROM n)", "FROM n WHERE x < 1000000)")
        with Catalog(database) as catalog, ThreadPoolExecutor(1) as pool:
            running = pool.submit(catalog._reader._connection.rows, counting, {})
            while not running.done():
                assert os.waitpid(fork(lambda: catalog.get(10060)), 0)[1] == 0
            assert running.result() == [(500000500000,)]


INTERRUPTED = f"""
import signal, sys, time
from catalog import Catalog

class Mine(BaseException): pass

def mine(*_): raise Mine

signal.signal(signal.SIGALRM, mine)
with Catalog(sys.argv[1]) as catalog:
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        catalog._reader._connection.rows({ENDLESS!r}, {{}})
    except Mine:
        print("mine", flush=True)
    catalog._reader._connection.rows({ENDLESS!r}, {{}})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the platform has no SIGALRM")
@pytest.mark.usefixtures("heeded")
def test_signals(database: Path) -> None:
    """What a signal's handler raises ends the statement, and arrives: Ctrl-C for one."""
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(database)],
        env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "mine\n"
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert said.splitlines()[-1] == "KeyboardInterrupt"
