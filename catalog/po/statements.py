"""The text of a PO file taken apart into statements, by token as GNU gettext's lexer does.

A statement is a comment, or a keyword with the strings that follow it. Blanks and line ends may
stand between any two tokens; ``#~`` and ``#|`` mark what follows on their line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import shown
from ..marking import InterfaceMessage, Unfit
from ..marking import gettext_lazy as _

COMMENT = "#"
OBSOLETE, PREVIOUS, OBSOLETE_PREVIOUS = "#~", "#|", "#~|"
KEYWORDS = ("msgid_plural", "msgid", "msgstr", "msgctxt", "domain")

_BLANKS = r"[ \t\r\f\v]*+"
_SPACE = r"[ \t\r\f\v\n]*+"
_STRING = r'"(?:[^"\\\n]++|\\[^\n])*+"'
_MARK = r"\#~\|?|\#\|"
_STRINGS = re.compile(_STRING)
_LEAD = re.compile(rf"{_SPACE}({_MARK})?+")
_LINE_ENDS = re.compile(rf"{_BLANKS}(?:\n|\Z)")
_WORD = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]++)|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_ESCAPED |= {"\\": "\\", '"': '"'}
_MOST_DIGITS = 9
_NOTHING = _("is no comment, and no keyword with a text in quotes")
_UNESCAPED = _(r'has a " or \ in its text that is not written \" or \\, or no " at its end')


def _statement(mark: str) -> re.Pattern[str]:
    """Return the pattern of a statement that a mark, or none if it is empty, has on all lines."""
    gap = rf"(?:[ \t\r\f\v]|\n{_SPACE}{mark}|{mark})*+" if mark else _SPACE
    index = rf"(?:\[{gap}([0-9]++){gap}\]{gap})?+"
    strings = rf"({_STRING}(?:{gap}{_STRING})*+)"
    keyword = rf"({'|'.join(KEYWORDS)})(?![\w$]){gap}{index}{strings}"
    return re.compile(rf"{gap}(?:{keyword}|\#(?![~|])([^\n]*+))", re.ASCII)


_STATEMENTS = {
    "": _statement(""),
    OBSOLETE: _statement(r"\#~(?!\|)"),
    PREVIOUS: _statement(r"\#\|"),
    OBSOLETE_PREVIOUS: _statement(r"\#~\|"),
}


class Statement(NamedTuple):
    """A keyword or COMMENT, with its text, the number in its brackets, its mark, and its place."""

    keyword: str
    text: str
    number: int | None
    mark: str
    place: int


class Mistake(Unfit):
    """A text is no PO file: ``problem`` says why, ``place`` is the index of the character."""

    def __init__(self, problem: InterfaceMessage, place: int) -> None:
        super().__init__(problem)
        self.place = place


def statements(text: str, charset: str) -> Iterator[Statement]:
    """Yield the statements of a PO file; ``charset`` decodes octal and hexadecimal escapes.

    Raises Mistake for what GNU gettext's lexer refuses.
    """
    place, mark = 0, ""
    while True:
        found = _STATEMENTS[mark].match(text, place)
        if found is None:
            lead = _LEAD.match(text, place)
            place, mark = (lead.end(), lead[1] or "") if lead else (place, "")
            if place == len(text):
                return
            found = _STATEMENTS[mark].match(text, place)
        if found is not None:
            place = found.end()
            yield _read(found, mark, charset)
        elif not (mark and _LINE_ENDS.match(text, place)):
            raise Mistake(*_explained(text, place))
        if mark and _LINE_ENDS.match(text, place):
            mark = ""


def _read(found: re.Match[str], mark: str, charset: str) -> Statement:
    keyword, digits, strings, comment = found.groups()
    if keyword is None:
        return Statement(COMMENT, comment, None, mark, found.start(4) - 1)
    # more digits than any count of forms has are no number of a form
    number = int(digits[:_MOST_DIGITS]) if digits else None
    text = _content(strings, found.start(3), charset)
    return Statement(keyword, text, number, mark, found.start(1))


def _content(strings: str, place: int, charset: str) -> str:
    """Return the text that some strings in quotes stand for."""
    if strings.count('"') == 2:
        text = strings[1:-1]
    else:
        text = "".join([one[1:-1] for one in _STRINGS.findall(strings)])
    if "\\" in text:
        text = _unescaped(text, strings, place, charset)
    if "\x04" in text or "\0" in text:
        at = place + max(0, strings.find("\x04" if "\x04" in text else "\0"))
        raise Mistake(_("has the control character U+0004 or U+0000 in its text"), at)
    return text


def _unescaped(text: str, strings: str, place: int, charset: str) -> str:
    def character(found: re.Match[str]) -> str:
        octal, hexadecimal, letter = found.groups()
        if letter is None:
            # a byte, which may be a part of a character: kept apart till all are there
            byte = int(octal, 8) if octal else int(hexadecimal[-2:], 16)
            return chr(byte & 0xFF) if byte & 0xFF < 0x80 else chr(0xDC00 + (byte & 0xFF))
        if letter not in _ESCAPED:
            at = place + strings.find(found[0])
            raise Mistake(_UNESCAPED, at)
        return _ESCAPED[letter]

    made = _ESCAPE.sub(character, text)
    if made.isascii() or not any("\udc80" <= one <= "\udcff" for one in made):
        return made
    try:
        return made.encode(charset, "surrogateescape").decode(charset)
    except UnicodeError as error:
        problem = _("has escapes that make no character of {charset}", charset=charset)
        raise Mistake(problem, place) from error


def _explained(text: str, place: int) -> tuple[InterfaceMessage, int]:
    """Return what is wrong at a place where no statement begins, and where exactly."""
    word = _WORD.match(text, place)
    if '"' in text[text.rfind("\n", 0, place) + 1 : place]:
        return _UNESCAPED, place
    if word and word[0] in KEYWORDS:
        lead = _LEAD.match(text, word.end())
        at = lead.end() if lead else word.end()
        if text[at : at + 1] == '"':
            return _UNESCAPED, at
        at = place if at == len(text) else at
        return _(
            "is no comment, and no keyword with a text in quotes: {keyword} has none",
            keyword=word[0],
        ), at
    if word:
        return _(
            "is no comment, and no keyword with a text in quotes: {word} is no keyword",
            word=shown(word[0]),
        ), place
    if _STRINGS.match(text, place):
        return _("has a text in quotes that belongs to no keyword before it"), place
    return (_UNESCAPED if text[place] == '"' else _NOTHING), place
