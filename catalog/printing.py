"""How entries and tables look: for a person on a terminal, plain everywhere else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence

import click

from catalog.entry import Entry

_WIDEST = 100
_INDENT = "  "


def say(text: str = "", *, newline: bool = True) -> None:
    """Print to standard output as it is; click alone would turn an ASCII output into UTF-8."""
    click.echo(text, file=sys.stdout, nl=newline)


def print_entry(entry: Entry, reason: str) -> None:
    """Print one entry with its texts, and why it is the answer."""
    numbers = "" if entry.value is None else f"  {entry.value}  0x{entry.value & 0xFFFFFFFF:X}"
    say(click.style(entry.symbol, bold=True) + numbers)
    say()
    _print_text(entry.meaning, bold=True)
    if entry.description:
        say()
        _print_text(entry.description)
    say()
    facts = {
        "system": entry.system,
        "aliases": ", ".join(entry.aliases),
        "related": ", ".join(entry.related),
        "value": "depends on the operating system; this is Windows'" if entry.os_dependent else "",
        "read as": reason,
        "locale": entry.meaning.locale
        if entry.description.locale in (entry.meaning.locale, "und")
        else f"{entry.meaning.locale} (meaning), {entry.description.locale} (description)",
    }
    for name, value in facts.items():
        if value:
            say(_INDENT + click.style(f"{name:<9}", dim=True) + value)


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere one row a line, with tabs between the cells."""
    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        number = name in ("value", "entries")
        table.add_column(
            name, justify="right" if number else "left", no_wrap=name not in ("meaning", "title")
        )
    for row in rows:
        table.add_row(*map(Text, row))
    Console(color_system=None if os.environ.get("NO_COLOR") else "auto").print(table)


def _print_text(text: str, *, bold: bool = False) -> None:
    for paragraph in text.split("\n"):
        for line in _wrapped(paragraph):
            say(_INDENT + (click.style(line, bold=True) if bold else line) if line else "")


def _wrapped(paragraph: str) -> Iterable[str]:
    """Break a paragraph into lines by the rules of its script (UAX #14), on a terminal only."""
    if not sys.stdout.isatty() or not paragraph:
        return [paragraph]
    # imported here: its tables take longer to load than a plain answer takes
    from uniseg.wrap import tt_wrap

    width = min(shutil.get_terminal_size().columns, _WIDEST) - len(_INDENT)
    return [line.rstrip() for line in tt_wrap(paragraph, max(width, 20))]
