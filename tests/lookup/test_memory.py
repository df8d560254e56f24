"""Following a database that changes, and languages that are held in memory."""

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small import ENTRIES
from sqlalchemy import URL, create_engine, event
from support import GOOD, PLAIN, execute, in_source, message, soon

from catalog import Catalog, CatalogClosed, DatabaseError, UnknownCode
from catalog.db.building import build
from catalog.sync import Source, sync


@pytest.fixture
def shop(tmp_path: Path) -> Source:
    return Source.from_path(in_source(tmp_path / "shop", GOOD))


def folder_of(source: Source) -> Path:
    assert source.systems is not None
    return source.systems.parent


def reworded(shop: Source, text: str) -> Source:
    in_source(folder_of(shop), GOOD.replace("is sold out", text))
    return shop


class TestFollowing:
    def test_within_max_age(self, any_database: URL, shop: Source) -> None:
        """A sync by anybody shows once max_age seconds have passed, and not before."""
        sync(any_database, shop)
        with Catalog(any_database, max_age=1) as catalog:
            assert catalog.get(-70007).meaning == "The article is sold out."
            looked = time.monotonic()
            sync(any_database, reworded(shop, "has gone"))
            changed = time.monotonic()
            seen = catalog.get(-70007).meaning
            assert seen == "The article is sold out." or time.monotonic() - looked > 0.9
            time.sleep(max(0, changed + 1.1 - time.monotonic()))
            assert soon(lambda: catalog.get(-70007).meaning == "The article has gone.")
            assert next(catalog.entries("shop")).meaning == "The article has gone."

    @pytest.mark.parametrize("ask", ["get", "find", "search", "entries", "explain", "systems"])
    def test_every_question(self, any_database: URL, shop: Source, ask: str) -> None:
        """Each way to ask looks whether the database has changed."""
        questions: dict[str, Callable[[Catalog], object]] = {
            "get": lambda c: c.get("SOLD_OUT").meaning,
            "find": lambda c: [match.entry.meaning for match in c.find("SOLD_OUT")],
            "search": lambda c: [entry.meaning for entry in c.search("SOLD_OUT")],
            "entries": lambda c: [entry.meaning for entry in c.entries("shop")],
            "explain": lambda c: c.explain(ConnectionResetError(10054, "")),
            "systems": lambda c: c.systems(),
        }
        with Catalog(any_database, max_age=0) as catalog:

            def answer() -> object:
                try:
                    return questions[ask](catalog)
                except LookupError as error:
                    return str(error)

            before = answer()
            overlay = in_source(folder_of(shop), en_winsock=RESET)
            sync(any_database, Source.from_path(overlay))
            assert soon(lambda: answer() != before)

    def test_refresh(self, any_database: URL, shop: Source) -> None:
        """With max_age=None only refresh looks, and tells whether anything had changed."""
        with Catalog(any_database, max_age=None) as catalog:
            assert not catalog.refresh()
            with pytest.raises(UnknownCode):
                catalog.get("SOLD_OUT", locale="ja")
            sync(any_database, shop)
            assert catalog.refresh()
            assert catalog.get("SOLD_OUT", locale="ja").symbol == "OUT_OF_STOCK"
            assert not catalog.refresh()

    def test_new_languages(self, any_database: URL, shop: Source) -> None:
        """A language that comes with a sync is served."""
        with Catalog(any_database, max_age=0) as catalog:
            assert catalog.get(10054, locale="de").meaning.locale == "en"
            folder = in_source(folder_of(shop), de_winsock=RESET)
            sync(any_database, Source.from_path(folder))
            assert soon(lambda: catalog.get(10054, locale="de").meaning.locale == "de")

    def test_a_file_that_is_replaced(self, tmp_path: Path, shop: Source) -> None:
        """A file that db build wrote anew, or another that was moved over it, is opened anew."""
        path = tmp_path / "my.db"
        build(path, shop)
        with Catalog(path, max_age=0) as catalog:
            for text in ("has gone", "is not there", "was sold", "is sold"):
                build(path, reworded(shop, text))
                expected = f"The article {text}."
                assert soon(lambda: catalog.get(-70007).meaning == expected)  # noqa: B023
            assert sorted(path.name for path in tmp_path.iterdir()) == ["my.db", "shop"]

    def test_the_bundled_one(self) -> None:
        """The package's own catalogue is not looked at again, unless it is asked to."""
        with Catalog(max_age=0) as catalog:
            assert catalog._memory.due is None
            assert not catalog.refresh()

    def test_no_question_without_need(self, any_database: URL) -> None:
        """While max_age has not passed, a remembered answer asks the database nothing."""
        engine = create_engine(any_database)
        asked: list[str] = []
        event.listen(engine, "checkout", lambda *_: asked.append("checkout"))
        with Catalog(engine) as catalog:
            catalog.get(10054)
            asked.clear()
            for _ in range(1000):
                catalog.get(10054)
            assert asked == []
        engine.dispose()

    @pytest.mark.parametrize("max_age", [-1, float("nan"), "5", 10**400])
    def test_max_age(self, max_age: object) -> None:
        """Other than seconds from 0 up, or None, is a ValueError."""
        with pytest.raises(ValueError, match="give seconds from 0 up, or None"):
            Catalog(max_age=max_age)  # type: ignore[arg-type]

    @pytest.mark.skipif(sys.platform == "win32", reason="an open file keeps its place there")
    def test_a_database_that_is_gone(
        self, database: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """What is remembered goes on being served, with a warning; refresh raises."""
        with Catalog(database, max_age=0) as catalog:
            catalog.get(10054)
            kept = database.rename(database.with_suffix(".away"))
            with caplog.at_level(logging.INFO):
                for _ in range(3):
                    assert catalog.get(10054).symbol == "WSAECONNRESET"
                assert soon(lambda: caplog.records)
                assert catalog.get(10054).symbol == "WSAECONNRESET"
            # once, not at each look
            assert [record.levelname for record in caplog.records] == ["WARNING"]
            assert "no such file" in caplog.text
            with pytest.raises(DatabaseError, match="no such file"):
                catalog.refresh()
            kept.rename(database)
            with caplog.at_level(logging.INFO):
                assert catalog.get(10060).symbol == "WSAETIMEDOUT"
                assert soon(lambda: catalog.get(10060) and "can be read again" in caplog.text)

    def test_another_schema(self, any_database: URL) -> None:
        """A database that a newer package has upgraded is told of, and no longer read from."""
        with Catalog(any_database, max_age=0) as catalog:
            execute(any_database, "UPDATE catalog_state SET schema_version = 99, generation = 9")
            with pytest.raises(DatabaseError, match="version 99"):
                catalog.refresh()


RESET = message("WSAECONNRESET.meaning", "The connection was reset by the peer.", "Neu.")


class TestPreload:
    def test_same_answers(self, any_database: URL, shop: Source) -> None:
        """From memory come the same answers, for every way to ask."""
        sync(any_database, shop)
        with Catalog(any_database) as read, Catalog(any_database) as held:
            held.preload("ja")
            for locale in ("ja", "en"):
                assert list(held.entries(locale=locale)) == list(read.entries(locale=locale))
            assert held.systems(locale="ja") == read.systems(locale="ja")
            for code in (
                10054,
                "wsaeconnreset",
                "EINVAL",
                "0x80072746",
                -70007,
                "sold_out",
                "xyzzy",
            ):
                assert held.find(code, locale="ja") == read.find(code, locale="ja")
                assert held.find(code, system="shop", locale="ja") == read.find(
                    code, system="shop", locale="ja"
                )
            assert held.explain(TimeoutError(), locale="ja") == read.explain(
                TimeoutError(), locale="ja"
            )
            for code in ("WSAECONREST", "SOLD_OT"):
                with pytest.raises(UnknownCode) as mine:
                    held.get(code, locale="ja")
                with pytest.raises(UnknownCode) as theirs:
                    read.get(code, locale="ja")
                assert str(mine.value) == str(theirs.value)

    def test_nothing_is_read(self, any_database: URL, tmp_path: Path) -> None:
        """Look-ups in a preloaded language open no file, no socket and no module."""
        script = tmp_path / "preloaded.py"
        script.write_text(PRELOADED, "utf-8")
        url = any_database.render_as_string(hide_password=False)
        done = subprocess.run(
            [sys.executable, str(script), url],
            env=PLAIN | {"COVERAGE_PROCESS_START": ""},
            capture_output=True,
            text=True,
        )
        reset = "WSAECONNRESET" if sys.platform == "win32" else "ECONNRESET"
        assert (done.stdout, done.stderr) == (f"WSAETIMEDOUT {reset} {ENTRIES} unknown []\n", "")

    def test_refresh(self, any_database: URL, shop: Source) -> None:
        """What is preloaded changes with refresh alone, and then in one go."""
        sync(any_database, shop)
        with Catalog(any_database, max_age=0) as catalog:
            catalog.preload("ja")
            catalog.preload(["de", "ja"])
            sync(any_database, reworded(shop, "has gone"))
            assert catalog.get(-70007, locale="ja").meaning == "The article is sold out."
            assert catalog.refresh()
            assert catalog.get(-70007, locale="ja").meaning == "The article has gone."
            assert catalog.get(-70007, locale=["de", "ja"]).meaning == "The article has gone."

    def test_closed(self, database: Path) -> None:
        """After close nothing is answered from memory either."""
        catalog = Catalog(database)
        catalog.preload("ja")
        catalog.close()
        with pytest.raises(CatalogClosed):
            catalog.get(10054, locale="ja")
        with pytest.raises(CatalogClosed):
            catalog.preload("en")
        with pytest.raises(CatalogClosed):
            catalog.refresh()


PRELOADED = """
import errno
import sys
from catalog import Catalog, UnknownCode

catalog = Catalog(sys.argv[1])
catalog.preload("ja")
happened, watching = [], False

def watch(name, arguments):
    if watching and name.partition(".")[0] in ("open", "os", "socket", "sqlite3", "import"):
        happened.append((name, arguments[0]))

sys.addaudithook(watch)
watching = True
one = catalog.get(10060, locale="ja-JP")
two = catalog.explain(ConnectionResetError(errno.ECONNRESET, "x"), locale="ja")
every = list(catalog.entries(locale="ja"))
try:
    catalog.get("WSAECONREST", locale="ja")
except UnknownCode:
    unknown = "unknown"
catalog.find("EINVAL", locale="ja")
watching = False
print(one.symbol, two.symbol, len(every), unknown, happened)
"""


def test_copies_of_a_file(database: Path, tmp_path: Path) -> None:
    """A file that is copied over in place is read anew, too."""
    other = shutil.copy(database, tmp_path / "other.db")
    execute(
        URL.create("sqlite", database=str(other)),
        "UPDATE catalog_message SET text = 'new' WHERE symbol = 'WSAEINTR'",
    )
    with Catalog(database, max_age=0) as catalog:
        assert catalog.get(10004).meaning != "new"
        os.utime(other, ns=(1, 1))
        shutil.copy2(other, database)
        assert soon(lambda: catalog.get(10004).meaning == "new")
