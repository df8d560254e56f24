"""Formats of Python, judged as GNU msgfmt judges them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from catalog.po.file import Header, Message
from catalog.translating.formats import python_brace_format, python_format

RULE = "nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);"
# (flag, msgid, msgid_plural or None, forms, whether msgfmt takes it)
PAIRS: list[tuple[str, str, str | None, tuple[str, ...], bool]] = [
    ("python", "100%% of it", None, ("all",), True),
    ("python", "100%% of it", None, ("100%",), False),
    ("python", "%5s", None, ("%-9s",), True),
    ("python", "%s and %d", None, ("%s",), False),
    ("python", "%d", None, ("%d %s",), False),
    ("python", "%(a)s and %(b)s are gone.", None, ("%(a)s ist weg.",), False),
    ("python", "%(a)s and %(b)s", None, ("%(b)s %(a)s %(a)s",), True),
    ("python", "%(a)s", None, ("%(a)s %(c)s",), False),
    ("python", "%(a)s", None, ("%s",), False),
    ("python", "%s", None, ("%(a)s",), False),
    ("python", "%s", None, ("%r",), True),
    ("python", "%i %x", None, ("%x %o",), True),
    ("python", "%e", None, ("%G",), True),
    ("python", "%c", None, ("%s",), False),
    ("python", "%d", None, ("%f",), False),
    ("python", "%s", None, ("%.0s",), False),
    ("python", "%*d %s", None, ("%d %s",), False),
    ("python", "%(a)s %(a)d", None, ("x",), True),
    ("python", "%(a)s", None, ("%(a)s %(a)d",), False),
    ("python", "%(a)s", None, ("%(a",), False),
    ("python", "%(n)d day", "%(n)d days", ("a day", "%(n)d days", "%(n)d days"), True),
    ("python", "%(n)d day", "%(n)d days", ("a day", "some", "%(n)d days"), True),
    ("python", "%(n)d day", "%(n)d days", ("a day", "%(n)d days", "many"), False),
    ("python", "%d day", "%d days", ("a day", "%d days", "%d days"), False),
    ("python-brace", "{a} {b}", None, ("{b} {a}",), True),
    ("python-brace", "{a} {b}", None, ("{a}",), False),
    ("python-brace", "{a}", None, ("{a} {b}",), False),
    ("python-brace", "{a}", None, ("{a} {",), False),
    ("python-brace", "{n} day", "{n} days", ("a day", "{n} days", "{n} days"), True),
    ("python-brace", "{n} day", "{n} days", ("a day", "{n} days", "many"), False),
]  # fmt: skip


def ours(flag: str, id: str, plural: str | None, forms: tuple[str, ...]) -> bool:
    message = Message(
        None,
        (id, plural) if plural else id,
        forms if plural else forms[0],
        {f"{flag}-format"},
    )
    header = Header([f"Plural-Forms: {RULE}"])
    return not [*python_format(message, header), *python_brace_format(message, header)]


def test_pairs() -> None:
    """What a translation takes must be what the English takes; a rare form may leave names out."""
    wrong = [pair for pair in PAIRS if ours(*pair[:4]) != pair[4]]
    assert wrong == []


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU gettext is not installed")
def test_msgfmt_agrees(tmp_path: Path) -> None:
    """The table above is GNU msgfmt's."""
    for flag, id, plural, forms, good in PAIRS:
        lines = [f'#, {flag}-format\nmsgid "{id}"']
        lines += [f'msgid_plural "{plural}"'] if plural else []
        lines += [
            f'msgstr{f"[{number}]" if plural else ""} "{form}"' for number, form in enumerate(forms)
        ]
        path = tmp_path / "x.po"
        header = (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
            f'"Plural-Forms: {RULE}\\n"\n\n'
        )
        path.write_text(header + "\n".join(lines) + "\n")
        command = ["msgfmt", "--check", "-o", os.devnull, str(path)]
        done = subprocess.run(command, capture_output=True)
        assert (done.returncode == 0) == good, (id, forms, done.stderr)
