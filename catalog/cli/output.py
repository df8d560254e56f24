"""How texts, lists and tables look: for a person on a terminal, plain everywhere else."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence

import click

from ..language.hygiene import visible
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from .speaking.language import told
from .speaking.wrapping import INDENT, cells, text_width, wrapped

_NUMBERS = (
    "count", "value", "entries", "coverage", "translated", "fuzzy", "missing"
)  # fmt: skip
# how the columns of tables are headed
_HEADS = {
    "code": _("code"),
    "count": _("count"),
    "coverage": _("coverage"),
    "entries": _("entries"),
    "fuzzy": _("fuzzy"),
    "locale": _("locale"),
    "meaning": _("meaning"),
    "missing": _("missing"),
    "name": _("name"),
    "platform": _("platform"),
    "symbol": _("symbol"),
    "system": _("system"),
    "text": _("text"),
    "title": _("title"),
    "translated": _("translated"),
    "value": _("value"),
}
_ITEM = "- "
NARROWEST = 24
GAP = 2


def say(text: str = "", *, newline: bool = True) -> None:
    """Print to standard output as it is; click alone would turn an ASCII output into UTF-8."""
    click.echo(text, file=sys.stdout, nl=newline)


def print_list(label: InterfaceMessage, items: Iterable[str]) -> None:
    """Print a label and items below it, each on lines of its own that a mark begins."""
    say(INDENT + click.style(told(label), dim=True))
    for item in map(visible, items):
        below = "\n" + INDENT + " " * len(_ITEM)
        say(INDENT + _ITEM + below.join(lines(item, text_width() - len(_ITEM))))


def number(value: int | None) -> str:
    """Return a number as people write it: in hexadecimal if it is of 32 bits, empty for None."""
    if value is None:
        return ""
    return f"0x{value:X}" if 1 << 31 <= value < 1 << 32 else str(value)


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere one row a line, with tabs between the cells.

    The last column is a text and may be broken into lines, the others are never cut. A terminal
    too narrow for that gets each row's text below its other cells.
    """
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(map(visible, row)))
        return
    shown = [[visible(cell) for cell in row] for row in rows]
    if len(columns) > 1 and len({row[0] for row in shown}) == 1 and columns[0] == "system":
        columns, shown = columns[1:], [row[1:] for row in shown]
    heads = [told(_HEADS.get(name, name)) for name in columns]
    widths = [max(map(cells, column)) for column in zip(heads, *shown, strict=True)][:-1]
    left = shutil.get_terminal_size().columns - sum(widths) - GAP * len(widths)
    if left < NARROWEST:
        for *codes, text in shown:
            say(INDENT.join(codes))
            print_text(text)
    else:
        _print_table(columns, [[*codes, "\n".join(lines(text, left))] for *codes, text in shown])


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    for name in columns:
        head = told(_HEADS.get(name, name))
        table.add_column(head, justify="right" if name in _NUMBERS else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(color_system=None if os.environ.get("NO_COLOR") else "auto").print(table)


def print_text(text: str, *, bold: bool = False) -> None:
    """Print a text, its paragraphs indented and broken into lines."""
    width = text_width()
    for paragraph in visible(text, lines=True).split("\n"):
        for line in lines(paragraph, width):
            say(INDENT + (click.style(line, bold=True) if bold else line) if line else "")


def lines(paragraph: str, width: int) -> Sequence[str]:
    """Return the lines that a paragraph is broken into, on a terminal only."""
    return wrapped(paragraph, width) if sys.stdout.isatty() else [paragraph]


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
