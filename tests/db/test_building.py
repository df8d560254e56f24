"""Ready-made databases: one file, whole or not at all, the same for the same input."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from small import SYSTEMS
from support import GOOD, assert_sound, in_source, message

from catalog import Catalog, DatabaseError, InvalidSource, UnknownCode, migrate
from catalog.db import building
from catalog.db.building import build
from catalog.sources.folder import Source

SOLD_OUT = message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れです。")


@pytest.fixture
def shop(tmp_path: Path) -> Source:
    return Source.from_path(in_source(tmp_path / "shop", GOOD, ja=SOLD_OUT))


def test_ours_and_the_sources(tmp_path: Path, shop: Source) -> None:
    """The file has the package's codes and those of the sources, and is told of the latter."""
    report = build(tmp_path / "my.db", shop)
    assert {change.system for change in report.added} == {"shop"}
    with Catalog(tmp_path / "my.db") as catalog:
        assert catalog.get(10054, locale="ja").meaning.locale == "ja"
        assert catalog.get("SOLD_OUT", locale="ja").meaning == "売り切れです。"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.db", "shop"]


def test_same_bytes(tmp_path: Path, shop: Source) -> None:
    """The same input gives the same bytes, wherever and however often it is built."""
    (tmp_path / "folder").mkdir()
    places = [tmp_path / "my.db", tmp_path / "folder" / "other.db", tmp_path / "my.db"]
    made = []
    for place in places:
        build(place, shop)
        made.append(place.read_bytes())
    assert made[0] == made[1] == made[2]


def test_read_only(tmp_path: Path, shop: Source) -> None:
    """Nobody writes to the file by mistake; building it again replaces it."""
    build(tmp_path / "my.db", shop)
    assert (tmp_path / "my.db").stat().st_mode & 0o222 == 0
    build(tmp_path / "my.db")
    with Catalog(tmp_path / "my.db") as catalog:
        assert [system.name for system in catalog.systems()] == [*SYSTEMS]


def test_a_file_that_is_open(tmp_path: Path, shop: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an open file cannot be replaced, as on Windows, its content is, unless it is locked."""
    build(tmp_path / "my.db")
    build(tmp_path / "new.db", shop)
    monkeypatch.setattr(building, "_PATIENCE", 0.1)
    os.chmod(tmp_path / "my.db", 0o644)
    with Catalog(tmp_path / "my.db", max_age=0) as catalog:
        with pytest.raises(UnknownCode):
            catalog.get("SOLD_OUT")
        building._copy(str(tmp_path / "new.db"), str(tmp_path / "my.db"))
        assert catalog.get("SOLD_OUT").symbol == "OUT_OF_STOCK"
    assert_sound(tmp_path / "my.db")
    with closing(sqlite3.connect(tmp_path / "my.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"open in another program.*: database is locked;"):
            building._copy(str(tmp_path / "new.db"), str(tmp_path / "my.db"))


def test_nothing_is_left_of_a_failure(tmp_path: Path, shop: Source) -> None:
    """A build that cannot be finished leaves the file that was there, and nothing beside it."""
    build(tmp_path / "my.db", shop)
    before = (tmp_path / "my.db").read_bytes()
    in_source(tmp_path / "shop", GOOD.replace("value = -70007", "value = x"))
    with pytest.raises(InvalidSource, match="is not TOML"):
        build(tmp_path / "my.db", shop)
    assert (tmp_path / "my.db").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.db", "shop"]


def test_what_killed_builds_left(tmp_path: Path, shop: Source) -> None:
    """What a build that was killed left is removed by a later one, not while it may be at work."""
    old, fresh = tmp_path / ".my.db.a.unfinished", tmp_path / ".my.db.b.unfinished"
    for left in (old, fresh):
        left.mkdir()
        (left / "my.db").write_text("half")
    os.utime(old, (1, 1))
    build(tmp_path / "my.db", shop)
    assert not old.exists()
    assert fresh.exists()


@pytest.mark.parametrize("what", ["a note", "a database", "a folder", "a link", "nothing"])
def test_what_is_not_replaced(tmp_path: Path, what: str) -> None:
    """Only a file that was built so is replaced; all else is refused before any work."""
    target = tmp_path / "x.db"
    if what == "a note":
        target.write_text("a note")
    elif what == "a database":
        migrate.upgrade(target)
    elif what == "a folder":
        target.mkdir()
    elif what == "a link":
        try:
            target.symlink_to(tmp_path / "elsewhere")
        except OSError:
            assert sys.platform == "win32"
        if not target.is_symlink():
            pytest.skip("links need a permission there")
    with pytest.raises(DatabaseError, match=r"not made by catalog db build|is no path"):
        build("" if what == "nothing" else target)
    assert what == "nothing" or target.is_symlink() or target.exists()
    assert len(list(tmp_path.iterdir())) == (what != "nothing")


def test_no_folder(tmp_path: Path) -> None:
    """The folder must be there."""
    with pytest.raises(DatabaseError, match="its folder is not there"):
        build(tmp_path / "nowhere" / "x.db")
