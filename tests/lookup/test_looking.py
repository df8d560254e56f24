"""One thread looks whether the database has changed; nobody who can be served waits for it."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE

import pytest
from silence import silent
from sqlalchemy import URL
from support import PLAIN, ROOT, execute, fork, soon

from catalog import Catalog, CatalogClosed

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc"),
]
THREADS, SECONDS = 16, 2.5
LIMIT_S = 0.005


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_remembered_answers_never_wait(any_database: URL) -> None:
    """Sixteen threads are served at once for as long as the database is silent.

    A machine that is busy makes any work wait: as many slow answers are forgiven as there were
    slow moments without a catalogue.
    """
    ready = threading.Barrier(THREADS)
    with Catalog(any_database, max_age=0.5) as catalog:
        catalog.get(10054)

        def ask(_: int) -> list[tuple[float, float]]:
            ready.wait(30)
            taken = []
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                taken.append((timed(lambda: catalog.get(10054)), timed(lambda: None)))
                time.sleep(0.004)
            return taken

        with silent(any_database), ThreadPoolExecutor(THREADS) as pool:
            every = list(pool.map(ask, range(THREADS)))
        assert min(map(len, every)) > SECONDS * 20
        answers = [answer for one in every for answer, _ in one]
        noise = [other for one in every for _, other in one]
        slow = [answer for answer in answers if answer > LIMIT_S]
        assert len(slow) <= sum(other > LIMIT_S / 2 for other in noise) + 1, sorted(slow)
        assert max(answers) < 0.5
        # the look that was under way ends, and another one finds what has changed
        execute(any_database, "UPDATE catalog_state SET generation = generation + 1")
        before = catalog._memory._version
        assert soon(lambda: catalog.get(10054) and catalog._memory._version != before)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_while_one_looks(any_database: URL) -> None:
    """A child looks by itself, whatever thread of its parent was looking."""
    with Catalog(any_database, max_age=0) as catalog:
        catalog.get(10054)
        with silent(any_database):
            catalog.get(10054)

            def ask() -> None:
                assert catalog.get(10054).symbol == "WSAECONNRESET"
                before = catalog._memory._version
                os.kill(os.getppid(), signal.SIGUSR1)
                assert soon(lambda: catalog.get(10054) and catalog._memory._version != before)
                os._exit(0)

            told = threading.Event()
            kept = signal.signal(signal.SIGUSR1, lambda *_: told.set())
            child = fork(ask)
            assert told.wait(10)
            signal.signal(signal.SIGUSR1, kept)
        execute(any_database, "UPDATE catalog_state SET generation = generation + 1")
        assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("ends", ["", "catalog.close()"])
def test_the_end_does_not_wait(any_database: URL, ends: str) -> None:
    """Neither close() nor the end of the program waits for a look; none of it is heard."""
    script = (
        "import sys\nfrom catalog import Catalog\n"
        "catalog = Catalog(sys.argv[1], max_age=0)\ncatalog.get(10054)\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        f"catalog.get(10054)\n{ends}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", script,
         any_database.render_as_string(hide_password=False)],
        env=PLAIN, text=True,
        stdin=PIPE, stdout=PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    with silent(any_database):
        start = time.monotonic()
        assert process.communicate("\n", timeout=20)[0] == ""
        assert process.returncode == 0
        assert time.monotonic() - start < 2


def test_no_look_imports_threading(database: Path) -> None:
    """Neither a first answer nor a look loads that module; it would take a millisecond."""
    script = (
        "import sys, time; from catalog import Catalog\n"
        "catalog = Catalog(sys.argv[1], max_age=0)\n"
        "catalog.get(10054); catalog.get(10054); time.sleep(0.1)\n"
        "print('threading' in sys.modules)"
    )
    command = [sys.executable, "-S", "-c", script, str(database)]
    env = {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, capture_output=True, text=True, env=env).stdout == "False\n"


def test_forgotten_catalogues_keep_nothing_open(database: Path) -> None:
    """A catalogue that nobody refers to lets go of its file at once, without the collector."""

    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    gc.disable()
    try:
        Catalog(database).get(10054, locale="ja")
        before = descriptors()
        for _ in range(20):
            forgotten = Catalog(database, max_age=0)
            forgotten.get(10054, locale="ja")
            forgotten.search("reset")
            forgotten.get(10054, locale="ja")
            forgotten.preload("en")
        del forgotten
        assert soon(lambda: descriptors() <= before)
    finally:
        gc.enable()


def test_entries_outlive_their_catalogue(database: Path) -> None:
    """An entry whose catalogue was dropped, not closed, still leads to its equivalents."""
    entry = Catalog(database).get(10054, system="winsock")
    others = entry.equivalents
    assert others
    assert others[0].equivalents
    with Catalog(database) as catalog:
        entry = catalog.get(10054, system="winsock")
    with pytest.raises(CatalogClosed):
        _ = entry.equivalents
