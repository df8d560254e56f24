"""Broken PO and TOML files, with --all 100,000: each loads, or says where it is wrong."""

import os
import random
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support import GOOD, HEADER, amount, message, some, written

from catalog import InvalidSource
from catalog.language.plurals import Forms
from catalog.po import layout, reader
from catalog.sources.matching import Matching
from catalog.sources.toml import read_system
from catalog.translating import check, merging

PO = (
    HEADER.replace("\\n", "\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n")
    + "# a\n#. b\n#: c:1\n#, fuzzy\n#| msgid \"d\"\n"
    + message("OUT_OF_STOCK.meaning", "The article is sold out.", "売り切れ\\n")
    + 'msgctxt "X"\nmsgid "a {x}"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] ""\n"d"\n\n'
    + '#~ msgid "e"\n#~ msgstr "f"\n'
)  # fmt: skip
ENGLISH: dict[str, Forms] = {
    "OUT_OF_STOCK.meaning": "The article is sold out.",
    "X": ("a {x}", "b"),
}
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


@pytest.mark.no_cover  # it takes twice the time, and finds nothing that no other test reaches
@pytest.mark.parametrize("kind", ["po", "toml"])
def test_broken_files(tmp_path: Path, kind: str) -> None:
    """Of many broken files none raises anything but InvalidSource, which names the file."""
    path = tmp_path / f"shop.{kind}"
    (tmp_path / "good").mkdir()
    original = (PO if kind == "po" else GOOD).encode()
    dice = random.Random(kind)  # noqa: S311
    refused, files = 0, amount(2_000, 50_000)
    system = read_system(written(tmp_path / "good", GOOD))
    pot = merging.template(system, None, datetime.now(UTC))
    for _ in range(files):
        path.write_bytes(mutated(original, dice))
        try:
            if kind == "po":
                Matching(path, ENGLISH)
                if dice.random() < 0.1:
                    merged = merging.merged(system, reader.read(path), "de", pot)
                    layout.written(merged)
                    check.check(path, system)
            else:
                read_system(path)
        except InvalidSource as error:
            refused += 1
            assert error.path == str(path)
            assert "\n" not in str(error)
    assert files / 5 < refused < files


@given(st.binary(max_size=300), st.sampled_from(["po", "mo", "toml"]))
@example(b"\xde\x12\x04\x95" + bytes(16), "mo")
def test_anything(tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: str) -> None:
    """Any bytes at all load, or are InvalidSource."""
    path = tmp_path_factory.getbasetemp() / f"shop.{kind}"
    path.write_bytes(data)
    with suppress(InvalidSource):
        read_system(path) if kind == "toml" else Matching(path, ENGLISH)


MIB = 1 << 20
RULE = 'msgid ""\nmsgstr "Plural-Forms: '
HARD = {
    "one long line.po": HEADER + 'msgid "' + "a" * MIB + '"\nmsgstr ""\n',
    "a long line of escapes.po": HEADER + 'msgid "' + "\\n" * (MIB // 2) + '"\nmsgstr "x"\n',
    "a line without an end.po": HEADER + 'msgid "' + '\\"' * (MIB // 2),
    "many lines of one text.po": HEADER + 'msgid ""\n' + '"a"\n' * (MIB // 4) + 'msgstr ""\n',
    "comments.po": HEADER + "# x\n" * (MIB // 4) + 'msgid "a"\nmsgstr "b"\n',
    "empty comments.po": HEADER + "#\n" * (MIB // 2) + 'msgid "a"\nmsgstr "b"\n',
    "flags.po": HEADER + "#, " + "f," * (MIB // 2) + '\nmsgid "a"\nmsgstr "b"\n',
    "references.po": HEADER + "#: " + "f:1 " * (MIB // 4) + '\nmsgid "a"\nmsgstr "b"\n',
    "previous.po": HEADER + '#| "a"\n' * (MIB // 7) + 'msgid "a"\nmsgstr "b"\n',
    "messages.po": HEADER + "".join(f'msgid "{n}"\nmsgstr "x"\n\n' for n in range(MIB // 28)),
    "obsolete.po": HEADER + "".join(f'#~ msgid "{n}"\n#~ msgstr ""\n' for n in range(MIB // 28)),
    "empty lines.po": "\n" * MIB,
    "header fields.po": 'msgid ""\nmsgstr ""\n' + '"X: y\\n"\n' * (MIB // 9),
    "braces.po": HEADER + message("X", "a {x}", "{a" * (MIB // 2)),
    "parameters.po": HEADER + message("X", "a {x}", "{a}" * (MIB // 3)),
    "a plural rule.po": f"{RULE}nplurals=2; plural={'n+' * (MIB // 2)}n;\\n\"\n",
    "plural spaces.po": f"{RULE}nplurals=2{' ;' * (MIB // 2)}\\n\"\n",
    "brackets.toml": "x = " + "[" * MIB,
    "tables.toml": "[a" + ".a" * (MIB // 2) + "]\nx = 1",
    "quoted keys.toml": '"a"' + '."a"' * (MIB // 4) + " = 1",
    "keys in a line.toml": "x = {" + "a." * (MIB // 2) + "a = 1}",
    "digits.toml": "x = " + "9" * MIB,
    "quoted keys with quotes.toml": '"\\""' + '."\\""' * (MIB // 5) + " = 1",
    "keys across separators.toml": '"\u2028"' + '."\u2028"' * (MIB // 6) + " = 1",
    "dots in a comment.toml": "#" + "." * 64 + "a" * MIB,
    "odd quotes in keys.toml": "".join(f"'\\\"\"\"{{{n}}}'=1\n" for n in range(MIB // 16)) + "A=1",
    "comments after keys.toml": "".join(f"'\\\"{{{n}}}'=1#\\\n" for n in range(MIB // 16)) + "A=1",
    "many long keys.toml": "".join(f"[k{n}{'.a' * 7}]\n" for n in range(MIB // 24)),
    "a long text.toml": GOOD.replace("sold out.", "a" * MIB).replace("-70007", '"a"'),
    "a hexadecimal number.toml": GOOD.replace("-70007", "0x" + "f" * 5000),
    "tables in tables.toml": GOOD.replace("-70007", ("{" + "a." * 7 + "a=") * 60 + "1" + "}" * 60),
    "lists in lists.toml": GOOD.replace('["GONE"]', "[" * 40 + "1" + "]" * 40),
    "spaces in a rule.po": f"{RULE}nplurals=1; plural=0{' ' * MIB}x;;\\n\"\n",
    "markup.po": HEADER + message("X", "x" * (MIB // 4), "<a>" * (MIB // 4)),
    "entries.toml": GOOD + "[[entry]]\n" * (MIB // 10),
    "names.toml": GOOD.replace('["SOLD_OUT"]', str([f"A{n}" for n in range(MIB // 12)])),
    "a text without an end.toml": GOOD + 'x = """' + "\\\n" * (MIB // 2),
    "quotes.toml": GOOD + "x = " + "'" * MIB,
    "comments.toml": GOOD.replace("[system]", "#\n" * (MIB // 2) + "[sistem]"),
    "spaces.toml": GOOD.replace("[system]", " " * MIB + "[sistem]"),
    "braces.toml": GOOD.replace("sold out.", "{a" * (MIB // 2)),
}  # fmt: skip
# How much time and memory each file takes, above what loading the modules does. Each is read in a
# fork: it has the modules, and a peak of its own.
MEASURED = """
import os, resource, sys
from pathlib import Path
from catalog.errors import InvalidSource
from catalog.sources.matching import Matching
from catalog.sources.toml import SourceSystem, read_system
from catalog.translating import check

def peak():
    # not ru_maxrss, which a process inherits from the one that started it
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024

def measure(path):
    seconds, before = resource.getrusage(resource.RUSAGE_SELF).ru_utime, peak()
    try:
        if path.suffix == ".toml":
            read_system(path)
        else:
            Matching(path, {"X": "a {x}"})
            check.check(path, SourceSystem("x", "X", (), "x.toml"))
    except InvalidSource as error:
        assert len(str(error)) < 1000
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_utime - seconds, peak() - before
    print(*taken, path.name, flush=True)

# the schema is read once
good, *paths = map(Path, sys.argv[1:])
read_system(good)
for path in paths:
    if os.fork() == 0:
        measure(path)
        os._exit(0)
    assert os.wait()[1] == 0, path
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the platform has no /proc")
def test_hard_files(tmp_path: Path) -> None:
    """A file of 1 MiB takes less than 2 s and 100 MiB, whatever is in it."""
    names = some([*HARD], 12)
    for name in names:
        (tmp_path / name).write_text(HARD[name], "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, written(tmp_path, GOOD), *(tmp_path / n for n in names)],
        capture_output=True,
        encoding="utf-8",
        # without the measuring of coverage, which takes more time than what is measured
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    taken = {
        name: (float(seconds), float(mebibytes))
        for seconds, mebibytes, name in (line.split(" ", 2) for line in done.stdout.splitlines())
    }
    assert taken.keys() == {*names}
    assert {name: one for name, one in taken.items() if one[0] >= 2 or one[1] >= 100} == {}
