"""TOML systems: what is read, and what each mistake is called, and where."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import GOOD, written

from catalog import InvalidSource
from catalog.language.text import TEXT_FIELDS
from catalog.paths import SCHEMA
from catalog.sources.loading import schema, validator
from catalog.sources.relations import SameAs
from catalog.sources.toml import SourceEntry, read_system


def test_a_good_file(tmp_path: Path) -> None:
    """Everything that may be left out has a default."""
    system = read_system(written(tmp_path, GOOD))
    assert (system.name, system.title) == ("shop", "Shop errors")
    first, second = system.entries
    assert (first.value, first.aliases, first.related) == (-70007, ("SOLD_OUT",), ("GONE",))
    assert (second.value, second.english("description"), second.os_dependent) == (None, "", False)
    assert dict(system.texts()) == {
        "title": "Shop errors",
        "OUT_OF_STOCK.meaning": "The article is sold out.",
        "OUT_OF_STOCK.description": "No SKU is left.",
        "GONE.meaning": "The article is no longer sold.",
    }


def test_plurals(tmp_path: Path) -> None:
    """A text with a plural has two English forms."""
    text = GOOD.replace('"No SKU is left."', '"d"\nmeaning_plural = "{count} left."', 1)
    text = text.replace('verbatim = ["SKU"]\n', "")
    entry, _ = read_system(written(tmp_path, text)).entries
    assert entry.texts == {
        "meaning": ("The article is sold out.", "{count} left."),
        "description": "d",
    }
    assert entry.english("meaning") == "The article is sold out."


TEXTS = {field.name for field in TEXT_FIELDS}
FACTS = """
kind = "resource"
retry = "later"
retry_reason = "More will come."
same_as = [
  { code = "errno:ENOENT", authority = "shop.h" },
  { code = "other:A:B", authority = "shop.h", one_way = true },
]
"""


def test_numbers_kinds_and_same_entries(tmp_path: Path) -> None:
    """Numbers by platform, words of the vocabulary, and what an entry is called elsewhere."""
    text = GOOD.replace("value = -70007", "numbers = { linux = -3, macos = 2 }" + FACTS)
    first, second = read_system(written(tmp_path, text)).entries
    assert (first.value, first.numbers) == (None, {"linux": -3, "macos": 2})
    assert (first.kind, first.retry) == ("resource", "later")
    assert first.same_as == (
        SameAs("errno", "ENOENT", "shop.h"),
        SameAs("other", "A:B", "shop.h", True),
    )
    assert [*first.texts.items()][-1] == ("retry_reason", "More will come.")
    assert (second.numbers, second.kind, second.retry, second.same_as) == ({}, None, None, ())


def test_every_text_and_fact(tmp_path: Path) -> None:
    """Texts come in the order in which they are shown, sources in that of the file."""
    keys = (
        'value = 1\nkeywords = "gone, empty"\naction = """\nOrder.\nWait."""\nphrase = "Sold Out"'
    )
    text = GOOD.replace("value = -70007", keys + '\nsources = ["b, 2", "a"]')
    first, second = read_system(written(tmp_path, text)).entries
    assert [*first.texts] == ["meaning", "description", "action", "keywords"]
    assert first.texts["action"] == "Order.\nWait."
    assert (first.sources, first.phrase) == (("b, 2", "a"), "Sold Out")
    assert (second.sources, second.phrase) == ((), None)


def same_as(*tables: str) -> str:
    return f"value = -70007\nsame_as = [{', '.join(tables)}]"


MISTAKES: list[tuple[str, str, int | None, str]] = [
    ("[system]", "[sistem]", 1, r"there is no \[system\] table|unknown key 'sistem'"),
    ('name = "shop"', 'name = "store"', 3, "must be named store.toml"),
    ('name = "shop"', 'name = "../x"', 3, "name must be a word of ASCII letters"),
    ('title = "Shop errors"', "", 2, "there is no title"),
    ('title = "Shop errors"', 'title = " "', 4, "title must be a text that is not blank"),
    ('title = "Shop errors"', 'title = "{x!r}"', 4, r"\{x!r\} is no parameter"),
    ("[system]", "entries = 1\n[system]", 2, "unknown key 'entries'"),
    ('title = "Shop errors"', 'title = "Shop errors"\nlevel = 1', 5, "unknown key 'level'"),
    ('symbol = "GONE"', "", 15, "entry 2: there is no symbol"),
    ('symbol = "GONE"', 'symbol = "A B"', 16, "A B: symbol must be one word"),
    ('symbol = "GONE"', 'symbol = "A\\u0000"', 16, "symbol must be one word"),
    ('symbol = "GONE"', f'symbol = "{"A" * 256}"', 16, "at most 255"),
    ('symbol = "GONE"', 'symbol = "OUT_OF_STOCK"', 16, "two entries of this symbol"),
    ('symbol = "GONE"', 'symbol = "out_of_Stock"', 16, "only in letter case"),
    ('["SOLD_OUT"]', '["gone"]', 9, "the alias gone is the symbol GONE"),
    ('["SOLD_OUT"]', '["A", "A"]', 9, "aliases must be a list of at most 1,000 different words"),
    ('["SOLD_OUT"]', '"SOLD_OUT"', 9, "aliases must be a list"),
    ('["SOLD_OUT"]', "[1]", 9, "aliases must be one word"),
    ("value = -70007", "value = 7.0", 8, "value must be an integer"),
    ("value = -70007", "value = true", 8, "value must be a signed 64-bit integer, not True"),
    ("value = -70007", "value = 9223372036854775808", 8, "value must be a signed 64-bit integer"),
    ("value = -70007", "os_dependent = 1", 8, "os_dependent must be true or false"),
    ("value = -70007", "colour = 1", 8, "OUT_OF_STOCK: unknown key 'colour'"),
    ("value = -70007", "value = 1\nnumbers = { linux = 1 }", 9, "has both value and numbers"),
    ("value = -70007", "numbers = {}", 8, "numbers must be a table of platforms"),
    ("value = -70007", "numbers = 7", 8, "numbers must be a table of platforms"),
    ("value = -70007", "numbers = { beos = 1 }", 8, "unknown key 'beos'; there are linux, macos"),
    ("value = -70007", "numbers = { linux = 1.0 }", 8, "linux must be an integer, not 1.0"),
    ("value = -70007", "numbers = { linux = true }", 8, "numbers must be a signed 64-bit integer"),
    ("value = -70007", "numbers = { linux = 9223372036854775808 }", 8, "a signed 64-bit integer"),
    ("value = -70007", 'kind = "weather"', 8, "kind must be connection, name-resolution, address"),
    ("value = -70007", 'retry = "maybe"', 8, "retry must be yes, later, after-change, no or not"),
    ("value = -70007", 'retry = "no"\nretry_reason = " "', 9, "retry_reason must be a text"),
    ("value = -70007", 'retry = "no"\nretry_reason = "{0}"', 9, r"\{0\} is no parameter"),
    ("value = -70007", 'retry_reason = "x"', 6, "there is no retry"),
    ("value = -70007", 'keywords = "a\\nb"', 8, "keywords must be a text of one line"),
    ("value = -70007", 'action_plural = "x"', 6, "there is no action"),
    ("value = -70007", 'sources = "shop.h"', 8, "sources must be a list of at most 20"),
    ("value = -70007", 'sources = ["a", "a"]', 8, "sources must be a list of at most 20 different"),
    ("value = -70007", 'sources = ["a\\nb"]', 8, "sources must be a text of one line"),
    ("value = -70007", "phrase = 404", 8, "phrase must be a text of one line"),
    ("value = -70007", 'same_as = "errno:EINTR"', 8, "same_as must be a list of at most"),
    ("value = -70007", 'same_as = ["errno:EINTR"]', 8, "same_as must be a table with code"),
    ("value = -70007", same_as('{ code = "errno:EINTR" }'), 9, "there is no authority"),
    ("value = -70007", same_as('{ authority = "x" }'), 9, "there is no code"),
    ("value = -70007", same_as('{ code = "EINTR", authority = "x" }'), 9, "SYSTEM:SYMBOL"),
    ("value = -70007", same_as('{ code = "a:B", authority = "" }'), 9, "must be a text that is"),
    ("value = -70007", same_as('{ code = "a:B", authority = "x", why = 1 }'), 9, "key 'why'"),
    ("value = -70007", same_as('{ code = "a:B", authority = "x", one_way = 1 }'), 9, "be true or"),
    ("value = -70007", same_as(*['{ code = "a:B", authority = "x" }'] * 2), 9, "names a:B twice"),
    ("value = -70007", same_as('{ code = "shop:OUT_OF_STOCK", authority = "x" }'), 9,
     "same_as names the entry itself"),
    ('["GONE"]', '["NOWHERE"]', 10, "related names NOWHERE, which is no entry"),
    ('["GONE"]', '["OUT_OF_STOCK"]', 10, "related names the entry itself"),
    ('["SKU"]', '["sku"]', 11, "lacks verbatim 'sku'"),
    ('meaning = "The article is no longer sold."', "", 15, "GONE: there is no meaning"),
    ('"The article is no longer sold."', '"tab\\tin it"', 17, "meaning must be a text"),
    ('"The article is no longer sold."', '"{0}"', 17, r"\{0\} is no parameter"),
    ('"The article is no longer sold."', '"x"\ndescription_plural = "y"', 15, "no description"),
    ('name = "shop"', "name = shop", 3, "is not TOML"),
    ('"The article is no longer sold."', '"The', 17, "is not TOML"),
    ('"Shop errors"', '"Shop \ud800"', 4, "not in UTF-8"),
    ('"Shop errors"', '"' + "[" * 3 + '"\nx = ' + "[" * 5000, None, "nested too deep"),
    ("[system]", ".".join(["a"] * 70) + " = 1\n[system]", 2, "has a key of very many parts"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "problem"), MISTAKES)
def test_mistakes(tmp_path: Path, old: str, new: str, line: int | None, problem: str) -> None:
    """Each mistake is an InvalidSource that names the file, the line and the key."""
    path = tmp_path / "shop.toml"
    path.write_bytes(GOOD.replace(old, new, 1).encode("utf-8", "surrogatepass"))
    with pytest.raises(InvalidSource, match=problem) as caught:
        read_system(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line


LAST = 'meaning = "The article is no longer sold."\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        (LAST, LAST + '\n[[entries]]\nsymbol = "X"\n', 19, "unknown key 'entries'"),
        (LAST, LAST + "\n[ entries ]\n", 19, "unknown key 'entries'"),
        (LAST, LAST + "\n[entry.more]\nx = 1\n", 19, "GONE: unknown key 'more'"),
        (LAST, LAST + 'meaning_plural = "{count:date} are."\n', 18, "{count:date}: no value is"),
        (LAST, LAST + 'meaning_plural = "{count:datetime} are."\n', 18, "a number too"),
        ("is sold out.", "{a:date} {a:percent}", 12, "{a:percent}: no value is that and date"),
        ("is sold out.", "{name. is out", 12, "{name. is out has no closing }"),
        ("is sold out.", "{a} {b {c}", 12, "{b has no closing }"),
        ('sold out."', "sold out.", 12, "a text has no quotation mark at its end"),
        ('"The article is sold out."', "'The article", 12, "no quotation mark at its end"),
        ('"The article is sold out."', '"""The article', 12, "no quotation mark at its end"),
    ],
)
def test_told_where_they_are(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    """A table of another name, specs that no value fits, and what is opened and never closed."""
    path = tmp_path / "shop.toml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(InvalidSource, match=re.escape(problem)) as caught:
        read_system(path)
    assert caught.value.line == line


def test_specs_that_go_together(tmp_path: Path) -> None:
    """One value may be written in several ways that it has."""
    text = GOOD.replace("is sold out.", "{when:date} {when:time} {n:number} {n:percent} {n}")
    assert read_system(written(tmp_path, text)).name == "shop"


def test_places_after_strings_that_look_like_tables(tmp_path: Path) -> None:
    """Lines are counted by the file's tables, not by what stands in texts and comments."""
    text = GOOD.replace(
        'description = "No SKU is left."',
        'description = """\nSKU\n[[entry]]\nvalue = 1\n"""\n# [[entry]]',
    ).replace('symbol = "GONE"', 'symbol = "GONE"\nvalue = "x"')
    with pytest.raises(InvalidSource, match="GONE: value") as caught:
        read_system(written(tmp_path, text))
    assert text.splitlines()[(caught.value.line or 0) - 1] == 'value = "x"'


def test_no_file(tmp_path: Path) -> None:
    """A file that cannot be read is a mistake too."""
    with pytest.raises(InvalidSource, match="cannot be read: No such file"):
        read_system(tmp_path / "shop.toml")


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
tables = st.dictionaries(
    st.sampled_from([*schema()["definitions"]["entry"]["properties"], "other"]),
    values | st.lists(values, max_size=3),
    max_size=6,
)


def draft7() -> Any:
    """Return an independent validator, of compiled parts that the other tests do without."""
    import jsonschema

    return jsonschema.Draft7Validator


class TestSchema:
    def test_is_a_schema(self) -> None:
        """The schema is one of JSON Schema's draft 7, and describes each key for editors."""
        draft7().check_schema(schema())
        for key, rule in schema()["definitions"]["entry"]["properties"].items():
            assert "$ref" in rule or rule["description"], key

    def test_has_the_keys_of_the_loader(self) -> None:
        """Schema and dataclass name the same keys."""
        keys = set(schema()["definitions"]["entry"]["properties"])
        texts = {name for name in keys if name.removesuffix("_plural") in TEXTS}
        signs = {"says", "raised", "ordinary"}
        assert keys - texts - signs | {"texts"} == set(SourceEntry.__dataclass_fields__)
        assert texts == {*TEXTS, *(f"{field.name}_plural" for field in TEXT_FIELDS if field.plural)}

    def test_editors_know_every_text(self) -> None:
        """The file of the schema has the texts too, which the loader would add."""
        keys = json.loads(Path(SCHEMA).read_text("utf-8"))["definitions"]["entry"]["properties"]
        assert keys.keys() == schema()["definitions"]["entry"]["properties"].keys()

    @given(tables)
    def test_editor_and_loader_agree(self, row: dict[str, object]) -> None:
        """What an independent validator refuses, the loader's refuses too, and the other way."""
        document = {"system": {"name": "x", "title": "X"}, "entry": [row]}
        allowed = draft7()(schema()).is_valid(document)
        assert (validator()(document) is None) == allowed

    def test_mistakes_of_form_are_the_schemas(self) -> None:
        """Most mistakes above are seen by an editor that knows the schema alone."""
        seen = 0
        for old, new, *_ in MISTAKES:
            try:
                document = tomllib.loads(GOOD.replace(old, new, 1))
            except (ValueError, RecursionError):
                continue
            seen += not draft7()(schema()).is_valid(document)
        assert seen >= 18
