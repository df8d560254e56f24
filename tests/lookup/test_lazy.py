"""Catalogues that are opened by the first question."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, event
from support import each

from catalog import Catalog, CatalogClosed, DatabaseError, migrate
from catalog.logs import ExplainFilter

QUESTIONS: dict[str, Callable[[Catalog], object]] = {
    "get": lambda c: c.get(10054, locale="ja").meaning,
    "find": lambda c: [match.entry for match in c.find("10054")],
    "search": lambda c: c.search("reset"),
    "explain": lambda c: c.explain(ConnectionResetError(10054, "")),
    "entries": lambda c: list(c.entries("winsock")),
    "systems": lambda c: c.systems(),
    "locales": lambda c: c.locales(),
    "coverage": lambda c: c.coverage(),
    "negotiate": lambda c: c.negotiate("ja"),
    "refresh": lambda c: c.refresh(),
    "preload": lambda c: c.preload("ja"),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """An empty database on each engine; of SQLite not even a file."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "host.db"))
    url = request.getfixturevalue("empty_postgres")
    assert isinstance(url, URL)
    return url


def test_tables_that_are_made_later(empty: URL, small_catalog: Catalog) -> None:
    """Every question fails before the tables are there, and is answered as soon as they are."""
    engine = create_engine(empty)
    lazy = {
        (name, how): Catalog(how, lazy=True, max_age=max_age)
        for name in QUESTIONS
        for how, max_age in ((engine, 5), (empty, None))
    }
    for (name, _), one in lazy.items():
        for _ in range(2):
            with pytest.raises(DatabaseError, match="catalog db upgrade"):
                QUESTIONS[name](one)
    migrate.upgrade(engine)
    for (name, _), one in lazy.items():
        assert QUESTIONS[name](one) == QUESTIONS[name](small_catalog), name
        assert one.get(10054, locale="ja") == small_catalog.get(10054, locale="ja")
        one.close()
    engine.dispose()


def test_nothing_is_read_before(any_database: URL) -> None:
    """No connection is made by opening, and none by closing."""
    engine, made = create_engine(any_database), []
    event.listen(engine, "connect", lambda *_: made.append(1))
    with Catalog(engine, lazy=True):
        pass
    with Catalog(engine, lazy=True) as catalog:
        assert made == []
        assert catalog.get(10054).symbol == "WSAECONNRESET"
        assert made
    engine.dispose()


@each("database", [None, "x.db", "sqlite:///x.db"])
def test_closed_unopened(database: str | None) -> None:
    """A catalogue that was never opened is as closed as any other."""
    catalog = Catalog(database, lazy=True)
    catalog.close()
    catalog.close()
    for ask in QUESTIONS.values():
        with pytest.raises(CatalogClosed):
            ask(catalog)


@each("database", ["mysql://x/y", "postgres:/x", "oracle+x://", 5])
def test_what_can_never_be_opened(database: str) -> None:
    """What names no database is told at once."""
    with pytest.raises(DatabaseError):
        Catalog(database, lazy=True)


def test_the_first_question_of_many_threads(any_database: URL) -> None:
    """They all get an answer."""
    with Catalog(any_database, lazy=True) as catalog, ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: catalog.get(10054).symbol, range(8))
        assert set(found) == {"WSAECONNRESET"}


def test_logs_without_a_database(postgres_server: URL, tmp_path: Path) -> None:
    """A filter lets every record pass, and says why it explains nothing."""
    nowhere = postgres_server.set(database="nowhere")
    for database in (nowhere, create_engine(nowhere), tmp_path / "none.db", "sqlite://"):
        with Catalog(database, lazy=True) as catalog:
            added = ExplainFilter(catalog, "ja")
            record = logging.makeLogRecord({"msg": TimeoutError("x")})
            assert added.filter(record)
            assert record.__dict__["explanation"].startswith("(not explained: ")
