"""Broken PO and TOML files by the ten thousand: each loads, or says where it is wrong."""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import GOOD, HEADER, ROOT, message

from catalog import CatalogError, InvalidSource
from catalog.matching import Matching
from catalog.tomlfile import read_system

PO = (
    HEADER.replace("\\n", "\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n")
    + "# a\n#. b\n#: c:1\n#, fuzzy\n#| msgid \"d\"\n"
    + message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れ\\n")
    + 'msgctxt "X"\nmsgid "a {x}"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] ""\n"d"\n\n'
    + '#~ msgid "e"\n#~ msgstr "f"\n'
)  # fmt: skip
ENGLISH = {"OUT_OF_STOCK.meaning": "The article is sold out.", "X": ("a {x}", "b")}
SPLICES = [
    b'"', b"\\", b"\n", b"\r", b"#", b"#~ ", b"msgid", b"msgctxt ", b"msgstr[9]", b"[", b"]", b"{",
    b"}", b"=", b"'''", b'"""', b"\0", b"\xff", b"\xe3", b"\xef\xbb\xbf", b"charset=", b"nplurals=",
    b"9" * 30, b"fuzzy", b",", b"\xe2\x80\xa8", b"\x85", b"true", b"1.5", b"[[entry]]", b"value",
]  # fmt: skip


def mutated(original: bytes, dice: random.Random) -> bytes:
    """Change a file in one to four places: cut, double, move, or put something in."""
    data = original
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice((0, 1, 1, 5, 40)))
        piece = dice.choice((b"", data[start:end] * 2, dice.choice(SPLICES), data[-end:]))
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("kind", ["po", "toml"])
def test_broken_files(tmp_path: Path, kind: str) -> None:
    """Of 100,000 broken files none raises anything but InvalidSource, which names the file."""
    path = tmp_path / f"shop.{kind}"
    original = (PO if kind == "po" else GOOD).encode()
    dice = random.Random(kind)  # noqa: S311
    refused = 0
    for _ in range(50_000):
        path.write_bytes(mutated(original, dice))
        try:
            if kind == "po":
                Matching(path, ENGLISH)
            else:
                read_system(path)
        except InvalidSource as error:
            refused += 1
            assert error.path == str(path)
            assert "\n" not in str(error)
    assert 10_000 < refused < 50_000
