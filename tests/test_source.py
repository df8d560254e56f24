"""TOML sources: what is read, and what each mistake is called."""

from pathlib import Path

import pytest
from support import GOOD, written

from catalog import InvalidSource
from catalog.source import Source, read_system


def test_a_good_file(tmp_path: Path) -> None:
    """Everything that may be left out has a default."""
    system = read_system(written(tmp_path, GOOD))
    assert (system.name, system.title) == ("shop", "Shop errors")
    first, second = system.entries
    assert (first.value, first.aliases, first.related) == (-7, ("SOLD_OUT",), ("GONE",))
    assert (second.value, second.description, second.os_dependent) == (None, "", False)
    assert dict(system.texts()) == {
        "title": "Shop errors",
        "OUT_OF_STOCK.meaning": "The article is sold out.",
        "OUT_OF_STOCK.description": "No SKU is left.",
        "GONE.meaning": "The article is no longer sold.",
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[system]", "[sistem]", r"no \[system\] table"),
        ('name = "shop"', 'name = "store"', "must be named store.toml"),
        ('title = "Shop errors"', "", "title must be a text"),
        ('title = "Shop errors"', 'title = " "', "title must be a text"),
        ("[[entry]]", "[entry]", "entry must be written"),
        ("[system]", "entries = 1\n[system]", "unknown key 'entries'"),
        ('title = "Shop errors"', 'title = "Shop errors"\nlevel = 1', "unknown key 'level'"),
        ('symbol = "GONE"', "", "entry 2: symbol must be"),
        ('symbol = "GONE"', 'symbol = "A B"', "one word"),
        ('symbol = "GONE"', f'symbol = "{"A" * 256}"', "at most 255"),
        ('symbol = "GONE"', 'symbol = "OUT_OF_STOCK"', "two entries"),
        ("value = -7", "value = 7.0", "value must be a signed 64-bit integer"),
        ("value = -7", "value = true", "value must be"),
        ("value = -7", "value = 9223372036854775808", "value must be"),
        ("value = -7", "os_dependent = 1", "os_dependent must be true or false"),
        ("value = -7", "colour = 1", "unknown key 'colour'"),
        ('["SOLD_OUT"]', '"SOLD_OUT"', "aliases must be a list"),
        ('["SOLD_OUT"]', "[1]", "aliases must be a list"),
        ('["GONE"]', '["NOWHERE"]', "related names NOWHERE"),
        ('["SKU"]', '["sku"]', "lacks verbatim 'sku'"),
        ('meaning = "The article is no longer sold."', "", "GONE: meaning must be"),
        ('name = "shop"', "name = shop", "Invalid value"),
        ('"Shop errors"', '"Shop \ud800"', "utf-8"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """Each mistake is an InvalidSource that names the file and what to look at."""
    text = GOOD.replace(old, new, 2 if old == "[[entry]]" else 1)
    if old == "[[entry]]":
        text = text.partition('symbol = "GONE"')[0].rpartition("[entry]")[0]
    path = tmp_path / "shop.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InvalidSource, match=problem) as caught:
        read_system(path)
    assert caught.value.path == str(path)


def test_translations(tmp_path: Path) -> None:
    """PO files are found by system; their folder names the locale; English may be mended."""
    written(tmp_path, GOOD)
    for tag, meaning in (("ja_JP", "販売を終了しました。"), ("en", "Gone for good.")):
        folder = tmp_path / tag / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "shop.po").write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
            f'msgctxt "GONE.meaning"\nmsgid "The article is no longer sold."\nmsgstr "{meaning}"\n',
            "utf-8",
        )
    source = Source.read(tmp_path, tmp_path)
    texts = source.texts(source.systems[0])
    assert texts["ja-JP"] == {"GONE.meaning": "販売を終了しました。"}
    assert texts["en"]["GONE.meaning"] == "Gone for good."
    assert texts["en"]["OUT_OF_STOCK.meaning"] == "The article is sold out."


def test_a_folder_that_is_no_locale(tmp_path: Path) -> None:
    """The folder of a PO file must be a language tag."""
    written(tmp_path, GOOD)
    folder = tmp_path / "no tag" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "shop.po").write_text("")
    with pytest.raises(InvalidSource, match="its folder 'no tag' is not a language tag"):
        Source.read(tmp_path, tmp_path)
