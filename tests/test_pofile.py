"""PO files: strict reading."""

from pathlib import Path

import pytest
from support import HEADER, po

from catalog import InvalidSource, pofile

ENGLISH = {"A.meaning": "one", "B.meaning": "two"}


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
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgstr "\\q"\n', 6, "quoted text"),
        (HEADER.replace("\\n", "\\nPlural-Forms: nplurals=99999999\\n").encode(), None, "nplurals"),
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
