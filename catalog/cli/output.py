"""How entries and tables look: for a person on a terminal, plain everywhere else."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click

from ..answers import filling
from ..answers.entry import Entry
from ..answers.match import Match
from ..codes.platforms import PLATFORMS
from ..language.hygiene import visible
from ..language.parameters import legible

_WIDEST = 100
_NUMBERS = ("count", "value", "entries", "coverage", "translated", "fuzzy", "missing")
_INDENT = "  "
_LABEL = 9
_ACTION = "what to do"
_SOURCES = "sources"
_ITEM = "- "
_NARROWEST = 24
_GAP = 2
_FEWEST = 5
# the systems that each platform numbers in its own way
_OF_PLATFORMS = ("errno", "getaddrinfo")
_C_LIBRARY = "Windows C library"
# the platform whose numbers stand beside the names that libuv has
_LIBUV = "libuv"
# lines of a screen that are not rows: the prompts, the headings, what is said below
_AROUND = 4


def say(text: str = "", *, newline: bool = True) -> None:
    """Print to standard output as it is; click alone would turn an ASCII output into UTF-8."""
    click.echo(text, file=sys.stdout, nl=newline)


def print_entry(entry: Entry, reason: str, *, sources: bool = False) -> None:
    """Print one entry with its texts, what it is called elsewhere, and why it is the answer.

    With ``sources``, the documents that its texts rest on come last, one a line.
    """
    numbers = "" if entry.value is None else f"  {entry.value}  {_hexadecimal(entry.value)}"
    say(click.style(visible(entry.symbol), bold=True) + numbers)
    say()
    _print_texts(entry)
    say()
    for name, value in _facts(entry, reason).items():
        if value := visible(value):
            lines = "\n".join(_wrapped(value, _text_width() - _LABEL))
            beside = lines.replace("\n", "\n" + _INDENT + " " * _LABEL)
            say(_INDENT + click.style(name.ljust(_LABEL), dim=True) + beside)
    if sources and entry.sources:
        say()
        _print_list(_SOURCES, entry.sources)


def _print_texts(entry: Entry) -> None:
    _print_text(entry.meaning, bold=True)
    if entry.description:
        say()
        _print_text(entry.description)
    if entry.action:
        say()
        _print_list(_ACTION, entry.action.split("\n"))


def _facts(entry: Entry, reason: str) -> dict[str, str]:
    """Return what is printed of an entry in one line each, by label; empty where it has none."""
    equivalents = entry.equivalents
    # of another source that is gone, nothing is left but the mention
    known = {(one.system, one.symbol) for one in equivalents}
    return {
        "system": f"{entry.system} {entry.status_class or ''}".rstrip(),
        "aliases": ", ".join(entry.aliases),
        "related": ", ".join(entry.related),
        "phrase": entry.phrase or "",
        "number": "as on Windows; it depends on the operating system" if entry.os_dependent else "",
        "family": ", ".join(_family(entry, equivalents)),
        "same as": ", ".join(
            f"{same.system}:{same.symbol}{' (one way)' if same.one_way else ''}"
            for same in entry.same_as
            if (same.system, same.symbol) in known
        ),
        "kind": entry.kind or "",
        "retry": ": ".join(filter(None, (entry.retry, entry.retry_reason))),
        "--set": ", ".join(sorted(filling.names(entry))),
        "read as": reason,
        "locale": entry.meaning.locale
        if entry.description.locale in (entry.meaning.locale, "und")
        else f"{entry.meaning.locale} (meaning), {entry.description.locale} (description)",
    }


def _print_list(label: str, items: Iterable[str]) -> None:
    """Print a label and items below it, each on lines of its own that a mark begins."""
    say(_INDENT + click.style(label, dim=True))
    for item in map(visible, items):
        lines = "\n".join(_wrapped(item, _text_width() - len(_ITEM)))
        say(_INDENT + _ITEM + lines.replace("\n", "\n" + _INDENT + " " * len(_ITEM)))


def _family(entry: Entry, equivalents: Iterable[Entry]) -> Iterator[str]:
    """Yield the numbers of an error on each platform, then what libuv calls it."""
    one_way = {(same.system, same.symbol) for same in entry.same_as if same.one_way}
    every = [entry, *[one for one in equivalents if (one.system, one.symbol) not in one_way]]
    found = _by_platform(entry, every)
    libuv = found.pop(_LIBUV, [])
    for place in (*PLATFORMS, _C_LIBRARY):
        if numbers := found.get(place):
            yield f"{PLATFORMS.get(place, place)} {' / '.join(dict.fromkeys(numbers))}"
    names = [name for one in every for name in one.aliases if name.startswith("UV_")]
    if names:
        yield f"libuv {' / '.join(names)}"
    if libuv:
        yield f"{PLATFORMS[_LIBUV]} {' / '.join(dict.fromkeys(libuv))}"


def _by_platform(entry: Entry, every: Iterable[Entry]) -> dict[str, list[str]]:
    """Return the numbers of an error by platform, those that errno has on Windows by its C library.

    ``every`` holds the entry and those that are the same error. Of these, only systems that
    platforms number count, for what another application numbers is its own affair.
    """
    found: dict[str, list[str]] = {}
    for one in every:
        if one is entry or one.system in _OF_PLATFORMS:
            for platform, value in one.numbers:
                is_library = platform == "windows" and one.system == "errno"
                found.setdefault(_C_LIBRARY if is_library else platform, []).append(str(value))
    found.setdefault("windows", []).extend(_of_windows(every))
    return found


def _of_windows(entries: Iterable[Entry]) -> list[str]:
    """Return the numbers of Windows' own systems: codes, then their HRESULTs, then NTSTATUSes."""
    own = [one for one in entries if one.hresult is not None and one.value is not None]
    codes = [one for one in own if one.windows != "ntstatus"]
    found = [str(one.value) for one in codes] + [f"0x{one.hresult:08X}" for one in codes]
    return found + [f"0x{one.value:08X}" for one in own if one.windows == "ntstatus"]


def print_matches(found: Sequence[Match], room: int | None = None) -> None:
    """Print what a text can mean, best first, as far as a screen or some lines hold it."""
    if room is None:
        room = shutil.get_terminal_size().lines - _AROUND
    rows = [(*_code_of(match), legible(match.entry.meaning)) for match in found]
    fitting = _fitting(rows, max(room, _FEWEST))
    print_rows(("system", "value", "symbol", "platform", "meaning"), rows[:fitting])
    if len(found) > fitting:
        say(f"and {len(found) - fitting} more; --system and --platform narrow them down")


def _fitting(rows: Sequence[Sequence[str]], room: int) -> int:
    """Return how many rows of a table fit into some lines."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 1 << 16
    codes = sum(max(map(len, column)) + _GAP for column in list(zip(*rows, strict=True))[:-1])
    beside = columns - codes >= _NARROWEST
    for place, row in enumerate(rows):
        width = _widest(row[-1])
        text = -(-width // (columns - codes if beside else columns))
        room -= text if beside else text + -(-codes // columns)
        if room < 0:
            return place
    return len(rows)


def _code_of(match: Match) -> tuple[str, ...]:
    entry, platforms = match.entry, [PLATFORMS[name] for name in match.platforms]
    numbers = dict(entry.numbers)
    # on another platform than the one that is asked about, the number there
    value = numbers.get(match.platforms[0], entry.value) if match.platforms else entry.value
    return entry.system, number(value), entry.symbol, ", ".join(platforms)


def number(value: int | None) -> str:
    """Return a number as people write it: in hexadecimal if it is of 32 bits, empty for None."""
    if value is None:
        return ""
    return f"0x{value:X}" if 1 << 31 <= value < 1 << 32 else str(value)


def _hexadecimal(value: int) -> str:
    """Return a number as the bits that hold it: 32 where they suffice, else 64."""
    bits = 0xFFFF_FFFF if -(1 << 31) <= value < 1 << 32 else 0xFFFF_FFFF_FFFF_FFFF
    return f"0x{value & bits:X}"


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere one row a line, with tabs between the cells.

    The last column is a text and may be broken into lines, the others are never cut. A terminal
    too narrow for that gets each row's text below its other cells.
    """
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(map(visible, row)))
        return
    from rich.cells import cell_len

    cells = [[visible(cell) for cell in row] for row in rows]
    if len(columns) > 1 and len({row[0] for row in cells}) == 1 and columns[0] == "system":
        columns, cells = columns[1:], [row[1:] for row in cells]
    widths = [max(map(cell_len, column)) for column in zip(columns, *cells, strict=True)][:-1]
    left = shutil.get_terminal_size().columns - sum(widths) - _GAP * len(widths)
    if left < _NARROWEST:
        for *codes, text in cells:
            say(_INDENT.join(codes))
            _print_text(text)
    else:
        _print_table(columns, [[*codes, "\n".join(_wrapped(text, left))] for *codes, text in cells])


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    for name in columns:
        table.add_column(name, justify="right" if name in _NUMBERS else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(color_system=None if os.environ.get("NO_COLOR") else "auto").print(table)


def _text_width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) - len(_INDENT)


def _print_text(text: str, *, bold: bool = False) -> None:
    width = _text_width()
    for paragraph in visible(text, lines=True).split("\n"):
        for line in _wrapped(paragraph, width):
            say(_INDENT + (click.style(line, bold=True) if bold else line) if line else "")


def _wrapped(paragraph: str, width: int) -> Iterable[str]:
    """Break a paragraph into lines by the rules of its script (UAX #14), on a terminal only."""
    width = max(width, _NARROWEST)
    if not sys.stdout.isatty() or _widest(paragraph) <= width:
        return [paragraph]
    if paragraph.isascii():
        # what breaks at spaces alone takes a thousandth of the time; a symbol is copied whole
        return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
    # imported here: its tables take longer to load than a plain answer takes
    from uniseg.wrap import tt_wrap

    return [line.rstrip() for line in tt_wrap(paragraph, width)]


def _widest(text: str) -> int:
    """Return the columns that a text takes at most: characters of Japanese take two."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


def print_object(value: object) -> None:
    """Print one value as JSON."""
    say(_json(value))


def _json(value: object) -> str:
    """Return a value as JSON, with every character that a terminal could obey as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # what is between the strings is ASCII, with line breaks
    return (
        "".join(
            f"\\u{ord(c):04x}" if c != "\n" and visible(c) != c and ord(c) < 0x10000 else c
            for c in text
        )
        if visible(text, lines=True) != text
        else text
    )


def print_json(values: Iterable[object]) -> None:
    """Print a JSON array as its values come, one a line or more each."""
    start = "["
    for value in values:
        text = _json(value)
        say(start + "\n  " + text.replace("\n", "\n  "), newline=False)
        start = ","
    say("[]" if start == "[" else "\n]")
