"""The grammar of PO files, as strict as GNU gettext's: which lines, in which order.

Babel's parser takes a text without quotes for one and drops its first and last letters, and does
not mind the order of lines. One expression covers a whole good file, so that checking costs
little beside parsing.
"""

from __future__ import annotations

import re

_SPACE = r"[ \t]*+"
_END = r"[ \t]*+\r?(?:\n|\Z)"
_QUOTED = r'"[^"\\\n\x04]*+(?:\\[ntr"\\][^"\\\n\x04]*+)*+"'
# lines without a word: empty, or of an obsolete or previous text that has none
_EMPTY = r"(?:[ \t]*+(?:\#~?\||\#~)?[ \t]*+\r?\n)"
_OBSOLETE, _PREVIOUS, _OLDER = r"\#~[ \t]*+(?!\|)", r"\#\|[ \t]*+", r"\#~\|[ \t]*+"
_MOST_FORMS = 10


def _text(prefix: str, keyword: str) -> str:
    """Return the expression for a keyword with its text, over as many lines as it takes."""
    first = rf"{_SPACE}{prefix}{keyword}[ \t]++{_QUOTED}{_END}"
    return rf"(?:{first}(?:{_SPACE}{prefix}{_QUOTED}{_END}|{_EMPTY})*+)"


def _forms(prefix: str) -> str:
    forms = ""
    for number in reversed(range(_MOST_FORMS)):
        forms = _text(prefix, rf"msgstr\[{number}\]") + (f"(?:{forms})?+" if forms else "")
    return forms


def _message(prefix: str, previous: str) -> str:
    before = (
        rf"(?:{_text(previous, 'msgctxt')}?+{_text(previous, 'msgid')}"
        rf"{_text(previous, 'msgid_plural')}?+)?+"
    )
    plural = _text(prefix, "msgid_plural") + _forms(prefix)
    translation = rf"(?:{_text(prefix, 'msgstr')}|{plural})"
    return rf"{before}{_text(prefix, 'msgctxt')}?+{_text(prefix, 'msgid')}{translation}"


_COMMENT = rf"{_SPACE}\#(?![~|])[^\n]*+(?:\n|\Z)"
_GOOD = re.compile(
    rf"(?:{_COMMENT}|{_EMPTY}|{_message('', _PREVIOUS)}|{_message(_OBSOLETE, _OLDER)})*+"
)
_GOOD_LINE = re.compile(
    rf"{_SPACE}(?:{_OBSOLETE}|{_PREVIOUS}|{_OLDER})?"
    rf"(?:msg(?:ctxt|id_plural|id|str(?:\[[0-9]\])?)[ \t]++)?{_QUOTED}{_END}|{_COMMENT}|{_EMPTY}"
)
_UNESCAPED = re.compile(
    r'[ \t]*(?:\#[~|]+[ \t]*)?(?:msg(?:ctxt|id|id_plural|str)(?:\[[0-9]\])?[ \t]+)?".*"[ \t]*\r?$',
    re.M,
)
_TABBED = re.compile(r"^([ \t]*+(?:\#~[ \t]*+)?msg[a-z_]++(?:\[[0-9]\])?)[ \t]++\"", re.MULTILINE)


def fault(text: str) -> tuple[int, str] | None:
    """Return the line and the problem of the first mistake in a PO file's text, or None."""
    found = _GOOD.match(text)
    place = found.end() if found else 0
    if place >= len(text.rstrip(" \t\r\n")):
        return None
    line = text.count("\n", 0, place) + 1
    at = place
    while at < len(text):
        good = _GOOD_LINE.match(text, at)
        if not good:
            line = text.count("\n", 0, at) + 1
            if _UNESCAPED.match(text, at):
                return line, r'has a " or \ in its text that is not written \" or \\'
            return line, "is no comment, and no keyword with a text in quotes"
        if good.end() == at or (at > place and text[at : at + 1] == "\n"):
            break
        at = good.end()
    return line, "begins a message that is not whole or in order: msgctxt, msgid, msgstr"


def for_babel(text: str) -> str:
    """Return the text with one space after each keyword, as Babel's parser wants it."""
    if '\t"' not in text and '  "' not in text:
        return text
    return _TABBED.sub(r'\1 "', text)
