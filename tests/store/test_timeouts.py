"""Questions to a server that is silent, or whose pool is used up, end in time."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from silence import silent
from sqlalchemy import URL, Engine, create_engine
from support import execute, soon

from catalog import Catalog, CatalogClosed, DatabaseError
from catalog.logs import ExplainFilter

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc"),
]
WARM_S = 0.005
TIMEOUT_S = 0.3


def slowest(ask: Callable[[], object], seconds: float) -> float:
    """Ask again and again; return the longest time that an answer took.

    A machine that is busy makes any work wait: of twenty answers one is forgiven. Whoever waited
    for the database would not get twenty.
    """
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
        time.sleep(0.001)
    assert len(taken) > 20
    return sorted(taken)[-len(taken) // 20]


@contextmanager
def used_up(engine: Engine) -> Iterator[None]:
    """Hold all connections that the pool of an engine may have."""
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(engine.connect())
        yield


@pytest.fixture
def engine(postgres_database: URL) -> Iterator[Engine]:
    """An engine of a host's, of two connections."""
    made = create_engine(postgres_database, pool_size=1, max_overflow=1, pool_timeout=20)
    yield made
    made.dispose()


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the catalogue has logged, each in one line."""
    caplog.set_level(logging.INFO, "catalog")
    return lambda: [record.getMessage() for record in caplog.records]


def test_a_silent_server(engine: Engine, logged: Callable[[], list[str]]) -> None:
    """What is remembered is served at once; what is not ends in time, and leaves nothing behind."""
    error = ConnectionResetError(104, "reset")
    record = logging.makeLogRecord({"msg": "x", "exc_info": (OSError, error, None)})
    with Catalog(engine, max_age=0, timeout=TIMEOUT_S) as catalog:
        explain = ExplainFilter(catalog, "en")
        catalog.get(10054, locale="ja")
        explain.filter(record)
        with silent(engine.url):
            assert slowest(lambda: catalog.get(10054, locale="ja"), 0.5) < WARM_S
            assert slowest(lambda: explain.filter(record), 0.5) < WARM_S
            assert soon(lambda: catalog.get(10054, locale="ja") and logged())
            start = time.monotonic()
            with pytest.raises(DatabaseError, match=r"not answer within 0\.3 s; check that the se"):
                catalog.get("WSAETIMEDOUT", locale="ja")
            assert time.monotonic() - start < TIMEOUT_S * 2
        (told,) = logged()
        assert told.endswith("; what is remembered of it is served")
        assert soon(lambda: engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
        assert catalog.get("WSAETIMEDOUT", locale="ja").value == 10060
        assert soon(lambda: catalog.get(10054) and len(logged()) == 2)
        assert logged()[1] == "the database can be read again"


def test_a_pool_that_is_used_up(engine: Engine, logged: Callable[[], list[str]]) -> None:
    """A look does not stand in line; a question does, and is told what helps."""
    with Catalog(engine, max_age=0, timeout=TIMEOUT_S) as catalog:
        catalog.get(10054)
        with used_up(engine):
            assert slowest(lambda: catalog.get(10054), 0.3) < WARM_S
            assert soon(lambda: logged() and not threads_of(catalog))
            assert "its pool has no free connection; make the pool of the engine" in logged()[0]
            with pytest.raises(DatabaseError, match=r"connection for 0\.3 s; make the pool"):
                catalog.get("WSAETIMEDOUT")
        assert catalog.get("WSAETIMEDOUT").value == 10060
        execute(engine.url, "UPDATE catalog_state SET generation = generation + 1")
        before = catalog._memory._version
        assert soon(lambda: catalog.get(10054) and catalog._memory._version != before)
    assert len(logged()) == 2


def threads_of(catalog: Catalog) -> bool:
    """Tell whether a thread looks for a catalogue."""
    return catalog._memory._locks[1].locked()


def test_the_hosts_own_limit(postgres_database: URL) -> None:
    """Where the pool gives up first, the error says the same."""
    engine = create_engine(postgres_database, pool_size=1, max_overflow=1, pool_timeout=0.1)
    with Catalog(engine) as catalog, used_up(engine):
        with pytest.raises(DatabaseError, match="make the pool of the engine larger"):
            catalog.get(10054)
    engine.dispose()


def test_no_limit(postgres_database: URL) -> None:
    """Without a timeout a question waits as long as the server is silent."""
    with Catalog(postgres_database, timeout=None) as catalog, ExitStack() as stopped:
        catalog.get(10054)
        stopped.enter_context(silent(postgres_database))
        timer = threading.Timer(0.3, stopped.close)
        timer.start()
        start = time.monotonic()
        assert catalog.get("WSAETIMEDOUT").value == 10060
        assert time.monotonic() - start > 0.2
        timer.join()


def test_the_context_of_who_asks(engine: Engine) -> None:
    """What a host's listeners read of the context is that of the question."""
    from contextvars import ContextVar

    from sqlalchemy import event

    request, seen = ContextVar("request", default=""), []
    event.listen(engine, "checkout", lambda *_: seen.append(request.get()))
    with Catalog(engine, max_age=None) as catalog:
        request.set("of mine")
        catalog.get(10054)
    assert seen[-1] == "of mine"


@pytest.mark.parametrize("timeout", [-1, "5", float("nan")])
def test_no_seconds(timeout: object) -> None:
    """What is no time is refused."""
    with pytest.raises(ValueError, match=r"timeout is .*; give seconds from 0 up, or None"):
        Catalog(timeout=timeout)  # type: ignore[arg-type]


def test_closing_ends_what_runs(engine: Engine) -> None:
    """A question that waits when the catalogue is closed ends, and leaves no connection behind."""
    for timeout in (60, None):
        catalog = Catalog(engine, timeout=timeout, max_age=None)
        catalog.get(10054)
        with silent(engine.url), ThreadPoolExecutor(1) as pool:
            asked = pool.submit(catalog.get, "WSAETIMEDOUT")
            assert soon(lambda: engine.pool.checkedout() == 1)  # type: ignore[attr-defined]
            time.sleep(0.05)
            catalog.close()
            with pytest.raises(CatalogClosed):
                asked.result(10)
            assert soon(lambda: engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
