"""PO and MO files: strict reading, and writing what was read."""

import io
import struct
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from support import HEADER, message, po

from catalog import InvalidSource
from catalog.po import file, layout, reader

ONE = message("A.meaning", "one", "一")


def with_rule(rule: str) -> bytes:
    return HEADER.replace("\\n", f"\\nPlural-Forms: {rule}\\n").encode()


def test_what_a_file_says(tmp_path: Path) -> None:
    """Comments of each kind, flags, previous msgids, plurals, obsolete messages and all fields."""
    path = po(
        tmp_path,
        (
            b'# Of the whole.\nmsgid ""\nmsgstr ""\n"Language: ru\\n"\n'
            b'"Plural-Forms: nplurals=2; plural=n!=1;\\n"\n"X-Generator: Poedit 3.4\\n"\n\n'
            b"# a translator's\n#. extracted\n#: a.c:1 b.c\n#, fuzzy, c-format\n"
            b'#| msgid "old"\n#| msgid_plural "olds"\n'
            b'msgctxt "A.meaning"\nmsgid "one"\nmsgid_plural "many"\n'
            b'msgstr[0] "a\\n"\n"b \\"c\\" \\\\"\nmsgstr[1] "d"\n\n'
            b'#, fuzzy\n#~| msgid "older"\n'
            b'#~ msgctxt "B"\n#~ msgid "gone"\n#~ msgstr ""\n#~ "away"\n'
        ),
    )
    found = reader.read(path)
    assert found.header.comments == ["Of the whole."]
    assert found.header.get("x-generator") == "Poedit 3.4"
    assert found.header.plural == "nplurals=2; plural=n!=1;"
    (one,) = found.messages
    assert (one.context, one.id, one.string) == (
        "A.meaning", ("one", "many"), ('a\nb "c" \\', "d"),
    )  # fmt: skip
    assert (one.comments, one.extracted) == (["a translator's"], ["extracted"])
    assert one.references == ["a.c:1", "b.c"]
    assert one.fuzzy
    assert one.previous == (None, ("old", "olds"))
    (gone,) = found.obsolete
    assert (gone.context, gone.id, gone.string) == ("B", "gone", "away")
    assert gone.fuzzy
    assert gone.previous == (None, "older")
    again = po(tmp_path, layout.written(found))
    assert reader.read(again).messages[0].previous == one.previous
    assert layout.written(reader.read(again)) == again.read_bytes()


def test_carriage_returns(tmp_path: Path) -> None:
    """Lines may end as on Windows."""
    path = po(tmp_path, (HEADER + ONE).replace("\n", "\r\n").encode())
    assert reader.read(path).messages[0].string == "一"


@pytest.mark.parametrize("charset", ["UTF-8", "EUC-JP", "SHIFT_JIS", "ISO-2022-JP"])
def test_charsets(tmp_path: Path, charset: str) -> None:
    """The header's charset is gettext's choice; others, such as stateful ones, are refused."""
    text = (HEADER + message("A.meaning", "one", "表示")).replace("utf-8", charset)
    path = po(tmp_path, text.encode(charset))
    if charset == "ISO-2022-JP":
        with pytest.raises(InvalidSource, match="none of gettext's"):
            reader.read(path)
    else:
        assert reader.read(path).messages[0].string == "表示"


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        (b"\xef\xbb\xbfmsgid \"\"\nmsgstr \"\"\n", 1, "byte order mark"),
        (ONE * 2, 9, "'A.meaning' is there twice"),
        ('msgid "one"\nmsgstr "一"\n\n' * 2, 7, "'one' is there twice"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgstr one\n', 6, "text in quotes"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgstr "\\q"\n', 6, "in its text"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgstr "\\xe3\\x81"\n', 6, "no character of utf-8"),
        ('#~ msgid one\n#~ msgstr "x"\n', 4, "text in quotes"),
        ('msgctxt "A.meaning"\nmsgid "one"\nmsgxyz "one"\n', 6, "in quotes|in its text"),
        ('msgctxt "A.meaning"\nmsgid "one"\n', 5, "not whole or in order"),
        (with_rule("nplurals=99999999"), 1, "Plural-Forms"),
        (with_rule("nplurals=99; plural=0;"), 1, "1 to 10"),
        (HEADER.encode() + b'msgid "one"\nmsgstr "\xff"\n', 5, "not in utf-8"),
        (HEADER.encode().replace(b"utf-8", b"nosuch") + b'msgid "x"\nmsgstr ""', 2, "is unknown"),
        (HEADER.encode().replace(b"utf-8", b"rot13"), 2, "none of gettext's"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, body: str | bytes, line: int | None, problem: str) -> None:
    """What msgfmt refuses is InvalidSource with its line."""
    path = po(tmp_path, body)
    with pytest.raises(InvalidSource, match=problem) as caught:
        reader.read(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)


class TestCompiled:
    def compiled(self, folder: Path, text: str) -> Path:
        path = folder / "x.mo"
        with path.open("wb") as file:
            write_mo(file, read_po(io.StringIO(text)))
        return path

    def test_messages(self, tmp_path: Path) -> None:
        """A MO file gives the messages and the header of what it was compiled from."""
        text = HEADER.replace("\\n", "\\nLanguage: ja\\n") + ONE
        found: list[file.Message] = []
        header = reader.scan(
            self.compiled(tmp_path, text), lambda message, _: found.append(message)
        )
        assert [(m.context, m.id, m.string) for m in found] == [("A.meaning", "one", "一")]
        assert header.plural == "nplurals=1; plural=0;"

    @pytest.mark.parametrize(
        "data",
        [b"", b"nonsense", struct.pack("<7I", 0x950412DE, 0, 1, 28, 900, 0, 0),
         struct.pack("<7I", 0x950412DE, 0, 0xFFFFFFFF, 28, 28, 0, 0)],
    )  # fmt: skip
    def test_mistakes(self, tmp_path: Path, data: bytes) -> None:
        """What is no MO file is InvalidSource."""
        path = tmp_path / "x.mo"
        path.write_bytes(data)
        with pytest.raises(InvalidSource, match="is no MO file: it "):
            reader.scan(path, lambda *_: None)


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is InvalidSource."""
    with pytest.raises(InvalidSource, match="cannot be read: No such file"):
        reader.read(tmp_path / "x.po")
