"""Numbers in a line that nothing calls codes: read only in what somebody asks about."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    # as it stands, where, and what it is
    Number = tuple[str, tuple[int, int], int]

_HEXADECIMAL = re.compile(r"(?<![A-Za-z0-9_.])0x[0-9a-fA-F]{1,16}(?![A-Za-z0-9_])")
_SMALLEST_HEXADECIMAL = 1000
# neither part of an address, a version, a path or a date, nor a port after a host
_BARE = re.compile(
    r"(?<![A-Za-z0-9_.:/\\-])-?[0-9]{4,20}(?![A-Za-z0-9_#\\]|[.:/-][A-Za-z0-9_])"
    r"|\A-?[0-9]{4,20}(?=[:-]\s?[A-Za-z])|\((?P<number>-?[0-9]{4,20})(?:\)|:\s)"
)
_COUNTED_BEFORE = re.compile(
    r"(?:port|(?<![a-z])[pt]?id|line|process|ポート|ポート番号|プロセス|行|HTTP/[0-9.]{1,4}\"?\s[0-9]{3})"
    r"[\s:=(\[]{0,3}\Z|[a-z]\[\Z",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r"\s?(?:bytes?|[kmg]i?b|ms|µs|s|sec|seconds?|times|バイト|ミリ秒|秒|回|件|行)(?![A-Za-z])",
    re.IGNORECASE,
)
_FARTHEST_BEFORE = 24


def hexadecimal(line: str) -> Iterator[Number]:
    """Yield the numbers with 0x before them that are no offsets or flags for being small."""
    for match in _HEXADECIMAL.finditer(line):
        number = int(match[0], 16)
        if number >= _SMALLEST_HEXADECIMAL:
            yield match[0], match.span(), number


def decimal(line: str) -> Iterator[Number]:
    """Yield the numbers of four digits and more that are no ports, sizes, versions or the like."""
    for match in _BARE.finditer(line):
        group = "number" if match["number"] else 0
        at = match.span(group)
        counted = _COUNTED_BEFORE.search(line[max(0, at[0] - _FARTHEST_BEFORE) : at[0]])
        if not counted and not _COUNTED_AFTER.match(line, at[1]):
            yield match[group], at, int(match[group])
