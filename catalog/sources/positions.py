"""Where things are in a TOML file, which tomllib does not tell, and keys that it cannot bear."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r'(?P<text>"""(?:[^"\\]++|\\.|""?(?!"))*+"{3,5}|"(?:[^"\\\n]++|\\[^\n])*+"'
    r"|'''(?:[^']++|''?(?!'))*+'{3,5}|'[^'\n]*+')"
    r"|(?P<word>[^\s\[\]{}=,.\"'#]++)|(?P<other>[\[\]{}=,.\"']|\n)|#[^\n]*+|[^\S\n]++",
    re.DOTALL,
)
_HEAD = 5
# tomllib takes time in proportion to the square of a dotted key's parts; ours have one
_MOST_PARTS = 8

Token = tuple[str, int]
"""What it says, without its quotes, and where it is."""


def long_key(text: str) -> int | None:
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


def unclosed_text(text: str) -> int | None:
    """Return the line of the first quotation mark that no other one closes, or None."""
    for found in _TOKEN.finditer(text):
        if found["other"] in ('"', "'"):
            return text.count("\n", 0, found.start()) + 1
    return None


def line_of(text: str, number: int | None, key: str | None, table: str = "entry") -> int:
    """Return the line of a key of a table such as ``[[entry]]`` (from 0), or of ``[system]``.

    Where the key has no line of its own, that of its table.
    """
    at, place = -1, 0
    wanted = -1 if number is None else number
    for head in _heads(text):
        words = [word for word, _ in head]
        start = head[0][1]
        if words == ["[", "[", table, "]", "]"]:
            at += 1
            if at == number:
                place = start
        elif words[:3] == ["[", "system", "]"] and number is None:
            place = start
        elif key is not None and at == wanted and _begins_with(words, key):
            place = start
            break
        elif number is None and words in (["[", key, "]"], ["[", "[", key, "]", "]"]):
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
