"""Faults: full disks, lost permissions, locks, servers that go and come, and hostile values."""

import logging
import os
import shutil
import signal
import socket
import sqlite3
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import postgres
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from support import GOOD, amount, assert_sound, contents, each, execute, in_source, some, soon

from catalog import Catalog, CatalogError, DatabaseError, migrate
from catalog.db.building import build
from catalog.sync import Source, sync

forks = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
NOBODY = 65534


def in_child(prepare: Callable[[], object], work: Callable[[], object]) -> str:
    """Prepare a process of its own and work in it; return the result or the error as text."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            prepare()
            try:
                said = str(work())
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"
            os.write(writing, said.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    return said


def large(folder: Path, version: int = 1, entries: int = 300) -> Source:
    """Write a source that makes a database grow."""
    codes = "".join(
        f'[[entry]]\nsymbol = "LARGE_{n:04}"\nvalue = {n}\n'
        f'meaning = "The meaning of number {n}, version {version}."\n'
        f'description = "The description of number {n}, version {version}."\n'
        for n in range(entries)
    )
    text = f'[system]\nname = "large"\ntitle = "Large"\n{codes}'
    (folder / "systems").mkdir(parents=True, exist_ok=True)
    (folder / "systems/large.toml").write_text(text, "utf-8")
    return Source.from_path(folder, "large")


def url_of(path: Path, **query: str) -> URL:
    return URL.create("sqlite", database=str(path), query=query)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def limited(size: int) -> Callable[[], None]:
    """Return what lets no file of the process grow past a size: a write ends as on a full disk."""

    def limit() -> None:
        # Windows has none
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@pytest.fixture
def place(tmp_path: Path, database: Path) -> Path:
    """A database alone in its folder, which grows by whatever is added."""
    execute(url_of(database), "VACUUM")
    (tmp_path / "place").mkdir()
    return database.rename(tmp_path / "place/catalog.db")


class TestFullDisk:
    pytestmark = forks

    def test_sync(self, place: Path, tmp_path: Path) -> None:
        """Wherever the disk is full, nothing has changed, nothing is left, and later it works."""
        source = large(tmp_path / "source")
        before, size = contents(url_of(place), but=()), place.stat().st_size
        sync(whole := Path(shutil.copy(place, tmp_path / "whole.db")), source)
        needed = whole.stat().st_size
        assert needed > size
        for limit in (0, 512, 20_000, size // 2, size, (size + needed) // 2, needed - 4096):
            said = in_child(limited(limit), lambda: sync(place, source))
            assert said.startswith(f"DatabaseError: {place}: "), (limit, said)
            # opening it for writing mends what SQLite needed the journal for
            execute(url_of(place), "BEGIN IMMEDIATE")
            assert contents(url_of(place), but=()) == before
            assert_sound(place)
            assert names(place.parent) == ["catalog.db"]
        assert sync(place, source)
        assert names(place.parent) == ["catalog.db"]
        with Catalog(place) as catalog:
            assert catalog.get("LARGE_0299").meaning == "The meaning of number 299, version 1."

    def test_what_is_told(self, place: Path, tmp_path: Path) -> None:
        """The error tells what the trouble is, not what the rolling back ran into."""
        source = large(tmp_path / "source")
        size = place.stat().st_size
        told = [
            in_child(limited(limit), lambda: sync(place, source))
            for limit in (0, size // 2, size, size + 4096)
        ]
        told += [
            in_child(limited(limit), lambda: migrate.upgrade(tmp_path / "new.db"))
            for limit in (0, 20_000, size // 2)
        ]
        assert [said for said in told if "full" not in said and "disk I/O" not in said] == []

    def test_reading_after(self, place: Path, tmp_path: Path) -> None:
        """A full disk at the commit of a sync keeps no reader out."""
        source = large(tmp_path / "source")
        for limit in (0, 20_000, place.stat().st_size):
            in_child(limited(limit), lambda: sync(place, source))
            with Catalog(place) as catalog:
                assert catalog.get(10054).symbol == "WSAECONNRESET"

    @pytest.mark.parametrize("revision", [None, "0001"])
    def test_upgrade(self, tmp_path: Path, revision: str | None) -> None:
        """An upgrade of a new file and of an old one happens wholly or not at all."""
        (tmp_path / "place").mkdir()
        path = tmp_path / "place/catalog.db"
        if revision:
            migrate.upgrade(path, revision)
        before = contents(url_of(path), but=()) if revision else {}
        size = path.stat().st_size if revision else 0
        for limit in (size // 2, size, size + 4096, size + 50_000, size + 100_000):
            said = in_child(limited(limit), lambda: migrate.upgrade(path))
            assert said.startswith(f"DatabaseError: {path}: "), (limit, said)
            execute(url_of(path), "BEGIN IMMEDIATE")
            assert names(path.parent) == ["catalog.db"]
            if revision:
                assert contents(url_of(path), but=()) == before
                assert_sound(path)
            else:
                assert execute(url_of(path), "SELECT count(*) FROM sqlite_master") == [(0,)]
        assert migrate.upgrade(path) == "0002"
        assert_sound(path)

    @pytest.mark.parametrize("replaced", [False, True])
    def test_build(self, tmp_path: Path, replaced: bool) -> None:
        """A build leaves what was there and nothing beside it, however far it came."""
        (tmp_path / "place").mkdir()
        path = tmp_path / "place/my.db"
        if replaced:
            build(path)
        before = path.read_bytes() if replaced else None
        source = large(tmp_path / "source")
        for limit in (0, 512, 4096, 50_000, 150_000, 300_000):
            said = in_child(limited(limit), lambda: build(path, source))
            assert said.startswith(f"DatabaseError: {path}: "), (limit, said)
            assert names(path.parent) == (["my.db"] if replaced else []), (limit, said)
            assert (path.read_bytes() if replaced else None) == before
        build(path, source)
        assert names(path.parent) == ["my.db"]


class TestPermission:
    pytestmark = [
        *forks,
        pytest.mark.skipif(os.name == "nt", reason="permissions are not modes there"),
    ]

    @pytest.fixture
    def closed(self, place: Path) -> Iterator[Path]:
        """A file in a folder that others may only look into."""
        # pytest's own, one more of them in a worker of pytest-xdist
        temporary = Path(tempfile.gettempdir())
        for folder in place.parents[:5]:
            if temporary in folder.parents:
                folder.chmod(0o755)
        place.chmod(0o644)
        yield place
        place.parent.chmod(0o755)

    @staticmethod
    def another() -> None:
        """Become another user, for root may do everything."""
        if os.getuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)

    @pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="not root")
    @pytest.mark.parametrize("verb", ["sync", "upgrade", "build"])
    def test_read_only(self, closed: Path, tmp_path: Path, verb: str) -> None:
        """What may not be written is told as such, and nothing is changed or left."""
        source = large(tmp_path / "source")
        migrate.upgrade(closed.with_name("old.db"), "0001")
        works: dict[str, Callable[[], object]] = {
            "sync": lambda: sync(closed, source),
            "upgrade": lambda: migrate.upgrade(closed.with_name("old.db")),
            "build": lambda: build(closed.with_name("new.db"), source),
        }
        before = contents(url_of(closed), but=())
        said = in_child(self.another, works[verb])
        assert said.startswith(f"DatabaseError: {closed.parent}"), said
        assert names(closed.parent) == ["catalog.db", "old.db"]
        assert contents(url_of(closed), but=()) == before

    @pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="not root")
    def test_read_only_folder(self, closed: Path, tmp_path: Path) -> None:
        """A file that may be written in a folder that may not is not half written."""
        closed.chmod(0o666)
        source = large(tmp_path / "source")
        before = contents(url_of(closed), but=())
        said = in_child(self.another, lambda: sync(closed, source))
        assert said.startswith(f"DatabaseError: {closed}: "), said
        assert names(closed.parent) == ["catalog.db"]
        assert contents(url_of(closed), but=()) == before

    @pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="not root")
    @pytest.mark.parametrize("taken", ["file", "folder", "all"])
    def test_taken_away(self, closed: Path, taken: str) -> None:
        """A catalogue that is open serves what it remembers after permission is taken away."""

        def work() -> str:
            with Catalog(closed, max_age=0) as catalog:
                assert catalog.get(10054).symbol == "WSAECONNRESET"
                told.send(b"x")
                told.recv(1)
                said = [catalog.get(10054).symbol]
                try:
                    said.append(catalog.get(10060).symbol)
                except DatabaseError as error:
                    said.append(type(error).__name__)
                try:
                    with Catalog(closed) as another:
                        said.append(another.get(10060).symbol)
                except DatabaseError as error:
                    said.append(type(error).__name__)
            return " ".join(said)

        told, ours = socket.socketpair()

        def take() -> None:
            ours.recv(1)
            if taken in ("file", "all"):
                closed.chmod(0)
            if taken in ("folder", "all"):
                closed.parent.chmod(0)
            ours.send(b"x")

        with ThreadPoolExecutor(1) as pool:
            taking = pool.submit(take)
            first, second, other = in_child(self.another, work).split()
            taking.result(10)
        told.close()
        ours.close()
        assert first == "WSAECONNRESET"
        assert second in ("WSAETIMEDOUT", "DatabaseError")
        assert other == "DatabaseError"


class TestLockedFile:
    @pytest.fixture
    def works(self, place: Path, tmp_path: Path) -> dict[str, Callable[[URL], object]]:
        source = large(tmp_path / "source", entries=20)
        return {"sync": lambda url: sync(url, source), "upgrade": lambda url: migrate.upgrade(url)}

    @pytest.mark.parametrize("verb", ["sync", "upgrade"])
    @pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
    def test_too_long(
        self, place: Path, works: dict[str, Callable[[URL], object]], verb: str, lock: str
    ) -> None:
        """After the wait that the URL names, the error says that the file is locked."""
        before = contents(url_of(place), but=())
        other = sqlite3.connect(place, isolation_level=None)
        other.execute(f"BEGIN {lock}")
        start = time.monotonic()
        with pytest.raises(DatabaseError, match="locked; another program is writing to it"):
            works[verb](url_of(place, timeout="0.3"))
        assert 0.3 <= time.monotonic() - start < 5
        other.close()
        assert contents(url_of(place), but=()) == before
        works[verb](url_of(place, timeout="0.3"))

    @pytest.mark.parametrize("verb", ["sync", "upgrade"])
    @pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
    def test_released_in_time(
        self, place: Path, works: dict[str, Callable[[URL], object]], verb: str, lock: str
    ) -> None:
        """When the lock is released in time, the work is done."""
        other = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        other.execute(f"BEGIN {lock}")
        release = threading.Timer(0.4, other.close)
        release.start()
        works[verb](url_of(place, timeout="20"))
        release.join()

    def test_a_reader_that_stays(self, place: Path, tmp_path: Path) -> None:
        """A reader in the middle of its rows keeps the commit out: nothing has changed then."""
        source = large(tmp_path / "source")
        before = contents(url_of(place), but=())
        engine = create_engine(url_of(place, timeout="0.3"))
        event.listen(engine, "connect", _foreign_keys)
        reader = sqlite3.connect(place)
        rows = reader.execute("SELECT * FROM catalog_message")
        rows.fetchone()
        with pytest.raises(DatabaseError, match="locked; another program"):
            sync(engine, source)
        rows.close()
        reader.close()
        assert contents(url_of(place), but=()) == before
        # the host's connections are as they were
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA cache_spill").scalar()
        assert sync(engine, source)
        engine.dispose()


def _foreign_keys(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


def test_a_journal_left_by_a_crash(place: Path, tmp_path: Path) -> None:
    """A file whose writer died in its commit is read as it was before, also by readers alone."""
    writer = sqlite3.connect(place, isolation_level=None)
    writer.execute("PRAGMA cache_size=1")
    writer.execute("UPDATE catalog_message SET text = 'half written ' || text")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE catalog_message SET text = 'half written twice ' || text")
    # a copy has the file and the journal as they are now, but nobody's locks
    shutil.copytree(place.parent, tmp_path / "crashed")
    writer.close()
    crashed = tmp_path / "crashed/catalog.db"
    assert names(crashed.parent) == ["catalog.db", "catalog.db-journal"]
    with Catalog(crashed) as catalog:
        assert catalog.get(10054).meaning.startswith("half written The")


@pytest.fixture(scope="module")
def own_server(startable: None) -> Iterator[postgres.Server]:
    """A server that no other test uses, to stop and start."""
    server = postgres.Server()
    migrate.upgrade(server.url)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def stopped(server: postgres.Server) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


class TestServerAway:
    @pytest.mark.parametrize("given_as", ["url", "engine"])
    @pytest.mark.parametrize("max_age", [0, None])
    def test_reading(
        self,
        own_server: postgres.Server,
        caplog: pytest.LogCaptureFixture,
        given_as: str,
        max_age: float | None,
    ) -> None:
        """What is remembered is served meanwhile, and all of it again when the server is back."""
        engine = create_engine(own_server.url)
        with (
            ThreadPoolExecutor(4) as pool,
            Catalog(engine if given_as == "engine" else own_server.url, max_age=max_age) as catalog,
        ):
            # several connections that are dead afterwards
            list(pool.map(catalog.get, [10054, 10055, 10056, 10057] * 5))
            with stopped(own_server):
                caplog.clear()
                assert catalog.get(10054).symbol == "WSAECONNRESET"
                assert soon(lambda: caplog.records or max_age is None)
                warned = [r.levelname for r in caplog.records if r.name == "catalog.lookup.memory"]
                assert warned == (["WARNING"] if max_age == 0 else [])
                for ask in (
                    lambda: catalog.get(10060),
                    lambda: catalog.find("10061"),
                    lambda: catalog.search("refused"),
                    lambda: list(catalog.entries()),
                    catalog.refresh,
                    catalog.systems,
                ):
                    with pytest.raises(DatabaseError):
                        ask()
                assert catalog.get(10054).symbol == "WSAECONNRESET"
            assert catalog.get(10060).symbol == "WSAETIMEDOUT"
            assert list(pool.map(catalog.get, range(10061, 10064)))
            assert catalog.search("refused")
            assert soon(lambda: catalog.get(10054) and not catalog._memory._is_failing)
            caplog.clear()
            assert catalog.get(10054).symbol == "WSAECONNRESET"
            assert [r for r in caplog.records if r.name == "catalog.lookup.memory"] == []
        engine.dispose()

    def test_opening_and_writing(self, own_server: postgres.Server, tmp_path: Path) -> None:
        """Opening, upgrading, checking and syncing tell that the server is away."""
        source = large(tmp_path / "source", entries=5)
        engine = create_engine(own_server.url)
        with engine.connect():
            pass
        with stopped(own_server):
            for database in (own_server.url, engine):
                for work in (
                    Catalog,
                    migrate.upgrade,
                    migrate.check,
                    lambda database: sync(database, source),
                ):
                    with pytest.raises(DatabaseError):
                        work(database)
        assert migrate.upgrade(engine) == "0002"
        assert sync(engine, source)
        assert sync(own_server.url, remove="large")
        engine.dispose()


WAITING = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    "AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
)


class Server:
    """Stands in another transaction, to lock tables and to cut connections."""

    def __init__(self, url: URL) -> None:
        self.engine = postgres.administered(url)

    @contextmanager
    def locked(self, table: str, mode: str) -> Iterator[None]:
        with self.engine.connect().execution_options(isolation_level="READ COMMITTED") as holder:
            holder.exec_driver_sql(f"LOCK TABLE {table} IN {mode} MODE")
            yield

    def cut(self, future: "Future[Any]", but: int = 0) -> int:
        """Terminate the backend that comes to wait for the lock; return its number."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with self.engine.connect() as connection:
                found = [pid for (pid,) in connection.exec_driver_sql(WAITING) if pid != but]
                if found:
                    connection.exec_driver_sql(f"SELECT pg_terminate_backend({found[0]})")
                    return int(found[0])
            assert not future.done(), f"nobody waited: {future}"
            time.sleep(0.01)
        raise AssertionError("nobody waited for the lock")


class TestConnectionCut:
    @pytest.fixture
    def server(self, postgres_database: URL) -> Iterator[Server]:
        made = Server(postgres_database)
        yield made
        made.engine.dispose()

    @pytest.mark.parametrize("given_as", ["url", "engine"])
    @pytest.mark.parametrize("times", [1, 2])
    def test_in_a_read(
        self, postgres_database: URL, server: Server, given_as: str, times: int
    ) -> None:
        """A look-up whose connection is cut is tried once more; twice is a DatabaseError."""
        engine = create_engine(postgres_database)
        given = engine if given_as == "engine" else postgres_database
        with Catalog(given) as catalog, ThreadPoolExecutor(1) as pool:
            assert catalog.get(10055).symbol == "WSAENOBUFS"
            with server.locked("catalog_entry", "ACCESS EXCLUSIVE"):
                asked = pool.submit(catalog.get, 10054)
                pid = 0
                for _ in range(times):
                    pid = server.cut(asked, but=pid)
                if times == 2:
                    with pytest.raises(DatabaseError):
                        asked.result(20)
            if times == 1:
                assert asked.result(20).symbol == "WSAECONNRESET"
            assert catalog.get(10060).symbol == "WSAETIMEDOUT"
        engine.dispose()

    @pytest.mark.parametrize(
        "table", ["catalog_system", "catalog_entry", "catalog_message", "catalog_state"]
    )
    @pytest.mark.parametrize("given_as", ["url", "engine"])
    def test_in_a_sync(
        self, postgres_database: URL, server: Server, tmp_path: Path, given_as: str, table: str
    ) -> None:
        """A sync whose connection is cut, at whatever table, has changed nothing."""
        source = large(tmp_path / "source", entries=50)
        before = contents(postgres_database, but=())
        engine = create_engine(postgres_database)
        with ThreadPoolExecutor(1) as pool, server.locked(table, "SHARE"):
            syncing = pool.submit(
                sync, engine if given_as == "engine" else postgres_database, source
            )
            server.cut(syncing)
            with pytest.raises(DatabaseError):
                syncing.result(20)
        assert contents(postgres_database, but=()) == before
        assert sync(engine, source)
        engine.dispose()

    def test_in_a_sync_of_the_caller(
        self, postgres_database: URL, server: Server, tmp_path: Path
    ) -> None:
        """The same in the caller's own transaction."""
        source = large(tmp_path / "source", entries=50)
        before = contents(postgres_database, but=())
        engine = create_engine(postgres_database)

        def work() -> BaseException | None:
            connection = engine.connect()
            try:
                sync(connection, source)
            except BaseException as error:
                return error
            finally:
                # that it cannot be rolled back is no news
                with suppress(DBAPIError):
                    connection.close()
            return None

        with ThreadPoolExecutor(1) as pool, server.locked("catalog_entry", "SHARE"):
            syncing = pool.submit(work)
            server.cut(syncing)
            assert isinstance(syncing.result(20), DatabaseError)
        assert contents(postgres_database, but=()) == before
        assert sync(engine, source)
        engine.dispose()

    @pytest.mark.parametrize("table", ["catalog_entry", "catalog_state"])
    def test_a_lock_that_stays(
        self, postgres_database: URL, server: Server, tmp_path: Path, table: str
    ) -> None:
        """A sync that the server tires of, by its lock_timeout, has changed nothing."""
        source = large(tmp_path / "source", entries=50)
        before = contents(postgres_database, but=())
        url = postgres_database.update_query_dict({"options": "-c lock_timeout=200"})
        with server.locked(table, "SHARE"), pytest.raises(DatabaseError, match="lock timeout"):
            sync(url, source)
        assert contents(postgres_database, but=()) == before
        assert sync(url, source)

    def test_in_an_upgrade(self, postgres_database: URL, server: Server, tmp_path: Path) -> None:
        """An upgrade whose connection is cut has changed nothing."""
        execute(
            postgres_database,
            "UPDATE catalog_alembic_version SET version_num = '0001'",
            *(
                f"DELETE FROM catalog_{table}"
                for table in [
                    "document",
                    "message",
                    "related",
                    "name",
                    "entry",
                    "locale",
                    "system",
                    "source",
                ]
            ),
        )
        before = contents(postgres_database, but=())
        with ThreadPoolExecutor(1) as pool, server.locked("catalog_entry", "SHARE"):
            upgrading = pool.submit(migrate.upgrade, postgres_database)
            server.cut(upgrading)
            with pytest.raises(DatabaseError):
                upgrading.result(20)
        assert contents(postgres_database, but=()) == before
        assert migrate.upgrade(postgres_database) == "0002"


HOSTILE = [
    "'", '"', "''", "'; DROP TABLE canary; --", '"; DROP TABLE canary; --', "' OR '1'='1",
    "\\", "\\'; DROP TABLE canary; --", "%", "%s", "%(x)s", "%%", "_", "?", ":x", ":value", "{}",
    "{0}", "\x00", "a\x00b", "10054\x00", "AND", "OR", "NOT", "a AND b", "a OR b", "a NOT b",
    "NEAR(a b)", "NEAR", "*", "a*", ":", "^", "^a", "-", "-a", "+", "&", "|", "<->", "<2>", "!",
    "!a", "a & b", "a | !b", "a <-> b", "'a':*", "a:*B", "(", ")", "((", "names : a", "{names} : a",
    '"unclosed', "$1", "$$", "$user", "\ud800", "a\udfffb", "\U0010ffff", "\ufeff", "\u202e", "\n",
    "\r\n", "\t", " ", "", "\x1b[31m", "pg_catalog", "catalog_entry", "ß" * 300, "é" * 1000,
    "x" * 1000, "\U00010400" * 1000, "接" * 1000, "x " * 500, "a1" * 500, "9" * 1000,
    "0x" + "f" * 99, "x" * (1 << 20), "接" * (1 << 20), "'" * (1 << 20), "\x00" * (1 << 20),
]  # fmt: skip
ODD = [
    None,
    1.5,
    b"x",
    object(),
    ["x"],
    True,
    1 << 64,
    -(1 << 64),
    10**5000,
    float("nan"),
    ("x", 1),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def canary(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[URL]:
    """A database with a table that is still there, with its row, when all is over."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("canary") / "catalog.db"
        migrate.upgrade(path)
        yield from _watched(url_of(path))
    else:
        server = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        with postgres.database(server, template) as url:
            yield from _watched(url)


def _watched(url: URL) -> Iterator[URL]:
    execute(url, "CREATE TABLE canary (song VARCHAR(9))", "INSERT INTO canary VALUES ('tweet')")
    before = contents(url, but=())
    yield url
    assert execute(url, "SELECT song FROM canary") == [("tweet",)]
    assert contents(url, but=()) == before


@pytest.fixture(scope="module")
def watched(canary: URL) -> Iterator[Catalog]:
    with Catalog(canary) as opened:
        yield opened


def asked(catalog: Catalog, value: Any) -> None:
    """Give a value in every argument: an answer, or an error that does not blame the database."""
    for ask in (
        lambda: catalog.get(value),
        lambda: catalog.get(value, locale="ja"),
        lambda: catalog.get(10054, system=value),
        lambda: catalog.get(10054, locale=value),
        lambda: catalog.get(10054, locale=[value, "ja"]),
        lambda: catalog.find(value),
        lambda: catalog.find("10054", system=value, locale="ja"),
        lambda: catalog.search(value),
        lambda: catalog.search(value, system="winsock", limit=1),
        lambda: catalog.search("refused", system=value),
        lambda: catalog.search("refused", locale=value),
        lambda: list(catalog.entries(value)),
        lambda: catalog.locales(value),
        lambda: catalog.coverage(value),
        lambda: catalog.systems(locale=value),
        lambda: catalog.explain(OSError(10054, value), locale="ja"),
        lambda: catalog.explain(OSError(10054, "x"), locale=value),
    ):
        try:
            ask()
        except CatalogError as error:
            assert not isinstance(error, DatabaseError), error
            assert "\n" not in str(error)


class TestHostileValues:
    @each("value", HOSTILE)
    def test_look_ups(self, watched: Catalog, value: str) -> None:
        """Whatever is asked for, the answer is one, or an error of ours about what was asked."""
        asked(watched, value)

    @each("value", ODD)
    def test_odd_types(self, watched: Catalog, value: object) -> None:
        """What is no text and no number is refused, by an error of ours or a TypeError."""
        with suppress(TypeError):
            asked(watched, value)

    @given(value=st.text(st.characters()) | st.integers() | st.text("'\"\\%_*:^&|<->!() aA1\x00接"))
    @settings(
        max_examples=amount(20, 150), suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_any_text(self, watched: Catalog, value: str | int) -> None:
        """Nor does any other text lead to any other error."""
        asked(watched, value)

    def test_words_beside_them(self, watched: Catalog) -> None:
        """What no database can hold is no name, but the words around it are found."""
        expected = watched.search("connection refused")
        for character in ("\x00", "\ud800"):
            assert watched.search(f"connection {character} refused") == expected != []
            assert watched.search(f"xyzzy{character}", system="winsock") == []

    @each("value", HOSTILE)
    def test_schemas_that_are_not_there(self, canary: URL, tmp_path: Path, value: str) -> None:
        """A schema by any name has no catalogue in it."""
        self.without(canary, large(tmp_path / "source", entries=1), value)

    @given(value=st.text(st.characters()))
    @settings(
        max_examples=amount(8, 50), suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_any_schema(
        self, canary: URL, tmp_path_factory: pytest.TempPathFactory, value: str
    ) -> None:
        """Nor has one by any other."""
        self.without(canary, Source.built_in(), value)

    @staticmethod
    def without(url: URL, source: Source, value: str) -> None:
        engine = create_engine(url)
        try:
            for work in (
                lambda: Catalog(engine, schema=value),
                lambda: migrate.check(engine, schema=value),
                lambda: sync(engine, source, schema=value),
                lambda: sync(engine, remove="x", schema=value),
            ):
                with pytest.raises(DatabaseError) as caught:
                    work()
                assert "\n" not in str(caught.value)
        finally:
            engine.dispose()

    @each("value", some([value for value in HOSTILE if len(value) < 2000], 8))
    def test_schemas_that_are_made(self, postgres_server: URL, canary: URL, value: str) -> None:
        """A schema by any name that the server takes serves; any other is a DatabaseError."""
        if canary.get_backend_name() == "sqlite":
            with pytest.raises(DatabaseError):
                migrate.upgrade(canary, schema=value)
            return
        try:
            migrate.upgrade(canary, schema=value)
        except DatabaseError:
            return
        with Catalog(canary, schema=value) as catalog:
            assert catalog.get(10054, locale="ja").symbol == "WSAECONNRESET"
            assert catalog.search("接続")
        assert not sync(canary, remove=(), schema=value)

    def test_a_schema_that_is_not_the_users(self, empty_postgres: URL) -> None:
        """PostgreSQL's word for the user's own schema is refused, for it would mean another one."""
        execute(empty_postgres, f'CREATE SCHEMA "{empty_postgres.username}"')
        for work in (migrate.upgrade, migrate.check, Catalog):
            with pytest.raises(DatabaseError, match=r"has no schema '\$user'"):
                work(empty_postgres, schema="$user")
        where = "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'catalog%%'"
        assert execute(empty_postgres, where) == []

    # the files of Windows may have half a character in their names
    @pytest.mark.parametrize(
        "name", ["a\x00b", *([] if sys.platform == "win32" else ["a\ud800b"])], ids=ascii
    )
    def test_paths(self, tmp_path: Path, name: str) -> None:
        """A path that no system has is a DatabaseError for writers too."""
        path = f"{tmp_path}/{name}"
        for work in (*WORKS, build):
            for database in (path, URL.create("sqlite", database=path)):
                if work is not build or isinstance(database, str):
                    with pytest.raises(DatabaseError):
                        work(database)

    @each("value", HOSTILE)
    def test_names_of_sources(self, canary: URL, tmp_path: Path, value: str) -> None:
        """A source's name reaches a database only if it is one."""
        in_source(tmp_path / "shop", GOOD)
        with pytest.raises(CatalogError):
            sync(canary, remove=[value])
        try:
            source = Source.from_path(tmp_path / "shop", value)
        except CatalogError as error:
            assert "\n" not in str(error)
        else:
            assert sync(canary, source)
            assert sync(canary, remove=[value])
            # what was counted on is not what the canary watches
            execute(canary, "UPDATE catalog_state SET generation = generation - 2")


@pytest.fixture
def impostor() -> Iterator[str]:
    """A server that is not PostgreSQL's."""
    listening = socket.create_server(("127.0.0.1", 0))
    # nothing else wakes accept() on every platform
    listening.settimeout(0.05)
    ended = threading.Event()

    def answer() -> None:
        while not ended.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(100)
                    connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    ended.set()
    thread.join()
    listening.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


WORKS: list[Callable[[Any], object]] = [
    Catalog,
    migrate.upgrade,
    migrate.check,
    lambda database: sync(database, remove="x"),
]
PASSWORDS = ["secret", "s%40e%2Fc%3Aret%25", "secret%20%27x%27"]


class TestCredentials:
    @staticmethod
    def assert_kept(
        caplog: pytest.LogCaptureFixture, database: str | URL | Engine, *passwords: str
    ) -> None:
        caplog.set_level(logging.DEBUG)
        for work in WORKS:
            caplog.clear()
            with pytest.raises(DatabaseError) as caught:
                work(database)
            told = TestCredentials.told(caught.value, caplog)
            assert [text for text in told for password in passwords if password in text] == []

    @staticmethod
    def told(error: DatabaseError, caplog: pytest.LogCaptureFixture) -> list[str]:
        return [
            "".join(traceback.format_exception(error)),
            str(error),
            repr(error),
            repr(error.__context__),
            *(f"{record.getMessage()} {record.exc_text}" for record in caplog.records),
        ]

    @pytest.mark.parametrize(
        "form",
        [
            "{u}:{p}@{h}/d?connect_timeout=2",
            "{h}/d?user={u}&password={p}&connect_timeout=2",
            "{u}:x@{h}/d?password={p}&connect_timeout=2",
        ],
    )
    @pytest.mark.parametrize("password", PASSWORDS)
    @pytest.mark.parametrize("host", ["nobody", "impostor"])
    def test_servers(
        self, caplog: pytest.LogCaptureFixture, impostor: str, host: str, form: str, password: str
    ) -> None:
        """A password is nowhere in what is told of a server that is none."""
        where = "127.0.0.1:1" if host == "nobody" else impostor
        url = "postgresql+psycopg://" + form.format(u="u", p=password, h=where)
        plain = make_url(f"x://u:{password}@h").password or ""
        self.assert_kept(caplog, url, password, plain)
        self.assert_kept(caplog, make_url(url), password, plain)

    def test_a_silent_server(self, caplog: pytest.LogCaptureFixture, silent: str) -> None:
        """Nor of one that says nothing for as long as the URL gives it."""
        url = f"postgresql+psycopg://u:secret@{silent}/d?connect_timeout=2"
        caplog.set_level(logging.DEBUG)
        with pytest.raises(DatabaseError, match="timeout") as caught:
            Catalog(url)
        assert [text for text in self.told(caught.value, caplog) if "u:secret" in text] == []

    def test_an_engine(self, caplog: pytest.LogCaptureFixture, impostor: str) -> None:
        """Nor of a host's engine."""
        engine = create_engine(f"postgresql+psycopg://u:secret@{impostor}/d?password=hidden")
        self.assert_kept(caplog, engine, "secret", "hidden")
        engine.dispose()

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql+psycopg://u:secret@127.0.0.1:port/d",
            "postgresql+psycopg://u:sec@secret:secret@127.0.0.1:1/d",
            "postgresql+psycopg://u:secret%00@127.0.0.1:1/d",
            "postgresql+psycopg://u:secret\x00@127.0.0.1:1/d",
            "postgresql+psycopg://u:secret\ud800@127.0.0.1:1/d",
            "postgresql+psycopg://u:secret@127.0.0.1:1/d?nosuchoption=secret",
            "postgresql+psycopg://u:secret@127.0.0.1:1/d?sslmode=hidden",
            "postgresql+psycopg://u@127.0.0.1:1/d?pasword=secret",
            "postgresql+psycopg://u@127.0.0.1:1/d?password=secret&password=secret2",
            "postgresql+psycopg://u:secret@[::1/d",
            "postgresql+nosuchdriver://u:secret@h/d",
            "postgresql+asyncpg://u:secret@h/d?password=secret",
            "mysql://u:secret@h/d?password=secret",
            "mysql+pymysql://u:secret@h/d",
            "nosuch://u:secret@h/d",
        ],
    )
    def test_bad_urls(self, caplog: pytest.LogCaptureFixture, url: str) -> None:
        """Nor of a URL that leads nowhere."""
        self.assert_kept(caplog, url, "secret")


class TestOtherDatabases:
    @each(
        "dialect",
        [
            "mysql", "mysql+pymysql", "mariadb", "oracle", "oracle+oracledb", "mssql",
            "mssql+pyodbc", "cockroachdb", "duckdb", "postgresql+asyncpg",
            "postgresql+psycopg_async",
        ],
    )  # fmt: skip
    def test_refused(self, dialect: str) -> None:
        """Other databases are refused by an error that names those that are not."""
        url = f"{dialect}://u:secret@h/d"
        for either in (url, make_url(url)):
            for work in WORKS:
                with pytest.raises(DatabaseError) as caught:
                    work(either)
                said = str(caught.value)
                if dialect.startswith("postgresql"):
                    assert "asyncio" in said
                else:
                    assert "SQLite and PostgreSQL are supported" in said


def test_a_connection_of_the_caller_that_is_dead(postgres_database: URL, tmp_path: Path) -> None:
    """A caller's connection that was cut before is a DatabaseError too."""
    source = large(tmp_path / "source", entries=3)
    engine = create_engine(postgres_database)

    def cut(connection: Connection) -> None:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        execute(postgres_database, f"SELECT pg_terminate_backend({pid})")

    for work in (migrate.upgrade, migrate.check, lambda connection: sync(connection, source)):
        with engine.connect() as connection:
            cut(connection)
            with pytest.raises(DatabaseError):
                work(connection)
    engine.dispose()
