"""PO files brought forward to the English texts, by key."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel import Locale
from support import GOOD, po, written

from catalog import InvalidLocale
from catalog.language import plurals
from catalog.po import file, layout, reader
from catalog.po.file import PoFile
from catalog.sources.toml import SourceSystem, read_system
from catalog.translating import languages, merging

TODAY = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
PLURAL = GOOD.replace(
    'sold out."', 'sold out."\nmeaning_plural = "{count} articles are sold out."', 1
)


@pytest.fixture
def system(tmp_path: Path) -> SourceSystem:
    return read_system(written(tmp_path, GOOD))


def reread(folder: Path, made: PoFile) -> PoFile:
    return reader.read(po(folder, layout.written(made)))


def german(system: SourceSystem, **texts: str) -> PoFile:
    """Return a German file with some texts translated, by symbol: their meanings."""
    made = merging.started(system, "de", merging.template(system, None, TODAY), TODAY)
    for message in made.messages:
        symbol = (message.context or "").removesuffix(".meaning")
        message.string = texts.get(symbol, message.string)
    return made


def merged(system: SourceSystem, existing: PoFile, later: bool = False) -> PoFile:
    pot = merging.template(system, None, TODAY + timedelta(days=later))
    return merging.merged(system, existing, "de", pot)


def by_key(made: PoFile) -> dict[str | None, file.Message]:
    return {message.context: message for message in made.messages}


class TestTemplate:
    def test_texts(self, system: SourceSystem) -> None:
        """Every key has its English text and comments on it, and no translation."""
        text = layout.written(merging.template(system, None, TODAY)).decode()
        assert 'msgctxt "OUT_OF_STOCK.description"\nmsgid "No SKU is left."\nmsgstr ""' in text
        assert (
            "#. OUT_OF_STOCK (-70007): the meaning, one sentence that says what happened.\n"
            "#. Its description in English:\n#. No SKU is left.\n"
        ) in text
        assert "#. Keep as it is: SKU" in text
        assert "#. GONE: the meaning" in text
        assert "fuzzy" not in text

    def test_the_date_moves_with_the_texts(self, system: SourceSystem, tmp_path: Path) -> None:
        """The same texts keep the date; others bring today's."""
        once = merging.template(system, None, TODAY)
        later = TODAY + timedelta(days=9)
        again = merging.template(system, reread(tmp_path, once), later)
        assert layout.written(again) == layout.written(once)
        other = read_system(written(tmp_path, GOOD.replace("No SKU", "Not one SKU")))
        moved = merging.template(other, reread(tmp_path, once), later)
        assert moved.header.get("POT-Creation-Date") == "2026-01-11 03:04+0000"


class TestNewLanguage:
    def test_header(self, system: SourceSystem) -> None:
        """The header has the language, its plural rule and UTF-8, and is not fuzzy."""
        header = german(system).header
        assert header.get("Language") == "de"
        assert header.get("Plural-Forms") == "nplurals=2; plural=(n != 1);"
        assert header.get("Content-Type") == "text/plain; charset=utf-8"
        assert not header.fuzzy

    @pytest.mark.parametrize(
        ("tag", "forms"),
        [
            ("ja", 1),
            ("fr", 2),
            ("pl", 3),
            ("ar", 6),
            ("tr", 2),
            ("pt-BR", 2),
            ("zh-Hant", 1),
            ("vi", 1),
        ],
    )
    def test_plural_rules(self, tag: str, forms: int) -> None:
        """Each language has the number of forms that gettext's tools know for it."""
        assert plurals.parsed(languages.plural_rule(tag))[0] == forms

    def test_plural_rules_are_plain(self) -> None:
        """A rule that gettext's tools have no expression for is one that a person would write."""
        assert languages.plural_rule("it") == plurals.ENGLISH
        assert languages.plural_rule("fr") == "nplurals=2; plural=(n > 1);"
        assert languages.plural_rule("oc") == "nplurals=1; plural=0;"

    def test_every_language_of_cldr(self) -> None:
        """Every language has a form for each of the categories that CLDR puts counts into."""
        from babel.localedata import locale_identifiers

        # a few dozen rules serve some thousand names
        rules = {}
        for name in locale_identifiers():
            category = Locale.parse(name).plural_form
            rule = languages.plural_rule(name.replace("_", "-"))
            rules[tuple(category.rules.items()), rule] = category, name
        assert len(rules) > 20
        for (_, rule), (category, name) in rules.items():
            categories = [category(count) for count in range(1000)]
            forms = [plurals.chosen(rule, count) for count in range(1000)]
            pairs = set(zip(categories, forms, strict=True))
            # all counts of a category take one form, and there are no forms besides
            assert len(pairs) == len(set(categories)), name
            assert set(forms) == set(range(plurals.parsed(rule)[0])), name

    def test_no_language(self, system: SourceSystem) -> None:
        """A tag that CLDR does not know is InvalidLocale."""
        with pytest.raises(InvalidLocale, match="CLDR knows"):
            merging.started(system, "xx", PoFile(), TODAY)

    def test_as_many_forms_as_the_language_has(self, tmp_path: Path) -> None:
        """A text with a plural has one empty translation a form."""
        made = german(read_system(written(tmp_path, PLURAL)))
        meaning = by_key(made)["OUT_OF_STOCK.meaning"]
        assert meaning.string == ("", "")
        assert meaning.flags == {"python-brace-format"}


class TestMerging:
    def test_nothing_new(self, system: SourceSystem, tmp_path: Path) -> None:
        """Merging what was merged changes no byte."""
        once = merged(system, german(system, GONE="Weg."))
        assert layout.written(merged(system, reread(tmp_path, once))) == layout.written(once)

    def test_changed_english(self, system: SourceSystem, tmp_path: Path) -> None:
        """A translation stays with its key as fuzzy, even if another text takes its msgid."""
        existing = german(system, GONE="Weg.", OUT_OF_STOCK="Aus.")
        # the two texts change places, which would deceive a merge by text
        swapped = GOOD.replace("is sold out.", "is X.").replace(
            "is no longer sold.", "is sold out."
        )
        changed = read_system(written(tmp_path, swapped.replace("is X.", "is no longer sold.")))
        made = by_key(reread(tmp_path, merged(changed, existing)))
        for symbol, text, old in (
            ("GONE", "Weg.", "The article is no longer sold."),
            ("OUT_OF_STOCK", "Aus.", "The article is sold out."),
        ):
            message = made[f"{symbol}.meaning"]
            assert message.string == text
            assert message.fuzzy
            assert message.previous == (None, old)

    def test_changed_twice(self, system: SourceSystem, tmp_path: Path) -> None:
        """The previous msgid stays the text that was translated; when it returns, all is well."""
        existing = german(system, GONE="Weg.")
        for english in ("is off.", "is out."):
            text = GOOD.replace("is no longer sold.", english)
            changed = read_system(written(tmp_path, text))
            existing = reread(tmp_path, merged(changed, existing))
            message = by_key(existing)["GONE.meaning"]
            assert message.previous == (None, "The article is no longer sold.")
            assert message.fuzzy
        message = by_key(merged(system, existing))["GONE.meaning"]
        assert (message.string, message.flags, message.previous) == ("Weg.", set(), None)

    def test_a_draft_stays_one(self, system: SourceSystem, tmp_path: Path) -> None:
        """What a translator marked fuzzy stays so when the English goes and comes back."""
        existing = german(system, GONE="Entwurf.")
        by_key(existing)["GONE.meaning"].flags = {"fuzzy"}
        changed = read_system(written(tmp_path, GOOD.replace("is no longer sold.", "is off.")))
        back = merged(system, reread(tmp_path, merged(changed, existing)))
        assert by_key(back)["GONE.meaning"].fuzzy

    def test_doubles(self, system: SourceSystem, tmp_path: Path) -> None:
        """Of several messages for one text one is used; the others are kept as obsolete."""
        existing = german(system, GONE="Weg.")
        text = "The article is no longer sold."
        existing.messages.append(file.Message(None, text, "Fort.", comments=["mine"]))
        existing.obsolete = [
            file.Message("GONE.meaning", "Older.", "Alt."),
            file.Message("GONE.meaning", "Oldest.", "Uralt."),
        ]
        once = merged(system, existing)
        assert by_key(once)["GONE.meaning"].string == "Weg."
        assert [m.string for m in once.obsolete] == ["Alt.", "Uralt.", "Fort."]
        assert merged(system, reread(tmp_path, once)) == once

    def test_long_previous_texts(self, system: SourceSystem, tmp_path: Path) -> None:
        """A previous msgid of many lines is read again as it was written."""
        long = "word " * 60 + "end."
        before = read_system(written(tmp_path, GOOD.replace("is no longer sold.", long)))
        made = merged(system, german(before, GONE="Weg."))
        again = reread(tmp_path, made)
        assert by_key(again)["GONE.meaning"].previous == by_key(made)["GONE.meaning"].previous
        back = merged(before, again)
        assert not by_key(back)["GONE.meaning"].fuzzy

    def test_removed_and_returned(self, system: SourceSystem, tmp_path: Path) -> None:
        """What is gone becomes obsolete with all it had, and comes back with the text."""
        existing = german(system, GONE="Weg.", OUT_OF_STOCK="Aus.")
        kept = by_key(existing)["GONE.meaning"]
        kept.comments, kept.flags = ["mine"], {"fuzzy"}
        without = GOOD.partition('[[entry]]\nsymbol = "GONE"')[0].replace('["GONE"]', "[]")
        gone = reread(tmp_path, merged(read_system(written(tmp_path, without)), existing))
        assert [(m.context, m.string) for m in gone.obsolete] == [("GONE.meaning", "Weg.")]
        again = reread(tmp_path, merged(read_system(written(tmp_path, without)), gone))
        assert layout.written(again) == layout.written(gone)
        back = merged(system, again)
        assert back.obsolete == []
        message = by_key(back)["GONE.meaning"]
        assert (message.string, message.comments, message.flags) == ("Weg.", ["mine"], {"fuzzy"})

    def test_without_msgctxt(self, system: SourceSystem) -> None:
        """A message without msgctxt gives its translation to its texts; others become obsolete."""
        existing = german(system)
        existing.messages = [
            file.Message(None, "The article is sold out.", "Aus."),
            file.Message(None, "Never heard of.", "Nie gehört."),
        ]
        made = merged(system, existing)
        assert by_key(made)["OUT_OF_STOCK.meaning"].string == "Aus."
        assert [m.string for m in made.obsolete] == ["Nie gehört."]

    def test_header(self, system: SourceSystem) -> None:
        """Fields that we do not know stay where they are; the fuzzy mark goes; charset is UTF-8."""
        existing = german(system)
        existing.header.lines.insert(2, "X-Poedit-Basepath: ..")
        existing.header.set("Content-Type", "text/plain; charset=ISO-8859-1")
        existing.header.comments.append("Copyright me")
        existing.header.fuzzy = True
        header = merged(system, existing, later=True).header
        assert header.lines[2] == "X-Poedit-Basepath: .."
        assert header.get("Content-Type") == "text/plain; charset=utf-8"
        assert header.get("POT-Creation-Date") == "2026-01-03 03:04+0000"
        assert header.get("PO-Revision-Date") == "2026-01-02 03:04+0000"
        assert header.comments[-1] == "Copyright me"
        assert not header.fuzzy

    def test_becoming_plural(self, system: SourceSystem, tmp_path: Path) -> None:
        """A text that gets a plural keeps its translation in every form, to be looked at."""
        existing = german(system, OUT_OF_STOCK="Aus.")
        plural = read_system(written(tmp_path, PLURAL))
        message = by_key(merged(plural, existing))["OUT_OF_STOCK.meaning"]
        assert message.string == ("Aus.", "Aus.")
        assert message.fuzzy
        back = by_key(merged(system, merged(plural, existing)))["OUT_OF_STOCK.meaning"]
        assert (back.string, back.fuzzy) == ("Aus.", False)


def test_own_names() -> None:
    """A language's name is in that language."""
    assert [languages.own_name(tag) for tag in ("ja", "fr", "x-own", "qqq")] == [
        "日本語", "français", "x-own", "qqq",
    ]  # fmt: skip
