"""Hosts that run on an event loop: their drivers, their migrations, and catalogues beside them."""

import asyncio
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from silence import silent
from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from support import GOOD, PLAIN, ROOT, contents, in_full, in_source

from catalog import Catalog, CatalogClosed, DatabaseError, UnknownSource, migrate
from catalog.sync import Source, sync

SHOP = Source.from_path(ROOT / "docs/shop")
DRIVERS = {
    "aiosqlite": "sqlite+aiosqlite",
    "asyncpg": "postgresql+asyncpg",
    "psycopg": "postgresql+psycopg_async",
}


@pytest.fixture(params=DRIVERS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """An empty database, by the URL of each driver of asyncio's."""
    scheme = DRIVERS[request.param]
    if scheme.startswith("sqlite"):
        return URL.create(scheme, database=str(tmp_path / "host.db"))
    url = request.getfixturevalue("empty_postgres")
    assert isinstance(url, URL)
    return url.set(drivername=scheme)


def plain(url: URL) -> URL:
    """Return the URL by which a database is read without asyncio."""
    backend = url.get_backend_name()
    return url.set(drivername="sqlite" if backend == "sqlite" else "postgresql+psycopg")


def run(url: URL, work: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    """Do something with an engine on an event loop."""

    async def whole() -> None:
        engine = create_async_engine(url)
        try:
            await work(engine)
        finally:
            await engine.dispose()

    asyncio.run(whole())


class TestRunSync:
    def test_everything_that_writes(self, empty: URL, any_database: URL) -> None:
        """Upgrades, syncs and downgrades in the host's transaction do what they do elsewhere."""

        async def work(engine: AsyncEngine) -> None:
            async with engine.begin() as connection:
                assert await connection.run_sync(migrate.upgrade) == "0002"
                report = await connection.run_sync(sync, SHOP)
                assert len(report.added) == 46
            async with engine.connect() as connection:
                assert await connection.run_sync(migrate.check) == "0002"
                assert not await connection.run_sync(sync, SHOP)
                assert (await connection.run_sync(lambda c: sync(c, remove="shop"))).removed
                await connection.rollback()

        run(empty, work)
        sync(any_database, SHOP)
        mine, theirs = contents(plain(empty)), contents(any_database)
        for found in (mine, theirs):
            # when a source was synced last is noted in it
            found.pop("catalog_source")
        assert mine == theirs

    def test_a_schema(self, empty_postgres: URL) -> None:
        """The tables may be in a schema, and the names of the host mean what they meant."""

        def work(connection: Connection) -> None:
            show = "SELECT current_setting('search_path')"
            before = connection.exec_driver_sql(show).scalar()
            assert migrate.upgrade(connection, schema="of errors") == "0002"
            assert sync(connection, SHOP, schema="of errors")
            with pytest.raises(UnknownSource):
                sync(connection, remove="none", schema="of errors")
            assert connection.exec_driver_sql(show).scalar() == before

        async def whole(engine: AsyncEngine) -> None:
            async with engine.begin() as connection:
                await connection.run_sync(work)

        run(empty_postgres.set(drivername=DRIVERS["asyncpg"]), whole)
        with Catalog(empty_postgres, schema="of errors") as catalog:
            assert catalog.get("CART_EMPTY").system == "shop"

    def test_a_connection_that_commits_by_itself(self, empty_postgres: URL) -> None:
        """It is refused, by whatever driver."""

        async def work(engine: AsyncEngine) -> None:
            committing = engine.execution_options(isolation_level="AUTOCOMMIT")
            async with committing.connect() as connection:
                with pytest.raises(DatabaseError, match="commits every statement by itself"):
                    await connection.run_sync(migrate.upgrade)

        for driver in ("asyncpg", "psycopg"):
            run(empty_postgres.set(drivername=DRIVERS[driver]), work)

    def test_engines(self, empty: URL) -> None:
        """What has to be given instead is told, for the engine and for what is behind it."""

        async def work(engine: AsyncEngine) -> None:
            for given in (engine, engine.sync_engine):
                writers: tuple[Any, ...] = (migrate.upgrade, migrate.check, sync)
                for write in writers:
                    with pytest.raises(DatabaseError, match=r"await connection\.run_sync\(migra"):
                        write(given)
                with pytest.raises(DatabaseError) as caught:
                    Catalog(given)  # type: ignore[arg-type]
                (scheme,) = re.findall(r"Catalog\(engine.url.set\(drivername='(.*?)'\)\)",
                                       str(caught.value))  # fmt: skip
                async with engine.begin() as connection:
                    await connection.run_sync(migrate.upgrade)
                with Catalog(engine.url.set(drivername=scheme)) as catalog:
                    assert catalog.get(10054).symbol == "WSAECONNRESET"

        run(empty, work)


class TestTemplate:
    """A host whose Alembic was made by ``alembic init -t async``."""

    def alembic(self, folder: Path, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *words],
            cwd=folder, env=PLAIN, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    @pytest.fixture
    def host(self, tmp_path: Path, empty: URL) -> Path:
        """Its folder, with one revision, in which the catalogue comes."""
        folder = tmp_path / "host"
        folder.mkdir()
        self.alembic(folder, "init", "-t", "async", "migrations")
        settings = folder / "alembic.ini"
        url = empty.render_as_string(hide_password=False).replace("%", "%%")
        text = re.sub(r"(?m)^sqlalchemy.url = .*$", lambda _: f"sqlalchemy.url = {url}",
                      settings.read_text("utf-8"))  # fmt: skip
        settings.write_text(text, "utf-8")
        (folder / "migrations" / "versions" / "a.py").write_text(
            "from alembic import op\nfrom catalog import migrate\n"
            "revision, down_revision = 'a', None\n"
            "def upgrade():\n    migrate.upgrade(op.get_bind())\n"
            "def downgrade():\n    migrate.downgrade(op.get_bind())\n",
            "utf-8",
        )
        return folder

    @pytest.mark.parametrize("empty", DRIVERS if in_full() else ["aiosqlite"], indirect=True)
    def test_up_and_down(self, host: Path, empty: URL) -> None:
        """The catalogue comes and goes with the host's revision."""
        self.alembic(host, "upgrade", "head")
        assert migrate.check(plain(empty)) == "0002"
        with Catalog(plain(empty)) as catalog:
            assert catalog.get(10054, locale="ja").meaning.locale == "ja"
        self.alembic(host, "downgrade", "base")
        with pytest.raises(DatabaseError, match="is no catalogue"):
            migrate.check(plain(empty))
        shutil.rmtree(host)


class TestKeepFresh:
    def test_what_changes_shows(self, any_database: URL, tmp_path: Path) -> None:
        """Beside preload a task follows the database, and the event loop reads nothing."""
        with Catalog(any_database, max_age=None) as catalog:
            catalog.preload("ja")
            reading = reading_threads(catalog)

            async def host() -> None:
                task = asyncio.create_task(catalog.keep_fresh(0.02))
                for number in range(5):
                    text = GOOD.replace("sold out", f"sold out {number}")
                    source = Source.from_path(in_source(tmp_path / str(number), text), "shop")
                    await asyncio.to_thread(sync, any_database, source)
                    async with asyncio.timeout(10):
                        while str(number) not in meaning(catalog):
                            await asyncio.sleep(0.001)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                assert task.cancelled()

            asyncio.run(host())
            assert reading
            assert threading.get_ident() not in reading

    def test_a_silent_server(self, any_database: URL) -> None:
        """The event loop goes on, and ends, while the database is silent."""

        async def host(catalog: Catalog) -> None:
            task = asyncio.create_task(catalog.keep_fresh(0.01))
            start = asyncio.get_running_loop().time()
            for _ in range(50):
                assert catalog.get(10054).symbol == "WSAECONNRESET"
                await asyncio.sleep(0.001)
            assert asyncio.get_running_loop().time() - start < 1
            task.cancel()

        with Catalog(any_database) as catalog:
            catalog.preload("en")
            with silent(any_database):
                asyncio.run(host(catalog))

    def test_the_end(self, database: Path) -> None:
        """It ends when the catalogue is closed, also where that was never opened."""

        async def host() -> None:
            catalog = Catalog(database, lazy=True)
            task = asyncio.create_task(catalog.keep_fresh(0.01))
            await asyncio.sleep(0.05)
            catalog.close()
            await asyncio.wait_for(task, 10)
            with pytest.raises(CatalogClosed):
                catalog.get(10054)

        asyncio.run(host())

    @pytest.mark.parametrize("seconds", [-1, "5"])
    def test_no_seconds(self, catalog: Catalog, seconds: Any) -> None:
        """What is no time is refused."""
        with pytest.raises(ValueError, match="seconds is"):
            asyncio.run(catalog.keep_fresh(seconds))


def meaning(catalog: Catalog) -> str:
    try:
        return catalog.get("SOLD_OUT", locale="ja").meaning
    except LookupError:
        return ""


def reading_threads(catalog: Catalog) -> set[int]:
    """Return the set of threads that will have read the database of a catalogue from now on."""
    found, connection = set[int](), catalog._reader._connection
    rows = connection.rows

    def noted(*arguments: Any, **named: Any) -> Any:
        found.add(threading.get_ident())
        return rows(*arguments, **named)

    connection.rows = noted  # type: ignore[method-assign]
    return found
