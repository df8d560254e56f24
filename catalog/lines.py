"""Where a pasted line speaks of a code: tokens with their rank and what points to them.

Apart from ``codes`` because regular expressions cost a fifth of the time to a first answer,
and a plain number or symbol needs none. All repetitions are bounded, so that reading takes
time in proportion to the line; boundaries are those of ASCII, because Japanese puts no space
between a word and a number.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FILL = r"[\s:=#()\[\]\"'<>]{0,8}"
_LINKS = r"codes?|numbers?|no\.?|is|was|returned|failed with|コード|番号|は|が|の"
_NUMBER = (
    rf"{_FILL}(?:(?:{_LINKS}){_FILL}){{0,3}}"
    r"(?P<number>-?(?:0x[0-9a-f]{1,16}|[0-9]{1,20}))(?![0-9A-Za-z_#]|[./:-][0-9])"
)
# words that only Windows uses before one of its own error numbers
_WINDOWS = re.compile(
    r"(?P<label>WinError|WSAGetLastError|GetLastError|(?:Win32|Winsock|WSA|system)\s?error"
    rf"|(?:Win32|システム)\s?エラー){_NUMBER}",
    re.IGNORECASE,
)
# words that any platform uses; its small numbers mean something else on each of them
_GENERAL = re.compile(
    r"(?P<label>(?<![A-Za-z])(?:os error|error|errno|err|status|code|hresult|ntstatus|hr)"
    rf"|エラー|コード){_NUMBER}",
    re.IGNORECASE,
)
_SMALLEST_GENERAL = 1000
_SYMBOL = re.compile(r"(?<![A-Za-z0-9_])(?:WSA\w{3,60}|[A-Z][A-Z0-9_]{3,60})(?!\w)", re.ASCII)
_ANY_CASE = re.compile(r"(?<![A-Za-z0-9_])(?:wsa|e)[a-z0-9_]{4,60}(?!\w)", re.ASCII | re.I)
_HEXADECIMAL = re.compile(
    r"(?<![A-Za-z0-9_.])(?:0x[0-9a-f]{1,16}|[8CD]007[0-9a-f]{4})(?![A-Za-z0-9_])", re.IGNORECASE
)
# where a line that names another system's code puts the operating system's
_BRACKETED = re.compile(r"\((?P<number>-?[0-9]{4,20})(?:\)|:\s)")
_SMALLEST_STATUS = 0x8000_0000
# neither part of an address, a version, a path or a date, nor a port after a host
_BARE = re.compile(
    r"(?<![A-Za-z0-9_.:/\\-])-?[0-9]{4,20}(?![A-Za-z0-9_#\\]|[.:/-][A-Za-z0-9_])"
    r"|\A-?[0-9]{4,20}(?=[:-]\s?[A-Za-z])"
)
_NO_CODE_BEFORE = re.compile(
    r"(?:port|pid|tid|line|process|ポート|ポート番号|プロセス|行|HTTP/[0-9.]{1,4}\"?\s[0-9]{3})"
    r"[\s:=(\[]{0,3}\Z",
    re.IGNORECASE,
)
_NO_CODE_AFTER = re.compile(
    r"\s?(?:bytes?|[kmg]i?b|ms|µs|s|sec|seconds?|times|バイト|ミリ秒|秒|回|件|行)(?![A-Za-z])",
    re.IGNORECASE,
)
_FARTHEST_BEFORE = 24


def tokens(line: str, most: int) -> list[tuple[int, str, str]]:
    """Return (rank, number or symbol, reason) of what may be codes in a line, best first."""
    found: dict[str, tuple[int, str, str]] = {}
    for rank, token, reason in _all(line):
        if len(found) == most:
            break
        found.setdefault(token, (rank, token, reason))
    return list(found.values())


def _all(line: str) -> Iterator[tuple[int, str, str]]:
    labelled = [(match, 0) for match in _WINDOWS.finditer(line)]
    labelled += [(match, _SMALLEST_GENERAL) for match in _GENERAL.finditer(line)]
    for match, smallest in labelled:
        number = match["number"]
        if number[0] == "-" or "x" in number.lower() or int(number) >= smallest:
            yield 10, number, f"after “{match['label']}”"
    for pattern in (_SYMBOL, _ANY_CASE):
        for match in pattern.finditer(line):
            yield 20, match[0], "in the text"
    hexadecimal = [match[0] for match in _HEXADECIMAL.finditer(line)]
    for number in hexadecimal:
        yield 30, number if number[:2].lower() == "0x" else f"0x{number}", "in the text"
    for match in _BRACKETED.finditer(line):
        yield 40, match["number"], "in the text"
    # a line that says which number is its code has other numbers for other things
    if not labelled and all(int(number, 16) < _SMALLEST_STATUS for number in hexadecimal):
        yield from _bare(line)


def _bare(line: str) -> Iterator[tuple[int, str, str]]:
    for match in _BARE.finditer(line):
        before = line[max(0, match.start() - _FARTHEST_BEFORE) : match.start()]
        if not _NO_CODE_BEFORE.search(before) and not _NO_CODE_AFTER.match(line, match.end()):
            yield 40, match[0], "in the text"
