"""PO files brought forward to the English texts, by key."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import GOOD, po, written

from catalog import pofile, translations
from catalog.source import SourceSystem, read_system

TODAY = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def system(tmp_path: Path) -> SourceSystem:
    return read_system(written(tmp_path, GOOD))


def test_template(system: SourceSystem) -> None:
    """A template has every key with its English text, a comment, and no translation."""
    text = translations.render(system, None, None, TODAY).decode()
    assert 'msgctxt "OUT_OF_STOCK.description"\nmsgid "No SKU is left."\nmsgstr ""' in text
    assert "#. OUT_OF_STOCK (-7): what happened." in text
    assert "#. Keep as it is: SKU" in text
    assert "#. GONE: what happened." in text
    assert "fuzzy" not in text


def test_new_language(system: SourceSystem) -> None:
    """A new file knows its language and plural rule."""
    text = translations.render(system, "ja", None, TODAY).decode()
    assert '"Language: ja\\n"' in text
    assert "nplurals=1; plural=0;" in text


def test_again_changes_nothing(system: SourceSystem, tmp_path: Path) -> None:
    """Rendering what was rendered gives the same bytes, on any later day."""
    for locale in (None, "ja"):
        once = translations.render(system, locale, None, TODAY)
        later = datetime(2027, 1, 1, tzinfo=UTC)
        again = translations.render(system, locale, pofile.read(po(tmp_path, once)), later)
        assert again == once


def test_changes(system: SourceSystem, tmp_path: Path) -> None:
    """A translation stays with its key; a changed English text makes it fuzzy, not lost."""
    translated = (
        translations.render(system, "ja", None, TODAY)
        .decode()
        .replace('sold out."\nmsgstr ""', 'sold out."\nmsgstr "売り切れです。"')
        .replace('longer sold."\nmsgstr ""', 'longer sold."\nmsgstr "販売終了です。"')
    )
    existing = pofile.read(po(tmp_path, translated.encode()))
    # the two texts change places, which would deceive a merge by text
    swapped = GOOD.replace("is sold out.", "is X.").replace("is no longer sold.", "is sold out.")
    changed = read_system(written(tmp_path, swapped.replace("is X.", "is no longer sold.")))
    text = translations.render(changed, "ja", existing, TODAY).decode()
    assert (
        '#, fuzzy\n#| msgid "The article is sold out."\nmsgctxt "OUT_OF_STOCK.meaning"\n'
        'msgid "The article is no longer sold."\nmsgstr "売り切れです。"'
    ) in text
    assert text.count("fuzzy") == 2
    again = translations.render(changed, "ja", pofile.read(po(tmp_path, text.encode())), TODAY)
    assert again.count(b"fuzzy") == 2
    assert b"# |" not in again
    assert pofile.read_translations(po(tmp_path, text.encode()), dict(changed.texts())) == {}
