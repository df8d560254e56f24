"""Which characters the texts of a catalogue may hold, and how any text is shown on one line.

Texts go to terminals, logs and tables, where a control character is a command, a line break begins
another record, and a character that turns the direction of writing hides what stands there. They
are refused where they come in: in TOML and PO files alike, by checking, building and syncing. What
is in a database all the same is made visible where it leaves for a terminal.
"""

from __future__ import annotations

import re

from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from .plurals import Forms, all_forms
from .text import TEXT_FIELDS

# controls (C0 but the line feed, DEL, C1), separators of lines and paragraphs, embeddings,
# overrides and isolates of direction, deprecated ones, a byte order mark, marks of annotations,
# noncharacters, tags, and halves of surrogate pairs; joiners and plain direction marks are part
# of writing, in Persian and Hindi for example
_REFUSED = (
    "\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb"
    "\\ufffe\\uffff\\U000e0000-\\U000e007f\\ud800-\\udfff"
)
_IN_TEXT = re.compile(f"[{_REFUSED}]")
_IN_LINE = re.compile(f"[\\n{_REFUSED}]")
# nothing in a name is invisible
_IN_NAME = re.compile(
    f"[\\s{_REFUSED}\\u00ad\\u034f\\u061c\\u180b-\\u180e\\u200b-\\u200f\\u2060-\\u2064]"
)
LINE_BREAK = _("{value} has a line break; it must be one line")
# all other texts are one line: they stand in a table, in a log, or behind a label
_OF_SEVERAL_LINES = frozenset([field.name for field in TEXT_FIELDS if field.lines])


def in_name(text: str) -> InterfaceMessage | None:
    """Return what is wrong with the characters of a symbol or an alias, or None.

    Whoever knows what the text is gives the message its ``value``; the same is so for all others.
    """
    return _problem(_IN_NAME, text)


def in_line(text: str) -> InterfaceMessage | None:
    """Return what is wrong with the characters of a text of one line, or None."""
    return _problem(_IN_LINE, text)


def in_text_of(key: str, text: Forms) -> InterfaceMessage | None:
    """Return what is wrong with the characters of the text of a key, in any of its forms, or None.

    A key is ``title`` or ``SYMBOL.field``.
    """
    field = key.rpartition(".")[2]
    refused = _IN_TEXT if field in _OF_SEVERAL_LINES else _IN_LINE
    for form in all_forms(text):
        if problem := _problem(refused, form):
            return problem
    return None


def _problem(refused: re.Pattern[str], text: str) -> InterfaceMessage | None:
    found = refused.search(text)
    if not found:
        return None
    character = found[0]
    if character == "\n":
        return LINE_BREAK
    code = f"U+{ord(character):04X}"
    if character == " ":
        return _("{value} has a space")
    if character < "\xa0":
        return _("{value} has the control character {code}", code=code)
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return _("{value} has {code}, which turns the direction of text", code=code)
    return _("{value} has {code}, which cannot be seen", code=code)


def visible(text: str, *, lines: bool = False) -> str:
    """Return a text with what a terminal could obey, or not show, as the escapes of Python.

    With ``lines``, line breaks stay.
    """
    return (_IN_TEXT if lines else _IN_LINE).sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
