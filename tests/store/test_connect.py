"""Bad databases, threads, forks, and the two ways of running a statement."""

import gc
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import QueuePool, create_engine
from support import amount, questions

from catalog import Catalog, DatabaseError, paths
from catalog.store import sqlite

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")


def changed(database: Path, statement: str) -> Path:
    with sqlite3.connect(database) as connection:
        connection.execute(statement)
    connection.close()
    return database


def problem_for_others(database: Path, *, open_folder: bool = True) -> str:
    """Return what DatabaseError says to another user than root, who may do everything."""
    # pytest's own, one more of them in a worker of pytest-xdist
    temporary = Path(tempfile.gettempdir())
    above = [folder for folder in database.parents[1:4] if temporary in folder.parents]
    for folder in (database.parent, *above)[0 if open_folder else 1 :]:
        folder.chmod(0o755)
    code = (
        "import os, sys\n"
        "from catalog import Catalog, DatabaseError\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "else: os.chmod(os.path.dirname(sys.argv[1]), 0o555 if sys.argv[2] else 0)\n"
        "try: Catalog(sys.argv[1])\n"
        "except DatabaseError as error: print(error.problem)\n"
    )
    command = [sys.executable, "-c", code, str(database), "open" if open_folder else ""]
    done = subprocess.run(command, capture_output=True, text=True)
    database.parent.chmod(0o755)
    assert done.stdout, done.stderr
    return done.stdout.strip()


class TestBadFiles:
    @pytest.mark.parametrize("name", ["no.db", "no/such/folder/x.db", "日本 %41#.db"])
    def test_missing(self, tmp_path: Path, name: str) -> None:
        """A file that is not there is not created, and the error says which command makes it."""
        with pytest.raises(DatabaseError, match=r"no such file.*catalog db upgrade --database"):
            Catalog(tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "name", ["x" * 300, *(["what?.db"] if sys.platform == "win32" else [])]
    )
    def test_no_name(self, tmp_path: Path, name: str) -> None:
        """What no file can be called is told, and nobody is sent to make it."""
        with pytest.raises(DatabaseError, match=r"cannot be a file: .*; give another path"):
            Catalog(tmp_path / name)

    def test_missing_by_url(self, tmp_path: Path) -> None:
        """A URL does not make the file either, though SQLite by itself would."""
        with pytest.raises(DatabaseError, match="no such file"):
            Catalog(f"sqlite:///{tmp_path}/no.db")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
    def test_pipe(self, tmp_path: Path) -> None:
        """A named pipe is refused, not waited at."""
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DatabaseError, match="is no file"):
            Catalog(tmp_path / "pipe")

    def test_folder(self, tmp_path: Path) -> None:
        """A folder is no database."""
        with pytest.raises(DatabaseError, match="is a folder"):
            Catalog(tmp_path)

    def test_empty(self, tmp_path: Path) -> None:
        """An empty file is an empty SQLite database, but no catalogue."""
        path = tmp_path / "empty.db"
        path.touch()
        with pytest.raises(DatabaseError, match="is empty; make it with"):
            Catalog(path)

    def test_not_sqlite(self, tmp_path: Path) -> None:
        """Any other file is named for what it is."""
        path = tmp_path / "text.db"
        path.write_text("not a database " * 100)
        with pytest.raises(DatabaseError, match="not a database"):
            Catalog(path)

    def test_other_tables(self, tmp_path: Path) -> None:
        """A SQLite database of something else is no catalogue."""
        path = tmp_path / "other.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE t (x)")
        connection.close()
        with pytest.raises(DatabaseError, match=r"no such table.*move it away"):
            Catalog(path)

    @pytest.mark.parametrize("kept", [100, 1024, 4096, 20_000])
    def test_truncated(self, database: Path, kept: int) -> None:
        """A file cut short is a DatabaseError on opening, or on reading what is missing."""
        database.write_bytes(database.read_bytes()[:kept])
        with pytest.raises(DatabaseError), Catalog(database) as catalog:
            for entry in catalog.entries():
                catalog.search(entry.symbol)

    def test_locked(self, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """While another program holds the file, the advice is to wait, not to replace it."""
        monkeypatch.setattr(sqlite, "_PATIENCE_S", amount(1, sqlite._PATIENCE_S))
        writer = sqlite3.connect(database, isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseError, match="locked; another program is writing to it"):
            Catalog(database)
        writer.close()

    def test_damaged(self, database: Path) -> None:
        """Damage anywhere gives right answers or a DatabaseError, never another exception."""
        whole = database.read_bytes()
        generator = random.Random(10054)  # noqa: S311
        for _ in range(amount(20, 120)):
            data = bytearray(whole)
            at = generator.randrange(len(data))
            data[at : at + 64] = generator.randbytes(64)
            database.write_bytes(data)
            try:
                with Catalog(database) as catalog:
                    list(catalog.entries(locale="ja"))
                    catalog.search("接続")
            except DatabaseError as error:
                assert "\n" not in str(error)

    @pytest.mark.parametrize("as_url", [False, True])
    def test_other_schema(self, database: Path, as_url: bool) -> None:
        """A database of another schema version says which, and which one is read."""
        changed(database, "UPDATE catalog_state SET schema_version = 99")
        with pytest.raises(DatabaseError, match=r"version 99.*version 1"):
            Catalog(f"sqlite:///{database}" if as_url else database)

    def test_no_state(self, database: Path) -> None:
        """A database without its one row of state says so."""
        changed(database, "DELETE FROM catalog_state")
        with pytest.raises(DatabaseError, match="never finished"):
            Catalog(database)

    @pytest.mark.skipif(sys.platform == "win32", reason="permissions are not modes there")
    def test_no_permission(self, database: Path) -> None:
        """A file that may not be read says so."""
        database.chmod(0)
        assert problem_for_others(database) == "may not be read"

    @pytest.mark.skipif(sys.platform == "win32", reason="permissions are not modes there")
    def test_folder_without_permission(self, database: Path) -> None:
        """Nor may a file in a folder that is closed."""
        database.parent.chmod(0o700)
        assert problem_for_others(database, open_folder=False) == "may not be read"

    @pytest.mark.skipif(sys.platform == "win32", reason="permissions are not modes there")
    def test_write_ahead_log_in_a_folder_without_permission(self, database: Path) -> None:
        """SQLite has to write beside a file in WAL mode, even to read it."""
        connection = sqlite3.connect(database)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
        assert "write-ahead log" in problem_for_others(database)

    def test_nul_in_a_path(self) -> None:
        """A path that no system has is a DatabaseError too."""
        with pytest.raises(DatabaseError):
            Catalog("a\x00b")

    @pytest.mark.parametrize(
        "url", ["nosuch://x", "sqlite://", "://", "postgresql+nosuchdriver://u:secret@h/d"]
    )
    def test_bad_urls(self, url: str) -> None:
        """A URL that leads nowhere is a DatabaseError that keeps passwords to itself."""
        with pytest.raises(DatabaseError) as caught:
            Catalog(url)
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("database", [5, b"my.db", 1.5, object()])
    def test_no_database_at_all(self, database: object) -> None:
        """Only paths, URLs, engines and nothing name a database."""
        with pytest.raises(DatabaseError, match="give a path"):
            Catalog(database)  # type: ignore[arg-type]

    def test_lost_bundled_database(self, tmp_path: Path) -> None:
        """An installation without its database says how to mend that."""
        package = Path(paths.BUNDLED_DATABASE).parent
        shutil.copytree(
            package, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.db", "__pycache__")
        )
        done = subprocess.run(
            [sys.executable, "-c",
             "import sys; sys.path.insert(0, ''); import catalog; catalog.Catalog()"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )  # fmt: skip
        assert "reinstall the package" in done.stderr


class TestGoodFiles:
    @pytest.mark.parametrize(
        "name", ["a b.db", "日本.db", "50%41.db", "what?.db", "x#y.db", "mode=ro&.db"]
    )
    def test_any_name(self, database: Path, name: str) -> None:
        """Characters that mean something in a URI are part of the name."""
        if sys.platform == "win32" and "?" in name:
            pytest.skip("no file has such a name there")
        with Catalog(database.rename(database.with_name(name))) as catalog:
            assert catalog.get(10054).symbol == "WSAECONNRESET"

    def test_reading_writes_nothing(self, database: Path) -> None:
        """Neither the file nor its folder changes; the connection could not write if it tried."""
        before = database.read_bytes(), database.stat().st_mtime_ns
        with Catalog(str(database)) as catalog:
            catalog.search("接続")
            with pytest.raises(DatabaseError, match="readonly"):
                catalog._reader._connection.rows("DELETE FROM catalog_entry", {})
        assert (database.read_bytes(), database.stat().st_mtime_ns) == before
        assert list(database.parent.iterdir()) == [database]

    def test_write_ahead_log(self, database: Path) -> None:
        """A database in WAL mode that another connection has open is read whole."""
        writer = sqlite3.connect(database)
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("UPDATE catalog_message SET text = 'new' WHERE symbol = 'WSAEINTR'")
        writer.commit()
        with Catalog(database) as catalog:
            assert catalog.get(10004).meaning == "new"
        writer.close()

    def test_forgotten_catalogues_close(self, database: Path) -> None:
        """A catalogue that is dropped without close lets go of its file, without a warning."""
        Catalog(database).get(10054)
        gc.collect()

    def test_an_engine_stays_its_owners(self, database: Path) -> None:
        """Closing the catalogue does not dispose of the host's engine."""
        engine = create_engine(f"sqlite:///{database}")
        with engine.connect() as connection:
            with Catalog(engine) as catalog:
                catalog.get(10054)
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        engine.dispose()


def test_waiting_for_an_engine_holds_nobody_up(database: Path) -> None:
    """While one thread waits for a host's exhausted pool, other catalogues answer."""
    engine = create_engine(
        f"sqlite:///{database}", poolclass=QueuePool, pool_size=1, max_overflow=0
    )
    with Catalog(engine) as hosted, Catalog() as bundled, ThreadPoolExecutor(1) as pool:
        with engine.connect():
            waiting = pool.submit(hosted.get, 10060)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            assert bundled.get(10061).symbol == "WSAECONNREFUSED"
        assert waiting.result(10).symbol == "WSAETIMEDOUT"
    engine.dispose()


@pytest.mark.parametrize("as_url", [False, True], ids=["file", "url"])
class TestConcurrency:
    def test_threads(self, database: Path, small_catalog: Catalog, as_url: bool) -> None:
        """Sixteen threads over one catalogue get right answers, remembered and read alike."""
        asked = questions(small_catalog)
        barrier = threading.Barrier(16)
        with Catalog(f"sqlite:///{database}" if as_url else database) as shared:

            def ask(seed: int) -> bool:
                order = random.Random(seed).sample(asked, amount(32, 97))  # noqa: S311
                barrier.wait()
                return all(
                    shared.get(code, system=system, locale=locale)
                    == small_catalog.get(code, system=system, locale=locale)
                    and shared.search(str(code))
                    for code, system in order
                    for locale in ("ja", "en")
                )

            with ThreadPoolExecutor(16) as pool:
                assert all(pool.map(ask, range(16)))

    def test_closing_while_others_read(self, database: Path, as_url: bool) -> None:
        """A close in the middle of reading ends the readers with CatalogClosed at worst."""
        from catalog import CatalogClosed

        shared = Catalog(f"sqlite:///{database}" if as_url else database)
        started = threading.Event()

        def read() -> type[BaseException] | None:
            try:
                while True:
                    for _ in shared.entries():
                        started.set()
            except CatalogClosed:
                return CatalogClosed

        with ThreadPoolExecutor(4) as pool:
            readers = [pool.submit(read) for _ in range(4)]
            started.wait()
            shared.close()
            assert [reader.result(30) for reader in readers] == [CatalogClosed] * 4

    @forks
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_forks(self, database: Path, as_url: bool) -> None:
        """A catalogue opened before a fork works in every child, and in the parent afterwards."""
        with Catalog(f"sqlite:///{database}" if as_url else database) as shared:
            shared.get(10054)
            context = multiprocessing.get_context("fork")
            with context.Pool(4, _remember, (shared,)) as pool:
                answers = pool.map(_ask, range(10050, 10062))
            assert answers == [shared.get(code).symbol for code in range(10050, 10062)]

    @forks
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_fork_while_a_thread_reads(self, database: Path, as_url: bool) -> None:
        """A lock that another thread held at the fork does not hang the child, nor its close."""
        shared = Catalog(f"sqlite:///{database}" if as_url else database)
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                list(shared.entries())

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for _ in range(10):
                child = os.fork()
                if child == 0:
                    signal.alarm(30)  # a child that hangs dies of it
                    try:
                        right = shared.get(10060).symbol == "WSAETIMEDOUT"
                        shared.close()
                        os._exit(0 if right else 1)
                    finally:
                        os._exit(2)
                assert os.waitpid(child, 0)[1] == 0
        finally:
            stop.set()
            reader.join()
            shared.close()


_shared: Catalog


def _remember(shared: Catalog) -> None:
    global _shared
    _shared = shared


def _ask(code: int) -> str:
    return _shared.get(code).symbol
