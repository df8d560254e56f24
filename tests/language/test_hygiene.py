"""One rule for characters: what comes in is refused alike everywhere, what leaves is visible."""

import json
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import GOOD, in_source, message, run

from catalog import Catalog, InvalidSource
from catalog.db.building import build
from catalog.language import hygiene
from catalog.sources.toml import read_system
from catalog.sync import Source, sync
from catalog.translating.check import check

# as the trial had them: ESC, BEL, CR, BS, DEL, U+009B, U+2028, an override, an isolate, a tag
HARMFUL = "\x1b\x07\r\x08\x7f\x9b\u2028\u202e\u2066\ufeff\U000e0041\t"
HARMLESS = "é接\u200c\u200d\u200f\xa0\u3000\U0001f600\u0301"


@pytest.mark.parametrize("key", ["title", "X.meaning", "X.retry_reason", "X.description"])
def test_texts(key: str) -> None:
    """What a terminal could obey is refused in every text, a line break in all but descriptions."""
    for character in HARMFUL:
        assert hygiene.in_text_of(key, f"a{character}b"), ascii(character)
        assert hygiene.in_text_of(key, ("a", f"b{character}"))
    assert not any(hygiene.in_text_of(key, f"a{character}b") for character in HARMLESS)
    assert bool(hygiene.in_text_of(key, "a\nb")) == ("description" not in key)


def test_names() -> None:
    """A name has nothing invisible in it."""
    for character in [*HARMFUL, " ", "\u3000", "\u200d", "\u200f", "\u00ad", "\n"]:
        assert hygiene.in_name(f"A{character}B"), ascii(character)
    assert not any(hygiene.in_name(name) for name in ("WSAECONNRESET", "エラー", "A-B.C:D"))


@given(st.text(st.characters()))
def test_what_is_shown(text: str) -> None:
    """What is shown is one line without controls, and shown as it is where it has none."""
    shown = hygiene.visible(text)
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert hygiene.visible(shown) == shown
    if text.isprintable():
        assert shown == text


@pytest.mark.parametrize("where", ["symbol", "alias", "meaning", "title"])
@pytest.mark.parametrize("escape", ["\\u009b", "\\u202E", "\\u2028"])
def test_toml(tmp_path: Path, where: str, escape: str) -> None:
    """A code system with such a character is refused, with the line."""
    found = {
        "symbol": "OUT_OF",
        "alias": "SOLD_",
        "meaning": "The article is sold",
        "title": "Shop",
    }
    in_source(tmp_path, GOOD.replace(found[where], found[where] + escape))
    with pytest.raises(InvalidSource, match=r"shop.toml:\d+: .*(U\+|must be)"):
        read_system(tmp_path / "systems" / "shop.toml")


def test_translations(tmp_path: Path, database: Path) -> None:
    """check, build and sync tell the same of a translation that has one, and do not serve it."""
    folder = in_source(
        tmp_path / "shop", GOOD,
        de=message("GONE.meaning", "The article is no longer sold.", "Weg\a.")
        + message("OUT_OF_STOCK.meaning", "The article is sold out.", "Zwei\\nZeilen."),
    )  # fmt: skip
    source, path = Source.from_path(folder), folder / "locales" / "de" / "LC_MESSAGES" / "shop.po"
    told = [str(one) for one in sync(database, source).skipped]
    assert "U+0007" in told[0]
    assert "must be one line" in told[1]
    assert [str(one) for one in build(tmp_path / "my.db", source).skipped] == told
    found = [str(one) for one in check(path, read_system(folder / "systems" / "shop.toml"))]
    assert [one for one in told if one not in found] == []
    with Catalog(database) as catalog:
        assert catalog.get("GONE", locale="de").meaning.locale == "en"


def test_the_command_line(database: Path, tmp_path: Path) -> None:
    """What a database has all the same is shown by its escape, in every form of output."""
    sync(database, Source.from_path(in_source(tmp_path / "shop", GOOD)))
    evil = "\x1b]0;evil\x07\nsecond\u202e\x9b"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE catalog_message SET text = ? WHERE symbol = 'GONE'", (evil,))
        connection.commit()
    log = tmp_path / "app.log"
    log.write_text("it is GONE\n")
    for arguments in (
        ["show", "GONE"], ["list", "--system", "shop"], ["search", "GONE"],
        ["annotate", str(log), "--system", "shop"],
    ):  # fmt: skip
        done = run(*arguments, "--database", str(database))
        assert "\\x1b]0;evil\\x07" in done.stdout
        assert "second\\u202e\\x9b\n" in done.stdout
        assert not set(done.stdout) & set("\x1b\x07\u202e\x9b")
    done = run("show", "GONE", "--json", "--database", str(database))
    assert not set(done.stdout) & set("\x1b\x07\u202e\x9b")
    assert json.loads(done.stdout)[0]["meaning"] == evil
    done = run("annotate", "\x1b]0;x\x07")
    assert "\\x1b]0;x\\x07" in done.stderr
    assert "\x1b" not in done.stderr
