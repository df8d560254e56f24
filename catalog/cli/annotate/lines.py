"""How annotated lines look: the log's own, the explanations below them, and what stands around."""

from __future__ import annotations

import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import click

from ... import Entry
from ...language.hygiene import visible
from ...language.parameters import legible
from ...marking import gettext_lazy as _
from ...marking import ngettext_lazy as _n
from ..entries import meaning_of
from ..output import number
from ..speaking.language import told
from .decoding import Log

Pieces = Iterable[tuple[bytes, tuple[Entry, ...]]]

_BEFORE = "    => "
_INDENT = " " * len(_BEFORE)


@dataclass(frozen=True)
class Style:
    """What is printed of a log and around it, as the options of the command say.

    ``context`` is how many lines are printed around each that names a code, where ``only`` these
    are. ``numbered`` and ``named`` put the number of the line and the name of the file before it.
    """

    only: bool = False
    context: int = 0
    numbered: bool = False
    named: bool = False
    once: bool = False
    action: bool = False
    colour: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether lines stand as they are, so that many may be printed at once."""
        return not (self.numbered or self.named or self.context)


def has_colour() -> bool:
    """Tell whether the output takes colour: a terminal that understands escapes, unless told no."""
    return sys.stdout.isatty() and os.name != "nt" and not os.environ.get("NO_COLOR")


@dataclass
class Page:
    """Prints annotated logs one after another, and counts what was explained."""

    style: Style
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    # whether a group of lines was printed before, for the mark between groups
    has_groups: bool = False

    def print(self, log: Log, pieces: Pieces) -> bool:
        """Print one log with its explanations; tell whether any line named a code."""
        found = False
        printer = _Printer(self, log)
        for piece, entries in pieces:
            if entries:
                found = True
                printer.find(piece, entries)
            else:
                printer.others(piece)
        printer.end()
        return found

    def explained(self, entries: Iterable[Entry]) -> str:
        """Return the lines below a line that names codes."""
        return "".join([f"{_BEFORE}{self._explanation(entry)}\n" for entry in entries])

    def _explanation(self, entry: Entry) -> str:
        symbol = self.coloured(visible(entry.symbol), fg="yellow", bold=True)
        key = entry.system, entry.symbol
        self.seen[key] += 1
        if self.style.once and self.seen[key] > 1:
            seen = _n("{symbol} (seen {count} time)", "{symbol} (seen {count} times)",
                      count=self.seen[key], symbol=symbol)  # fmt: skip
            return told(seen)
        code = visible(f"{entry.system} {number(entry.value)}".rstrip())
        action = legible(entry.action) if self.style.action else ""
        below = "".join([f"\n{_INDENT}{visible(line)}" for line in action.split("\n") if line])
        meaning = visible(meaning_of(entry))
        line = _("{symbol} ({code}): {meaning}", symbol=symbol, code=code, meaning=meaning)
        return told(line) + below

    def coloured(self, text: str, **look: str | bool) -> str:
        """Return a text as it looks on a terminal, or as it is."""
        return click.style(text, **look) if self.style.colour else text  # type: ignore[arg-type]


class _Printer:
    """Prints the lines of one log."""

    def __init__(self, page: Page, log: Log) -> None:
        self._page, self._style, self._log = page, page.style, log
        self._write = sys.stdout.buffer.write
        # the number of the line that is next, and of the one that was last printed
        self._next, self._last = 1, 0
        # lines to print before a line that names a code, and how many more after one
        self._before: deque[tuple[int, bytes]] = deque(maxlen=page.style.context)
        self._after = 0
        self._is_amid_line = False

    def find(self, piece: bytes, entries: Sequence[Entry]) -> None:
        """Print a line that names codes, with what it names."""
        for at, raw in self._before:
            self._line(at, raw, "-")
        self._before.clear()
        raw = self._log.original(piece)
        self._line(self._next, raw, ":")
        self._end_line()
        self._write(self._log.encoded(self._page.explained(entries)))
        self._next += piece.count(b"\n")
        self._after = self._style.context

    def others(self, piece: bytes) -> None:
        """Print lines that name no code, or those of them that are wanted as context."""
        if self._style.is_plain:
            raw = self._log.original(piece)
            if not self._style.only:
                self._raw(raw)
            self._next += piece.count(b"\n")
            return
        lines = self._log.lines(piece)
        for place, raw in enumerate(lines):
            at = self._next + place
            if not self._style.only or self._after > 0:
                self._line(at, raw, "-")
                self._after -= 1
            else:
                self._before.append((at, raw))
        self._next += piece.count(b"\n")

    def end(self) -> None:
        """End the last line, unless the log is printed as it is."""
        if not self._style.is_plain:
            self._end_line()

    def _end_line(self) -> None:
        if self._is_amid_line:
            self._write(self._log.encoded("\n"))
            self._is_amid_line = False

    def _line(self, at: int, raw: bytes, mark: str) -> None:
        """Print a line with what stands before it, and a mark where lines are left out."""
        if self._style.context and at > self._last + 1 and self._page.has_groups:
            self._write(self._log.encoded(self._page.coloured("--", fg="cyan") + "\n"))
        self._page.has_groups = True
        # a very long line comes in several parts
        if at != self._last:
            self._raw(b"")
            self._write(self._log.encoded(self._prefix(at, mark)))
        self._last = at
        self._raw(raw)
        self._is_amid_line = not raw.endswith(self._log.encoded("\n"))

    def _raw(self, raw: bytes) -> None:
        """Print bytes of the log, its byte order mark before the first of them."""
        if self._log.mark:
            self._write(self._log.mark)
            self._log.mark = b""
        self._write(raw)

    def _prefix(self, at: int, mark: str) -> str:
        coloured, style = self._page.coloured, self._style
        parts = [
            *([coloured(visible(self._log.path), fg="magenta")] if style.named else []),
            *([coloured(str(at), fg="green")] if style.numbered else []),
        ]
        between = coloured(mark, fg="cyan")
        return "".join([part + between for part in parts])
