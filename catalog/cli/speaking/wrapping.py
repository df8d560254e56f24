"""How wide texts are on a terminal, and how they are broken into lines there."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from unicodedata import combining, east_asian_width

_WIDEST = 100
_NARROWEST = 24
INDENT = "  "


def text_width() -> int:
    """Return the columns that an indented text may take."""
    return min(shutil.get_terminal_size().columns, _WIDEST) - len(INDENT)


def cells(text: str) -> int:
    """Return the columns that a text takes: characters of Japanese take two."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int) -> str:
    """Return a text with blanks after it, so that it takes a number of columns at least."""
    return text + " " * (width - cells(text))


def wrapped(paragraph: str, width: int) -> Sequence[str]:
    """Break a paragraph into lines by the rules of its script (UAX #14)."""
    width = max(width, _NARROWEST)
    if cells(paragraph) <= width:
        return [paragraph]
    if paragraph.isascii():
        # what breaks at spaces alone takes a thousandth of the time; a symbol is copied whole
        return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
    # imported here: its tables take longer to load than a plain answer takes
    from uniseg.wrap import tt_wrap

    return [line.rstrip() for line in tt_wrap(paragraph, width)]
