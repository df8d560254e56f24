"""Localized texts in the host's own statements."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small import ENTRIES
from sqlalchemy import URL, Engine, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from support import GOOD, in_source, message

from catalog import Catalog, InvalidLocale, InvalidPlatform, migrate
from catalog.models import localized
from catalog.sync import Source, sync

REFUSED = message("WSAECONNREFUSED.meaning", "The connection was refused.", "断られました。")
PLURAL = GOOD.replace('sold out."', 'sold out."\nmeaning_plural = "{count} are sold out."', 1)


class Host(DeclarativeBase):
    """The host's models."""


class Order(Host):
    """A table of the host's that names a code."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    failure: Mapped[str]


@pytest.fixture
def engine(any_database: object, tmp_path: Path) -> Iterator[Engine]:
    """A database with another source's texts, plurals, and a table of the host's."""
    made = create_engine(any_database)  # type: ignore[call-overload]
    sync(made, Source.from_path(in_source(tmp_path / "shop", PLURAL, ja_winsock=REFUSED)))
    Host.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.mark.parametrize("locales", [("ja", "en"), ("en",), ("ja",), ("fr", "ja", "en"), ()])
def test_as_the_catalogue_serves(engine: Engine, locales: tuple[str, ...]) -> None:
    """One row an entry, with the texts and locales that Catalog serves for the same wish."""
    t = localized(*locales)
    with engine.connect() as connection, Catalog(engine) as catalog:
        rows = {(row.system, row.symbol): row for row in connection.execute(select(t))}
        entries = list(catalog.entries(locale=locales))
    assert len(rows) == len(entries) == ENTRIES + 2
    for entry in entries:
        row = rows[entry.system, entry.symbol]
        assert row.value == entry.value
        for field in ("meaning", "description"):
            text = getattr(entry, field)
            served = getattr(row, field), getattr(row, f"{field}_locale")
            if text.locale in (locales or ("en",)):
                assert served == (text, text.locale)
            else:
                assert served == (None, None)


def test_numbers_are_those_of_a_platform(any_database: URL, small_catalog: Catalog) -> None:
    """Each entry has the number that the catalogue gives it, here and on every other platform."""
    engine = create_engine(any_database)
    for platform in (None, "linux", "macos", "freebsd", "windows", "libuv", "darwin"):
        t = localized(platform=platform)
        with engine.connect() as connection:
            found = connection.execute(select(t.c.system, t.c.symbol, t.c.value)).all()
        expected = small_catalog.entries(platform=platform)
        assert {tuple(row) for row in found} == {(e.system, e.symbol, e.value) for e in expected}
    engine.dispose()
    with pytest.raises(InvalidPlatform):
        localized(platform="amiga")


def test_join(engine: Engine) -> None:
    """A host joins, filters and sorts by localized text in one statement of its own."""
    t = localized("ja", "en")
    with Session(engine) as session:
        session.add_all([Order(id=n, failure=f) for n, f in enumerate(("WSAEINTR", "GONE"), 1)])
        session.flush()
        joined = select(Order, t.c.meaning).join(t, t.c.symbol == Order.failure)
        found = session.execute(joined.order_by(t.c.meaning.desc())).all()
        assert {(row.Order.id, row.meaning) for row in found} == {
            (1, "ブロッキングのソケット呼び出しが、完了する前に中断されました。"),
            (2, "The article is no longer sold."),
        }
        filtered = session.execute(joined.where(t.c.meaning.like("%中断%"))).all()
        assert [row.Order.failure for row in filtered] == ["WSAEINTR"]


def test_two_at_once(engine: Engine) -> None:
    """One statement may have the texts in several languages."""
    ja, en = localized(["ja", "en"]), localized("en")
    both = select(ja.c.meaning, en.c.meaning).join_from(
        ja, en, (ja.c.system == en.c.system) & (ja.c.symbol == en.c.symbol)
    )
    with engine.connect() as connection:
        found = connection.execute(both.where(ja.c.symbol == "WSAECONNRESET")).one()
    assert found == (
        "接続相手が接続をリセットしました。",
        "The connection was reset by the peer.",
    )


def test_schema(empty_postgres: object) -> None:
    """The tables of a schema are named by it."""
    engine = create_engine(empty_postgres)  # type: ignore[call-overload]
    migrate.upgrade(engine, schema="Errors")
    t = localized("ja", schema="Errors")
    with engine.connect() as connection:
        found = connection.execute(select(t.c.meaning_locale).where(t.c.value == 10054)).all()
    assert found == [("ja",)]
    engine.dispose()


@pytest.mark.parametrize("schema", ["", 5, "$user", "x" * 64])
def test_no_schema(schema: str) -> None:
    """What cannot be a schema's name is refused before any statement."""
    with pytest.raises(ValueError, match="is no name of a schema"):
        localized("ja", schema=schema)


@pytest.mark.parametrize("locale", ["", "../x", "a" * 1000, "ja'; DROP TABLE catalog_entry; --"])
def test_no_locale(locale: str) -> None:
    """What is no tag is refused before any statement."""
    with pytest.raises(InvalidLocale):
        localized(locale)
