"""Where a pasted line speaks of a code: tokens with their rank and what points to them.

Apart from ``codes`` because regular expressions cost a fifth of the time to a first answer,
and a plain number or symbol needs none.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"(?P<number>-?(?:0x[0-9a-f]{1,16}|\d{1,20}))(?!\w|\.\d)"
_BETWEEN = r"(?:\(\))?[\s:=#(\[]*(?:is|was|returned|failed with)?[\s:=#(\[]*"
# words that only Windows uses before one of its own error numbers
_WINDOWS = re.compile(
    rf"\b(?P<label>WinError|WSAGetLastError|GetLastError|Win32 error|Winsock error|WSA error)"
    rf"{_BETWEEN}{_NUMBER}",
    re.IGNORECASE,
)
# words that any platform uses; its small numbers mean something else on each of them
_GENERAL = re.compile(
    r"(?:(?<![a-z])(?P<label>os error|error code|error number|errno|error|code)"
    r"|(?P<kana>エラー\s*(?:コード|番号)?))"
    rf"{_BETWEEN}{_NUMBER}",
    re.IGNORECASE,
)
_SMALLEST_GENERAL = 1000
_SYMBOL = re.compile(r"(?<![\w.])(?:(?i:WSA)\w{3,60}|[A-Z][A-Z0-9_]{3,60})(?!\w)", re.ASCII)
_HEXADECIMAL = re.compile(r"(?<![\w.])(?:0x[0-9a-f]{1,16}|[8CD]007[0-9a-f]{4})(?!\w)", re.I)
# neither part of an address, a version, a path or a date, nor a port after a host
_BARE = re.compile(r"(?<![\w.:/\-])-?\d{4,20}(?!\w|[.:/\-]\w)")


def tokens(line: str, most: int) -> list[tuple[int, str, str]]:
    """Return (rank, number or symbol, reason) of what may be codes in a line, best first."""
    found: dict[str, tuple[int, str, str]] = {}
    for rank, token, reason in _all(line):
        if len(found) == most:
            break
        found.setdefault(token, (rank, token, reason))
    return list(found.values())


def _all(line: str) -> Iterator[tuple[int, str, str]]:
    for match in _WINDOWS.finditer(line):
        yield 10, match["number"], f"after “{match['label']}”"
    for match in _GENERAL.finditer(line):
        number = match["number"]
        if number[:1] == "-" or "x" in number.lower() or int(number) >= _SMALLEST_GENERAL:
            yield 10, number, f"after “{match['label'] or match['kana'].strip()}”"
    for match in _SYMBOL.finditer(line):
        yield 20, match[0], "in the text"
    for match in _HEXADECIMAL.finditer(line):
        text = match[0]
        yield 30, text if text[:2].lower() == "0x" else f"0x{text}", "in the text"
    for match in _BARE.finditer(line):
        yield 40, match[0], "in the text"
