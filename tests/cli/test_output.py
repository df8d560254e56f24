"""What a terminal shows: width, wrapping, colour. A pseudo-terminal is a real one to programs."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from support import COMMAND, PLAIN, amount, in_full, run
from uniseg.wrap import tt_text_extents

from catalog import Catalog

pty = pytest.importorskip("pty", reason="the platform has no pseudo-terminals")


def on_terminal(*arguments: str, columns: int = 60, **environ: str) -> str:
    """Run the command on a terminal of some width and return all that it wrote."""
    import fcntl
    import struct
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {k: v for k, v in PLAIN.items() if k not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env=environment | {"TERM": "xterm-256color", **environ},
    )
    os.close(inner)
    written = b""
    try:
        while data := os.read(outer, 65536):
            written += data
    except OSError:
        assert sys.platform != "darwin"  # Linux reports the closed terminal as an error
    os.close(outer)
    assert process.wait() == 0, written
    return written.decode().replace("\r\n", "\n")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def width(line: str) -> int:
    """Return how many columns a line takes."""
    return int(tt_text_extents(line)[-1]) if line else 0


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("columns", [40, 60, 100, 300] if in_full() else [40, 100])
def test_texts_fit(locale: str, columns: int) -> None:
    """No line of a text is wider than the terminal, except a symbol that must be copied whole."""
    for code in ("10048", "ECONNRESET"):
        shown = plain(on_terminal("show", code, "--locale", locale, columns=columns))
        texts = [line for line in shown.splitlines() if line.startswith("  ")]
        assert len(texts) > 10
        wide = [line for line in texts if width(line) > min(columns, 100)]
        told = [re.sub(r"^ +(?:\S.*? {2,})?", "", line) for line in wide]
        assert not [fact for fact in told if ":" not in fact or " " in fact]
        assert columns == 40 or not wide
        with Catalog() as catalog:
            names = [f"{one.system}:{one.symbol}" for one in catalog.get(code).equivalents]
        assert all(name in shown for name in names)


def test_lines_break_by_the_rules_of_japanese() -> None:
    """No line begins with a closing mark or a small kana, none ends with an opening mark."""
    every = [("show", "10054", columns) for columns in range(40, 80, amount(20, 6))]
    # on a terminal this narrow, each meaning is below its code
    every += [("list", "--system=winsock", 40), ("list", "--system=errno", 47)]
    for command, argument, columns in every:
        shown = plain(on_terminal(command, argument, "--locale", "ja", columns=columns))
        lines = [line.strip() for line in shown.splitlines() if line.startswith("  ")]
        assert len(lines) > 5
        assert not [line for line in lines if line[0] in "、。）」ーッャュョ"]
        assert not [line for line in lines if line[-1] in "（「"]


def test_wrapping_loses_nothing() -> None:
    """The lines of a terminal are the text of a pipe."""
    with Catalog() as catalog:
        entry = catalog.get(10048, locale="ja")
    shown = plain(on_terminal("show", "10048", "--locale", "ja"))
    assert re.sub(r"\s", "", entry.description) in re.sub(r"\s", "", shown)


@pytest.mark.parametrize(
    "arguments", [("show", "10054"), ("search", "reset", "--system", "http"), ("systems",)]
)
def test_colour(arguments: tuple[str, ...]) -> None:
    """A terminal gets emphasis; with NO_COLOR it gets none (no-color.org)."""
    assert "\x1b[" in on_terminal(*arguments, columns=100)
    assert "\x1b" not in on_terminal(*arguments, NO_COLOR="1")


def test_colour_of_logs(tmp_path: Path) -> None:
    """On a terminal, what a log names has colour, and so has what stands before its lines."""
    log = tmp_path / "app.log"
    log.write_bytes(b"\x1b[31mx\x1b[0m [Errno 104]\n")
    arguments = ("annotate", "--platform", "linux", "-n", str(log))
    shown = on_terminal(*arguments, columns=200)
    assert "=> \x1b[33m\x1b[1mECONNRESET\x1b[0m (errno 104): " in shown
    assert shown.startswith("\x1b[32m1\x1b[0m")
    # those of the log are the log's own
    assert on_terminal(*arguments, NO_COLOR="1").count("\x1b") == 2


def as_shown(value: int | None) -> str:
    """Return a number as a table has it: of 32 bits in hexadecimal, as Windows writes them."""
    if value is None:
        return ""
    return f"0x{value:08X}" if value >> 31 == 1 else str(value)


@pytest.mark.parametrize("locale", ["en", "ja"])
@pytest.mark.parametrize("columns", [40, 72, 80, 100, 200] if in_full() else [40, 80])
def test_tables_lose_nothing(locale: str, columns: int) -> None:
    """At any width, every code is whole, every meaning is all there, and no line is too wide."""
    some = ("getaddrinfo", "ntstatus", "winsock")
    asked = ("list", "--explained", *[f"--system={name}" for name in some])
    shown = plain(on_terminal(*asked, "--locale", locale, columns=columns))
    assert "…" not in shown
    lines = shown.splitlines()
    with Catalog() as catalog:
        every = [entry for name in some for entry in catalog.entries(name, locale=locale)]
    entries = [entry for entry in every if entry.meaning]
    rows = [(e.system, as_shown(e.value), e.symbol) for e in entries]
    # a terminal narrower than a code has to let it stick out
    widest = max(len("  ".join(row)) for row in rows)
    assert max(map(width, lines)) <= max(columns, widest)
    begun = [line.split() for line in lines]
    starts = {(*cells[:2], cells[2] if len(cells) > 2 else "") for cells in begun if len(cells) > 1}
    for system, value, symbol in rows:
        assert (
            (system, value, symbol) in starts
            if value
            else any(found[:2] == (system, symbol) for found in starts)
        )
    letters = sorted("".join(e.meaning for e in entries).replace(" ", ""))
    codes = "".join("".join(row) for row in rows)
    is_table = {"symbol", "シンボル"} & {*lines[0].split()}
    headings = re.sub(r"\s", "", lines[0]) if is_table else ""
    found = sorted(re.sub(r"[\s─]", "", shown))
    assert found == sorted(letters + list(codes) + list(headings))


def test_tables_line_up() -> None:
    """In a table, columns start at the same cell in every row, whatever the script."""
    shown = plain(on_terminal("search", "リセット", "--locale", "ja", columns=100))
    rows = [line for line in shown.splitlines() if "WSA" in line]
    starts = {width(line[: line.index("WSA")]) for line in rows}
    assert len(rows) > 2
    assert len(starts) == 1
    assert "意味" in shown


def test_several_systems_are_told_apart(database: Path) -> None:
    """The system is a column only where there is more than one."""
    shown = on_terminal("search", "reset", "--system", "winsock", columns=100)
    assert "winsock" not in shown
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO catalog_system VALUES ('other', 0, '', '', '', false, '', false)"
        )
        connection.execute("INSERT INTO catalog_entry VALUES ('other', 'X', 1, 0, NULL, NULL)")
        connection.execute("INSERT INTO catalog_name VALUES ('other', 'X', 'symbol', 'X', 'x')")
    connection.close()
    shown = on_terminal("list", "--database", str(database), columns=100)
    assert re.search(r"\bother\b", shown)
    assert re.search(r"\bwinsock\b", shown)


def test_what_is_behind_a_code_is_told_with_it() -> None:
    """Of a line with two codes, JSON has both, and a person reads which one is behind the other."""
    line = "curl: (56) Recv failure: Connection reset by peer"
    told = run("show", "--json", "--", line).stdout
    assert [one["symbol"] for one in json.loads(told)] == ["CURLE_RECV_ERROR", "ECONNRESET"]
    assert "Behind it is:" in run("show", "--", line).stdout
