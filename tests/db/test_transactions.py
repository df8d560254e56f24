"""Transactions: a host's connections in every state, and our writers beside each other."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small import ENTRIES
from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from support import ROOT, execute

from catalog import Catalog, DatabaseError, UnknownSource, migrate
from catalog.sync import Source, sync

SHOP = Source.from_path(ROOT / "docs" / "shop")


def explicit(path: Path) -> Engine:
    """Return an engine of SQLAlchemy's recipe for transactions that cover DDL on SQLite."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begun(connection: object) -> None:
        connection.exec_driver_sql("BEGIN")  # type: ignore[attr-defined]

    return engine


class TestHostsOfSqlite:
    def test_explicit_transactions(self, tmp_path: Path) -> None:
        """An engine that begins by itself works, as such and by its connections."""
        engine = explicit(tmp_path / "host.db")
        assert migrate.upgrade(engine, "0001") == "0001"
        with engine.connect() as connection:
            assert migrate.upgrade(connection) == "0002"
        with pytest.raises(DatabaseError, match="is at revision 0001"):
            migrate.check(engine)
        with engine.begin() as connection:
            assert migrate.upgrade(connection) == "0002"
        assert sync(engine, SHOP)
        assert migrate.check(engine) == "0002"
        engine.dispose()

    @pytest.mark.skipif(sys.version_info < (3, 12), reason="new in Python 3.12")
    def test_always_in_a_transaction(self, tmp_path: Path) -> None:
        """So does an engine whose connections are never outside of one."""
        engine = create_engine(f"sqlite:///{tmp_path}/host.db", connect_args={"autocommit": False})
        migrate.upgrade(engine)
        assert sync(engine, SHOP)
        assert migrate.check(engine) == "0002"
        engine.dispose()

    def test_no_transaction(self, tmp_path: Path) -> None:
        """A connection that commits by itself is refused, for nothing could be taken back."""
        engine = create_engine(f"sqlite:///{tmp_path}/host.db", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            with pytest.raises(DatabaseError, match="commits every statement by itself"):
                migrate.upgrade(connection)
        assert migrate.upgrade(engine) == "0002"
        assert migrate.check(engine) == "0002"
        engine.dispose()


class TestHostsOfPostgresql:
    def test_a_schema_after_an_error(self, empty_postgres: URL) -> None:
        """After an error of ours the host's names mean what they meant."""
        engine = create_engine(empty_postgres)
        migrate.upgrade(engine, schema="errors")
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE orders (x int)"))
            before = connection.execute(text("SHOW search_path")).scalar()
            with pytest.raises(UnknownSource):
                sync(connection, remove="nothing", schema="errors")
            with pytest.raises(DatabaseError, match="is no catalogue"):
                migrate.check(connection, schema="nowhere")
            assert connection.execute(text("SHOW search_path")).scalar() == before
            connection.execute(text("INSERT INTO orders VALUES (1)"))
        engine.dispose()

    def test_an_error_of_the_server(self, empty_postgres: URL) -> None:
        """After an error of the server's the host sees that one, and rolls back."""
        engine = create_engine(empty_postgres)
        migrate.upgrade(engine, schema="errors")
        execute(empty_postgres, "DROP TABLE errors.catalog_message")
        with engine.connect() as connection:
            with pytest.raises(DatabaseError, match="catalog_message"):
                sync(connection, SHOP, schema="errors")
            with pytest.raises(DBAPIError, match="transaction is aborted"):
                connection.execute(text("SELECT nothing"))
            connection.rollback()
            assert connection.execute(text("SELECT 1")).scalar() == 1
        engine.dispose()

    def test_a_schema_and_autocommit(self, empty_postgres: URL) -> None:
        """An engine that commits by itself works with schemas too; its connections do not."""
        engine = create_engine(empty_postgres, isolation_level="AUTOCOMMIT")
        assert migrate.upgrade(engine, schema="errors") == "0002"
        assert migrate.check(engine, schema="errors") == "0002"
        assert sync(engine, SHOP, schema="errors")
        with engine.connect() as connection:
            with pytest.raises(DatabaseError, match="commits every statement by itself"):
                migrate.check(connection, schema="errors")
        engine.dispose()

    def test_one_that_waits_for_itself(self, empty_postgres: URL) -> None:
        """Who waits for a lock that the same program holds is told so after a while."""
        patient = empty_postgres.update_query_dict({"options": "-c lock_timeout=300"})
        engine = create_engine(patient)
        with engine.begin() as connection:
            migrate.upgrade(connection)
            with pytest.raises(DatabaseError, match="lock timeout; another program is writing"):
                migrate.upgrade(engine)
            assert connection.execute(text("SHOW lock_timeout")).scalar() == "300ms"
        engine.dispose()

    def test_what_to_run(self, empty_postgres: URL) -> None:
        """What is missing in a schema is not to be made elsewhere."""
        with pytest.raises(DatabaseError, match=r"upgrade\(…, schema='errors'\)"):
            migrate.check(empty_postgres, schema="errors")


def test_upgrades_in_threads(tmp_path: Path, empty_postgres: URL) -> None:
    """Upgrades in several threads of a process wait for each other, of one database and of more."""
    one = [f"{tmp_path}/one.db"] * 3
    several = [f"{tmp_path}/{number}.db" for number in range(3)]
    databases: list[str | URL] = [*one, *several, empty_postgres, empty_postgres]
    with ThreadPoolExecutor(len(databases)) as pool:
        assert list(pool.map(migrate.upgrade, databases)) == ["0002"] * len(databases)
    for database in databases:
        with Catalog(database) as catalog:
            assert len(list(catalog.entries())) == ENTRIES


@pytest.mark.parametrize("revision", ["nonsense", "-1", "", "0003"])
def test_no_revision(tmp_path: Path, revision: str) -> None:
    """A revision that there is not is told, with those that there are; no file is made."""
    with pytest.raises(DatabaseError, match="is no revision; give head, or one of 0001, 0002"):
        migrate.upgrade(tmp_path / "x.db", revision)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_database(database: Path) -> None:
    """A check of a database that a newer package made says to upgrade the package."""
    execute(
        URL.create("sqlite", database=str(database)),
        "UPDATE catalog_alembic_version SET version_num = '9999'",
    )
    with pytest.raises(DatabaseError, match=r"9999.*upgrade this package"):
        migrate.check(database)


@pytest.mark.parametrize(
    "name",
    [
        "host=db user=u password=s3cret dbname=x", "postgresql+psycopg:/u:s3cret@h/db",
        "password = s3cret", "postgresql+psycopg://u:s3@cret@host/db",
    ],
)  # fmt: skip
def test_what_is_meant_for_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What is half a URL, or a connection string, is refused without a word of it, and not made."""
    monkeypatch.chdir(tmp_path)
    for work in (Catalog, migrate.upgrade, migrate.check):
        with pytest.raises(DatabaseError) as caught:
            work(name)
        assert not {"s3", "cret"} & {part for part in ("s3", "cret") if part in str(caught.value)}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg2://u@h/d", "postgresql+asyncpg://u@h/d", "sqlite+aiosqlite:///x.db"],
)
def test_other_drivers(url: str) -> None:
    """Of each engine one driver is supported."""
    for work in (Catalog, migrate.upgrade):
        with pytest.raises(DatabaseError, match=r"is of the driver \w+; (psycopg|pysqlite) is"):
            work(url)


@pytest.mark.skipif(os.name == "nt", reason="locks are others there")
def test_a_failing_read_keeps_the_locks(database: Path) -> None:
    """Telling why a file cannot be read lets no other process into the host's transaction."""
    host = sqlite3.connect(database, isolation_level=None)
    host.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseError, match="locked"):
        Catalog(database)
    script = (
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], timeout=0.1, isolation_level=None)\n"
        "try: c.execute('BEGIN IMMEDIATE')\n"
        "except sqlite3.OperationalError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, str(database)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "database is locked\n"
    host.execute("COMMIT")
    host.close()


def test_a_locked_file_holds_nobody_else_up(database: Path, catalog: Catalog) -> None:
    """While one thread waits for a writer to end, other catalogues of the process answer."""
    host = sqlite3.connect(database, isolation_level=None)
    with Catalog(database) as waiting, ThreadPoolExecutor(1) as pool:
        host.execute("BEGIN EXCLUSIVE")
        asked = pool.submit(waiting.get, 10060)
        with pytest.raises(TimeoutError):
            asked.result(0.3)
        assert catalog._find_one(10061, None, None, None).symbol == "WSAECONNREFUSED"
        assert not asked.done()
        host.execute("ROLLBACK")
        assert asked.result(5).symbol == "WSAETIMEDOUT"
    host.close()
