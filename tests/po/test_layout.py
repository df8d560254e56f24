"""PO files in every layout that gettext reads, and written as it writes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import HEADER, ROOT, po

from catalog import InvalidSource
from catalog.po import layout, reader
from catalog.po.file import Header, Message, PoFile

gnu = pytest.mark.skipif(not shutil.which("msgcat"), reason="GNU gettext is not installed")
ENVIRONMENT = {**os.environ, "LC_ALL": "C"}

# layouts of one message, whose msgid is "a" and msgstr "b"
ONE = [
    'msgid "a"\nmsgstr "b"\n',
    'msgid"a"msgstr"b"',
    'msgid "a" msgstr "b"\n',
    'msgid\t\t"a"\nmsgstr\t\t"b"\n',
    'msgid\n"a"\nmsgstr\n"b"\n',
    '  msgid   "a"  \n\n\n\tmsgstr ""\n  "b"\n',
    'msgid "" "a"\nmsgstr "b" ""\n',
    'msgid "a"\n\n\n""\nmsgstr "b"',
    'msgid "\\141"\nmsgstr "\\x62"\n',
    'msgid "a"\r\nmsgstr "b"\r\n',
    'msgid "a"\x0b\nmsgstr\x0c "b"\n',
    '#| msgid "old"\nmsgid "a"\nmsgstr "b"\n',
    '#| msgctxt "x"\n#| msgid "ol"\n#| "d"\n#| msgid_plural "olds"\nmsgid "a"\nmsgstr "b"\n',
    '#|msgid"old"\nmsgid "a"\nmsgstr "b"\n',
    '#comment\n#.extracted\n#:a:1\n#,fuzzy\n#!c-format\nmsgid "a"\nmsgstr "b"\n',
    '# a comment\n\nmsgid "a"\nmsgstr "b"\n# the end',
    'domain "messages"\nmsgid "a"\nmsgstr "b"\n',
    '#~ msgid "z"\n#~ msgstr "y"\n\nmsgid "a"\nmsgstr "b"\n',
    '#~msgid "z"\n#~msgstr ""\n#~\n#~"y"\n#\nmsgid "a"\nmsgstr "b"\n',
    '#~| msgid "x"\n#~ msgid "z" msgstr "y"\nmsgid "a"\nmsgstr "b"\n',
]
# what is no PO file, the line where it goes wrong, and what is said
WRONG = [
    ('msgid "a\nmsgstr "b"\n', 4, 'no " at its end'),
    ('msgid "a"\nmsgstr "b" c "d"\n', 5, 'has a " or'),
    ('msgid "a"\nmsgstr "say "b" now"\n', 5, 'has a " or'),
    ('msgid "a"\nmsgstr "\\q"\n', 5, 'has a " or'),
    ('msgid "a"\nmsgstr "\\x"\n', 5, 'has a " or'),
    ('msgid "a"\nmsgstr "\\4"\n', 5, "U\\+0004"),
    ('msgid "a"\nmsgstr "\\303"\n', 5, "no character of utf-8"),
    ('msgid "a"\nmsgstr b\n', 5, "msgstr has none"),
    ('msgid "a"\nmsgstr\n', 5, "msgstr has none"),
    ('msgid "a"\nmsgtr "b"\n', 5, "'msgtr' is no keyword"),
    ('msgid "a"\nmsgstr "b"\n# c\n"d"\n', 7, "belongs to no keyword"),
    ('msgid "a"\n', 4, "behind msgid must come msgid_plural or msgstr"),
    ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 4, "behind msgid must come"),
    ('msgctxt "c"\nmsgstr "b"\n', 4, "behind msgctxt must come msgid"),
    ('msgid "a"\nmsgid_plural "as"\n', 5, r"behind msgid_plural must come msgstr\[0\]"),
    ('msgid "a"\nmsgid_plural "as"\nmsgstr "b"\n', 6, r"wants a number: msgstr\[0\]"),
    ('msgid "a"\nmsgstr[0] "b"\n', 5, r"has msgstr\[0\] without msgid_plural"),
    ('msgid "a"\nmsgid_plural "as"\nmsgstr[1] "b"\n', 6, r"msgstr\[1\] where msgstr\[0\]"),
    ('msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[0] "c"\n', 7, r"where msgstr\[1\]"),
    ('msgstr "b"\n', 4, "has msgstr outside of a message"),
    ('#~ msgid "a"\nmsgstr "b"\n', 4, "only some of it is behind #~"),
    ('#~ msgid "a"\n#~ msgstr ""\n"b"\n', 6, "belongs to no keyword"),
    ('#| msgid "o"\n#~ msgid "a"\n#~ msgstr "b"\n', 5, "only some of it is behind #~"),
    ('#| msgid "o"\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n', 4, "must come"),
    ('msgctxt "c"\n# x\nmsgid "a"\nmsgstr "b"\n', 4, "behind msgctxt must come msgid"),
    ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 7, "'a' is there twice"),
    ('domain "x"\nmsgid "a"\nmsgstr "b"\ndomain "y"\nmsgid "a"\nmsgstr "c"\n', 8, "twice"),
    ('msgid "a"\nmsgstr "b";\n', 5, 'has a " or'),
]  # fmt: skip


@pytest.mark.parametrize("body", ONE)
def test_layouts(tmp_path: Path, body: str) -> None:
    """However it is laid out, the message is the same."""
    found = reader.read(po(tmp_path, body.encode() if body.startswith("\ufeff") else body))
    assert [(one.id, one.string) for one in found.messages] == [("a", "b")]
    again = reader.read(po(tmp_path, layout.written(found)))
    assert again == found


@pytest.mark.parametrize(("body", "line", "problem"), WRONG)
def test_wrong(tmp_path: Path, body: str, line: int, problem: str) -> None:
    """What gettext refuses is told at the line where it goes wrong, by what is wrong."""
    with pytest.raises(InvalidSource, match=problem) as caught:
        reader.read(po(tmp_path, body))
    assert caught.value.line == line


@gnu
def test_verdicts_are_those_of_gettext(tmp_path: Path) -> None:
    """GNU msgfmt takes and refuses the same."""
    wrong = [(body, False) for body, _, problem in WRONG if "utf-8" not in problem]
    # gettext itself takes an escaped byte that is no character, which no reader could show
    for body, good in [(one, True) for one in ONE] + wrong:
        path = po(tmp_path, body)
        command = ["msgfmt", "-o", os.devnull, str(path)]
        done = subprocess.run(command, capture_output=True, env=ENVIRONMENT)
        assert (done.returncode == 0) == good, (body, done.stderr)


def saved_by_msgcat(data: bytes) -> bytes:
    command = ["msgcat", "-"]
    done = subprocess.run(command, input=data, capture_output=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@gnu
def test_msgcat_changes_nothing_of_ours() -> None:
    """Our own files are laid out as GNU gettext lays them out."""
    for path in (*ROOT.glob("locales/**/*.po*"), *ROOT.glob("docs/**/*.po*")):
        assert saved_by_msgcat(path.read_bytes()) == path.read_bytes(), path


WORDS = st.text(
    alphabet="abcdefgh日本語かなっャーカ。、「」（）！？・…한국аяé.,;:!?-/()%&*=<>\\\"'019 \n",
    max_size=12,
)


@gnu
@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=4, max_size=30).map(" ".join), min_size=1, max_size=40))
def test_lines_are_broken_as_gettext_breaks_them(texts: list[str]) -> None:
    """Texts in Latin, Cyrillic, Japanese and Korean letters, with marks of all kinds."""
    messages = [
        Message(f"k{number}", f"x{text}", text, {"fuzzy", "c-format"}, ["mine"], ["theirs"],
                [f"some/file.c:{line}" for line in range(number)])
        for number, text in enumerate(texts)
    ]  # fmt: skip
    made = layout.written(PoFile(Header(["Content-Type: text/plain; charset=utf-8"]), messages))
    ours, theirs = made.decode().split("\n\n"), saved_by_msgcat(made).decode().split("\n\n")
    # UAX #14 has moved on since gettext 0.21: of odd mixtures one in a thousand is broken elsewhere
    assert sum(one != other for one, other in zip(ours, theirs, strict=True)) <= 1


@gnu
def test_domains(tmp_path: Path) -> None:
    """Messages of another domain are kept, and are nobody's here."""
    body = 'msgid "a"\nmsgstr "b"\n\ndomain "other"\nmsgid "c"\nmsgstr "d"\n'
    path = po(tmp_path, body)
    found: list[str] = []
    reader.scan(path, lambda message, _: found.append(message.singular))
    assert found == ["a"]
    assert layout.written(reader.read(path)) == saved_by_msgcat(path.read_bytes())


def test_header_lines(tmp_path: Path) -> None:
    """A header has a line for each field, and no empty one."""
    data = layout.written(reader.read(po(tmp_path, "")))
    assert data.decode() == 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    assert HEADER.startswith(data.decode())
