"""PO files: strict reading, and bringing them forward by key."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from support import GOOD, written

from catalog import InvalidSource, pofile
from catalog.source import SourceSystem, read_system

TODAY = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
ENGLISH = {"A.meaning": "one", "B.meaning": "two"}


def po(folder: Path, body: str | bytes) -> Path:
    path = folder / "x.po"
    path.write_bytes(body if isinstance(body, bytes) else (HEADER + body).encode())
    return path


@pytest.fixture
def system(tmp_path: Path) -> SourceSystem:
    return read_system(written(tmp_path, GOOD))


def test_translations(tmp_path: Path) -> None:
    """Translated texts by key; fuzzy, empty and obsolete ones are not served."""
    path = po(
        tmp_path,
        'msgctxt "A.meaning"\nmsgid "one"\nmsgstr "一"\n\n'
        '#, fuzzy\nmsgctxt "B.meaning"\nmsgid "zwei"\nmsgstr "二"\n\n'
        '#~ msgctxt "C.meaning"\n#~ msgid "three"\n#~ msgstr "三"\n',
    )
    assert pofile.read_translations(path, ENGLISH) == {"A.meaning": "一"}
    po(tmp_path, 'msgctxt "A.meaning"\nmsgid "one"\nmsgstr ""\n')
    assert pofile.read_translations(path, ENGLISH) == {}


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        (b"\xef\xbb\xbfmsgid \"\"\nmsgstr \"\"\n", 1, "byte order mark"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgstr "一"\n\n' * 2, 9, "there twice"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgstr one\n', 6, "quoted text"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgxyz "one"\n', 6, "quoted text"),
        ('msgctxt "A.meaning"\nmsgid "one"\n', 5, "missing msgstr"),
        ('msgctxt "Z.meaning"\nmsgid "one"\nmsgstr "一"\n', 5, "the msgctxt 'Z"),
        ('msgid "one"\nmsgstr "一"\n', 4, "no text has the msgctxt None"),
        ('msgctxt "A.meaning"\nmsgid "uno"\nmsgstr "一"\n', 5, "not the English text of today"),
        (HEADER.encode() + b'msgid "one"\nmsgstr "\xff"\n', None, "cannot be read"),
        (HEADER.encode().replace(b"utf-8", b"nosuch") + b'msgid "x"\nmsgstr ""', None, "nosuch"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, body: str | bytes, line: int | None, problem: str) -> None:
    """What msgfmt refuses, and texts that belong nowhere, are InvalidSource with a place."""
    path = po(tmp_path, body)
    with pytest.raises(InvalidSource, match=problem) as caught:
        pofile.read_translations(path, ENGLISH)
    assert caught.value.path == str(path)
    if line is not None:
        assert caught.value.line == line


class TestRender:
    def test_template(self, system: SourceSystem) -> None:
        """A template has every key with its English text, a comment, and no translation."""
        text = pofile.render(system, None, None, TODAY).decode()
        assert 'msgctxt "OUT_OF_STOCK.description"\nmsgid "No SKU is left."\nmsgstr ""' in text
        assert "#. OUT_OF_STOCK (-7): what happened." in text
        assert "#. Keep as it is: SKU" in text
        assert "#. GONE: what happened." in text
        assert "fuzzy" not in text

    def test_new_language(self, system: SourceSystem) -> None:
        """A new file knows its language and plural rule."""
        text = pofile.render(system, "ja", None, TODAY).decode()
        assert '"Language: ja\\n"' in text
        assert "nplurals=1; plural=0;" in text

    def test_again_changes_nothing(self, system: SourceSystem, tmp_path: Path) -> None:
        """Rendering what was rendered gives the same bytes, on any later day."""
        for locale in (None, "ja"):
            once = pofile.render(system, locale, None, TODAY)
            later = datetime(2027, 1, 1, tzinfo=UTC)
            again = pofile.render(system, locale, pofile.read(po(tmp_path, once)), later)
            assert again == once

    def test_changes(self, system: SourceSystem, tmp_path: Path) -> None:
        """A translation stays with its key; a changed English text makes it fuzzy, not lost."""
        translated = (
            pofile.render(system, "ja", None, TODAY)
            .decode()
            .replace('sold out."\nmsgstr ""', 'sold out."\nmsgstr "売り切れです。"')
            .replace('longer sold."\nmsgstr ""', 'longer sold."\nmsgstr "販売終了です。"')
        )
        existing = pofile.read(po(tmp_path, translated.encode()))
        # the two texts change places, which would deceive a merge by text
        swapped = GOOD.replace("is sold out.", "is X.").replace(
            "is no longer sold.", "is sold out."
        )
        changed = read_system(written(tmp_path, swapped.replace("is X.", "is no longer sold.")))
        text = pofile.render(changed, "ja", existing, TODAY).decode()
        assert (
            '#, fuzzy\n#| msgid "The article is sold out."\nmsgctxt "OUT_OF_STOCK.meaning"\n'
            'msgid "The article is no longer sold."\nmsgstr "売り切れです。"'
        ) in text
        assert text.count("fuzzy") == 2
        assert pofile.read_translations(po(tmp_path, text.encode()), dict(changed.texts())) == {}
