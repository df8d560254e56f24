"""TOML text read as tables, and where things are in it, which tomllib does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import InvalidSource
from ..marking import InterfaceMessage, all_of, words
from ..marking import gettext_lazy as _

_TOKEN = re.compile(
    r'(?P<text>"""(?:[^"\\]++|\\.|""?(?!"))*+"{3,5}|"(?:[^"\\\n]++|\\[^\n])*+"'
    r"|'''(?:[^']++|''?(?!'))*+'{3,5}|'[^'\n]*+')"
    r"|(?P<word>[^\s\[\]{}=,.\"'#]++)|(?P<other>[\[\]{}=,.\"']|\n)|#[^\n]*+|[^\S\n]++",
    re.DOTALL,
)
_HEAD = 5
# tomllib takes time in proportion to the square of a dotted key's parts; ours have one
_MOST_PARTS = 8
# tomllib takes long for many tables of other names
_MOST_TABLES = 10_000
_SINGLE = re.compile(r"^\[entry\]", re.MULTILINE)
_LONG_NUMBER = re.compile(r"[0-9_]{5000}")
# what tomllib says where a text goes on to the end of its line, or of the file
_UNCLOSED = (
    "Illegal character '\\n'",
    "Illegal character '\\r'",
    'Expected "\'"',
    "Expected \"'''\"",
    "Unterminated string",
)
_AT_LINE = re.compile(r"\(at line (\d+)")
NAMED = "named"

Token = tuple[str, int]
"""What it says, without its quotes, and where it is."""


def read(name: str, text: str) -> dict[str, Any]:
    """Return the tables of a TOML text; raises InvalidSource for what tomllib cannot bear."""
    if line := _long_key(text):
        raise InvalidSource(name, line, _("has a key of very many parts"))
    if number := _LONG_NUMBER.search(text):
        line = text.count("\n", 0, number.start()) + 1
        raise InvalidSource(name, line, _("has a number of very many digits"))
    if text.count("\n[") - text.count("\n[[entry]]") > _MOST_TABLES:
        problem = _(
            "has very many tables; there are {known}", known=all_of(["[system]", "[[entry]]"])
        )
        raise InvalidSource(name, None, problem)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidSource(name, None, _("is nested too deep")) from error
    except ValueError as error:
        raise InvalidSource(name, *_explained(text, str(error))) from error


def _explained(text: str, told: str) -> tuple[int, InterfaceMessage]:
    """Return where a text is no TOML, and why, from what tomllib tells."""
    at = _AT_LINE.search(told)
    place = int(at[1]) if at else text.count("\n") + 1
    said = told.partition(" (at ")[0]
    problem = words(said)
    if said in _UNCLOSED and (opened := _unclosed_text(text)):
        place, problem = opened, _("a text has no quotation mark at its end")
    if single := _SINGLE.search(text):
        place = text.count("\n", 0, single.start()) + 1
        problem = _("write {head}, with two brackets on either side", head="[[entry]]")
    return place, _("is not TOML: {problem}", problem=problem)


def _long_key(text: str) -> int | None:
    """Return the line of the first key of more than eight parts, or None."""
    if max(line.count(".") for line in text.split("\n")) < _MOST_PARTS:
        return None
    parts = 0
    for found in _TOKEN.finditer(text):
        if found["other"] == ".":
            parts += 1
            if parts > _MOST_PARTS:
                return text.count("\n", 0, found.start()) + 1
        elif found["other"]:
            parts = 0
    return None


def _unclosed_text(text: str) -> int | None:
    """Return the line of the first quotation mark that no other one closes, or None."""
    for found in _TOKEN.finditer(text):
        if found["other"] in ('"', "'"):
            return text.count("\n", 0, found.start()) + 1
    return None


def rows(file: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tables of all entries of a file: those of ``[[entry]]``, then the named ones."""
    named = [
        {"symbol": symbol, **(given if isinstance(given, dict) else {"value": given})}
        for symbol, given in file.get(NAMED, {}).items()
    ]
    return [*file.get("entry", ()), *named]


def line_of_entry(file: Mapping[str, Any], text: str, number: int, key: str | None) -> int:
    """Return the line of a key of an entry, which is known by its place among all ``rows``."""
    explained = len(file.get("entry", ()))
    if number < explained:
        return line_of(text, number, key)
    return line_of(text, 0, [*file[NAMED]][number - explained], NAMED)


def line_of(text: str, number: int | None, key: str | None, table: str = "entry") -> int:
    """Return the line of a key of a table such as ``[[entry]]`` (from 0), or of ``[system]``.

    ``[named]`` is one table, number 0, whose keys are symbols.

    Where the key has no line of its own, that of its table.
    """
    at, place = -1, 0
    wanted = -1 if number is None else number
    for head in _heads(text):
        written = [word for word, _place in head]
        start = head[0][1]
        if written in (["[", "[", table, "]", "]"], ["[", table, "]"]):
            at += 1
            if at == number:
                place = start
        elif written[:3] == ["[", "system", "]"] and number is None:
            place = start
        elif key is not None and at == wanted and _begins_with(written, key):
            place = start
            break
        elif number is None and written in (["[", key, "]"], ["[", "[", key, "]", "]"]):
            # a table of a name that there is none of, wherever it stands
            place = start
            break
    return text.count("\n", 0, place) + 1


def _begins_with(words: list[str], key: str) -> bool:
    """Tell whether a line gives a key a value, or is the head of a table below it."""
    if words[0] == key:
        return words[1:2] in (["="], ["."])
    return words[0] == "[" and key in words[1:] and words[-1] in ("]", ".", "=")


def _heads(text: str) -> Iterator[list[Token]]:
    """Yield the first five tokens of each line that has any; a text of many lines is one token."""
    head: list[Token] = []
    for found in _TOKEN.finditer(text):
        if found["other"] == "\n":
            if head:
                yield head
            head = []
        elif len(head) < _HEAD and found.lastgroup:
            token = found[0]
            head.append((token.strip("\"'") if found["text"] else token, found.start()))
    if head:
        yield head
