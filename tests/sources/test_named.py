"""Codes that are only named, and equivalences by table: what is read, and each mistake's place."""

from pathlib import Path

import pytest
from support import GOOD, in_source, written

from catalog import Catalog, InvalidSource
from catalog.sources.folder import Source, read
from catalog.sources.relations import SameAs
from catalog.sources.toml import read_system
from catalog.sync import sync

NAMED = (
    GOOD
    + """
[named]
LATE = 7
LOST = { value = 0x8000_0008, aliases = ["MISLAID"], ordinary = ["LOST"] }

[named.BROKEN]
value = 9
says = ["The parcel is broken"]

[[same_as]]
system = "errno"
authority = "shop.h"
one_way = true
[same_as.codes]
LATE = "ETIMEDOUT"
GONE = ["ENOENT", "ENODATA"]
"""
)


def test_named_codes(tmp_path: Path) -> None:
    """They are entries without texts, and what tables say of codes is what entries say."""
    system = read_system(written(tmp_path, NAMED))
    assert [entry.symbol for entry in system.entries] == [
        "OUT_OF_STOCK", "GONE", "LATE", "LOST", "BROKEN",
    ]  # fmt: skip
    _, gone, late, lost, broken = system.entries
    assert gone.same_as == (
        SameAs("errno", "ENOENT", "shop.h", True),
        SameAs("errno", "ENODATA", "shop.h", True),
    )
    assert (late.value, late.same_as) == (7, (SameAs("errno", "ETIMEDOUT", "shop.h", True),))
    assert (lost.value, lost.aliases, broken.value) == (0x8000_0008, ("MISLAID",), 9)
    assert [dict(one.texts) for one in (late, lost, broken)] == [{}, {}, {}]
    assert [sign.kind for sign in system.signs if sign.symbol in ("LOST", "BROKEN")] == [
        "ordinary", "says",
    ]  # fmt: skip
    assert not any(key.startswith(("LATE", "LOST")) for key, _ in system.texts())


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("LATE = 7", "LATE = 7.0", 20, "LATE: value must be an integer"),
        ("LATE = 7", 'LATE = "7"', 20, "LATE: value must be a signed 64-bit integer, or a table"),
        ("LATE = 7", "LATE = { value = 7, numbers = { linux = 7 } }", 20, "both value and numbers"),
        ("LATE = 7", "LATE = { value = 7, kind = 1 }", 20, "LATE: unknown key 'kind'"),
        ("LATE = 7", 'LATE = { value = 7, aliases = ["GONE"] }', 20, "alias GONE is the symbol"),
        ("LOST = {", "GONE = {", 21, "GONE: ordinary names LOST"),
        ("[named.BROKEN]", "[named.GONE]", 23, "GONE: there are two entries of this symbol"),
        ('["LOST"]', '["AWAY"]', 21, "LOST: ordinary names AWAY"),
        ('system = "errno"', "", 27, "there is no system"),
        ('LATE = "ETIMEDOUT"', 'LATER = "ETIMEDOUT"', 32, "LATER is no entry"),
        ('LATE = "ETIMEDOUT"', "LATE = 7", 32, "must be a table of symbols|must be one word"),
        ('"ENODATA"]', '"ENOENT"]', 33, "must be|twice"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    """Each is told with its line."""
    assert NAMED.count(old) == 1
    with pytest.raises(InvalidSource, match=problem) as caught:
        read_system(written(tmp_path, NAMED.replace(old, new)))
    assert caught.value.line == line


def test_what_a_table_leads_to(tmp_path: Path) -> None:
    """A code of another system that is not there is told at the line of the table that names it."""
    source = in_source(tmp_path / "shop", NAMED.replace('"ETIMEDOUT"', '"ETIMEOUT"'))
    with pytest.raises(InvalidSource, match="LATE: same_as names errno:ETIMEOUT") as caught:
        read([Source.from_path(source)])
    assert caught.value.line == 32


def test_an_entry_that_is_explained_later(database: Path, tmp_path: Path) -> None:
    """A code without texts is served with none; explained later, it is the same entry with them."""
    source = in_source(tmp_path / "shop", NAMED)
    sync(database, Source.from_path(source))
    with Catalog(database, max_age=0) as catalog:
        late = catalog.get("LATE", locale="ja")
        assert (late.value, late.meaning, late.meaning.locale) == (7, "", "und")
        assert str(late) == "LATE (7): not explained yet"
        assert [one.symbol for one in late.equivalents] == ["ETIMEDOUT"]
        (shop,) = [one for one in catalog.systems() if one.name == "shop"]
        assert shop.size == 5
        assert [one.symbol for one in catalog.search("late", system="shop")] == ["LATE"]
        explained = (
            '[[entry]]\nsymbol = "LATE"\nvalue = 7\nmeaning = "It comes too late."\n\n[named]'
        )
        in_source(source, NAMED.replace("LATE = 7\n", "").replace("[named]\n", explained + "\n", 1))
        sync(database, Source.from_path(source))
        catalog.refresh()
        late = catalog.get("LATE", locale="ja")
        assert (late.meaning, late.meaning.locale) == ("It comes too late.", "en")
        assert [one.symbol for one in late.same_as] == ["ETIMEDOUT"]
