"""Where a line speaks of codes: numbers and symbols, each with its rank and what points to it.

``labelled`` finds the numbers that a line calls codes, in the words of an exception, say;
``tokens`` finds more, for a line that somebody pasted to ask about. Logs are ``scanner``'s.

Apart from ``readings`` because regular expressions cost a fifth of the time to a first answer,
and a plain number or symbol needs none. All repetitions are bounded, so that reading takes
time in proportion to the line; boundaries are those of ASCII, because Japanese puts no space
between a word and a number.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..records import Record
from .clib import EXCEPTIONS, TYPES, is_of_windows, messages
from .platforms import system_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FILL = r"[\s:=#()\[\]\"'<>]{0,8}"
_LINKS = r"codes?|numbers?|no\.?|is|was|returned|failed with|コード|番号|は|が|の|を返しました"
_BETWEEN = rf"{_FILL}(?:(?:{_LINKS}){_FILL}){{0,3}}"
_END = r"(?![0-9a-z_#]|[./:-][0-9])"
_NUMBER = rf"{_BETWEEN}(?P<number>-?(?:0x[0-9a-f]{{1,16}}|[0-9]{{1,20}})){_END}"


def _words(*words: str) -> str:
    """Return the expression of some words that no letter stands before.

    It begins with the words, for what begins with an assertion is looked for far longer.
    """
    return "|".join([rf"{word}(?<![a-z]{word})" for word in words])


# These are for lines in lower case, which is much faster than letting case be ignored.
# words that only Windows uses before one of its own error numbers
_WINDOWS = re.compile(
    r"(?P<label>winerror|wsagetlasterror|getlasterror|(?:win32|winsock|wsa|system)\s?error"
    rf"|(?:win32|システム)\s?エラー){_NUMBER}"
)
# words that stand before a number of errno.h; Python writes those of getaddrinfo so as well
_ERRNO = re.compile(rf"(?P<label>{_words('os error', 'errno', 'os { code')}){_NUMBER}")
# an exception that has an errno, as Python represents it; and nginx, before its message
_ERRNO_IN_BRACKETS = re.compile(
    rf"(?P<label>(?:{'|'.join(EXCEPTIONS).lower()})(?=\(-?[0-9]{{1,5}}, ['\"])"
    r"|(?:failed|timed out)(?= \([0-9]{1,5}: )) ?\((?P<number>-?[0-9]{1,5})"
)
_OF_GETADDRINFO = ("gaierror", "getaddrinfo", "nodename nor servname")
_FIRST_WINSOCK = 10_000
# Win32 codes have 16 bits
_LARGEST_CODE = 0xFFFF
# a status after the version of the protocol, with what access logs put between; or after a word
_HTTP = re.compile(
    r"(?P<label>http/[0-9](?:\.[0-9])?(?![0-9])"
    rf"|(?:{_words('http')})(?:error)?(?: status| error|エラー)?"
    rf"|(?:{_words('status')})(?<!exit status)(?:[ _-]?code)?(?: does not indicate success)?"
    r"|ステータス(?:コード)?)(?:\"?[\s:=]{1,3}\"?|(?<=http)|(?<=エラー)|(?<=[スド]))"
    r"(?P<number>[1-5][0-9]{2})"
    # Windows' own servers put a number of theirs after a dot
    r"(?:(?<=[45][0-9]{2})\.[0-9]{1,2})?(?![0-9a-z_#/]|[.:-][0-9])"
)
# words that any platform uses; their small numbers mean something else on each of them
_GENERAL = re.compile(
    rf"(?P<label>{_words('error', 'err', 'status', 'code', 'hresult', 'ntstatus', 'hr')}"
    rf"|エラー|コード){_NUMBER}"
)
_SMALLEST_GENERAL = 1000
# but for those that are no errno, for none is as large
_STATUS_AFTER_ERROR = re.compile(
    rf"(?P<label>{_words('error', 'code')}|エラー|コード)(?<!exit code)(?<!area code)(?<!zip code)"
    rf"(?<!終了コード)(?<!smtp error)(?<!with code){_BETWEEN}(?P<number>[45][0-9]{{2}}){_END}"
    r"(?!\s?(?:[件回行個]|of ))"
)
_IN_QUERY = re.compile(r"[?&][a-z_.-]{0,24}\Z")
_SYMBOL = re.compile(r"(?<![A-Za-z0-9_])(?:WSA\w{3,60}|[A-Z][A-Z0-9_]{3,60})(?!\w)", re.ASCII)
_ANY_CASE = re.compile(r"(?<![A-Za-z0-9_])(?:wsa|e)[a-z0-9_]{4,60}(?!\w)", re.ASCII | re.I)
_HEXADECIMAL = re.compile(
    r"(?<![A-Za-z0-9_.])(?:0x[0-9a-f]{1,16}|[8CD]007[0-9a-f]{4})(?![A-Za-z0-9_])", re.IGNORECASE
)
# where a line that names another system's code puts the operating system's
_BRACKETED = re.compile(r"\((?P<number>-?[0-9]{4,20})(?:\)|:\s)")
_SMALLEST_STATUS = 0x8000_0000
# as a server's first line says it, or a person who quotes it
_PHRASE = re.compile(r"\A\s{0,8}(?P<number>[1-5][0-9]{2})\s{1,3}[A-Z][A-Za-z' -]{1,40}\Z")
# the same, or its phrase alone
_WORDS_ALONE = re.compile(
    r"\A\s{0,8}(?:[1-5][0-9]{2}\s{1,3})?"
    r"(?P<words>[A-Za-z][A-Za-z'-]{1,20}(?: [A-Za-z-]{1,20}){1,4})\Z"
)
_BEFORE_ERROR = re.compile(
    r"(?<![A-Za-z0-9_.:/\\-])(?P<number>[45][0-9]{2})"
    r"(?:番?\s?エラー| [Ee]rror(?![A-Za-z])|(?=, message='))"
)
# neither part of an address, a version, a path or a date, nor a port after a host
_BARE = re.compile(
    r"(?<![A-Za-z0-9_.:/\\-])-?[0-9]{4,20}(?![A-Za-z0-9_#\\]|[.:/-][A-Za-z0-9_])"
    r"|\A-?[0-9]{4,20}(?=[:-]\s?[A-Za-z])"
)
_NO_CODE_BEFORE = re.compile(
    r"(?:port|(?<![a-z])[pt]?id|line|process|ポート|ポート番号|プロセス|行|HTTP/[0-9.]{1,4}\"?\s[0-9]{3})"
    # and the process of a program, in the log of a system
    r"[\s:=(\[]{0,3}\Z|[a-z]\[\Z",
    re.IGNORECASE,
)
_NO_CODE_AFTER = re.compile(
    r"\s?(?:bytes?|[kmg]i?b|ms|µs|s|sec|seconds?|times|バイト|ミリ秒|秒|回|件|行)(?![A-Za-z])",
    re.IGNORECASE,
)
_FARTHEST_BEFORE = 24
_OF_SYSTEMS = ("errno", "getaddrinfo")
_FIRST_UNLABELLED = 20
# after what looks like a code, and before any other number
_OF_MESSAGES = 35


class Token(Record):
    """A number or a symbol as it stands in a line, and what says that it is a code.

    ``system`` is the only one that it can be of, or empty.
    """

    __slots__ = ("rank", "text", "reason", "system")

    rank: int
    text: str
    reason: str
    system: str


def tokens(line: str, most: int) -> list[Token]:
    """Return what may be codes in a line, best first, each once."""
    found: dict[tuple[str, str], Token] = {}
    told: set[str] = set()
    for token in _all(line):
        if len(found) == most:
            break
        # a number that a label has spoken for is nothing else
        if token.text not in told or token.rank < _FIRST_UNLABELLED:
            found.setdefault((token.text, token.system), token)
            told.add(token.text)
    return list(found.values())


def labelled(line: str) -> Iterator[Token]:
    """Yield the numbers that a line calls codes, each after the word that does."""
    folded = line.lower()
    # of the few characters that become two, places would be wrong
    original = line if len(line) == len(folded) else folded
    spoken_for: set[int] = set()
    for words, pattern, read in _PATTERNS:
        # most lines have none of the words, which are found much sooner than a pattern
        if not any(word in folded for word in words):
            continue
        for match in pattern.finditer(folded):
            # what a plainer word has taken is not read after another one: "os error", "err no"
            place = match.start("label")
            if _IN_QUERY.search(folded, max(0, place - 25), place):
                continue
            if match.start("number") not in spoken_for:
                spoken_for.add(match.start("number"))
                label = original[match.start("label") : match.end("label")]
                yield from read(match, match["number"], f"after “{label}”")


def value(number: str) -> int:
    """Return a number as it stands in a line, decimal or after 0x."""
    return int(number, 16 if "x" in number else 10)


def _of_windows(_: re.Match[str], number: str, reason: str) -> Iterator[Token]:
    if number[0] == "-" or ("x" in number and value(number) > _LARGEST_CODE):
        yield Token(10, number, reason, "")
    else:
        yield Token(10, number, reason, "winsock")
        yield Token(11, number, reason, "win32")


def _of_http(_: re.Match[str], number: str, reason: str) -> Iterator[Token]:
    yield Token(10, number, reason, "http")


def _of_any(_: re.Match[str], number: str, reason: str) -> Iterator[Token]:
    if number[0] == "-" or value(number) >= _SMALLEST_GENERAL:
        yield Token(10, number, reason, "")


def _of_errno(match: re.Match[str], number: str, reason: str) -> Iterator[Token]:
    before = match.string[max(0, match.start("label") - 3) : match.start("label")]
    if abs(value(number)) >= _FIRST_WINSOCK:
        yield Token(10, number, reason, "")
    elif is_of_windows(before, match.string[match.end("number") : match.end("number") + 250]):
        yield from _of_windows(match, number, reason)
    elif number[0] == "-":
        # Python writes glibc's codes in brackets; kernels and libuv turn the sign of an errno
        around = match.string[match.start("number") - 1 : match.end() + 1]
        of_python = around[-1:] == "]" or (around[:1], around[-1:]) == ("(", ",")
        systems = ("getaddrinfo", "errno") if of_python else ("errno", "")
        for rank, system in zip((10, 12), systems, strict=True):
            yield Token(rank, number[1:] if system == "errno" else number, reason, system)
    elif _is_of_getaddrinfo(match.string):
        yield Token(10, number, reason, "getaddrinfo")
    else:
        yield Token(10, number, reason, "errno")


@lru_cache(maxsize=1)
def _is_of_getaddrinfo(line: str) -> bool:
    return any(word in line for word in _OF_GETADDRINFO)


_PATTERNS = (
    (("error", "エラー"), _WINDOWS, _of_windows),
    (("errno", "os error", "os {"), _ERRNO, _of_errno),
    (("error(", "failed (", "timed out ("), _ERRNO_IN_BRACKETS, _of_errno),
    (("http", "status", "ステータス"), _HTTP, _of_http),
    (("error", "code", "エラー", "コード"), _STATUS_AFTER_ERROR, _of_http),
    (("err", "status", "code", "hr", "エラー", "コード"), _GENERAL, _of_any),
)


def _all(line: str) -> Iterator[Token]:
    spoken_of = list(labelled(line))
    yield from spoken_of
    # the number of a system is no surer than its words, for the line may be of another system
    numbered = any(token.system in _OF_SYSTEMS for token in spoken_of)
    for match in _SYMBOL.finditer(line):
        beside = numbered and line[match.start() - 1 : match.start()] != "/"
        yield Token(10 if beside else 20, match[0], "in the text", "")
    for match in _ANY_CASE.finditer(line):
        yield Token(20, match[0], "in the text", "")
    yield from _statuses(line)
    hexadecimal = [match[0] for match in _HEXADECIMAL.finditer(line)]
    for number in hexadecimal:
        number = number if number[:2].lower() == "0x" else f"0x{number}"
        if int(number, 16) >= _SMALLEST_GENERAL:
            yield Token(30, number, "in the text", "")
    for match in _BRACKETED.finditer(line):
        yield Token(40, match["number"], "in the text", "")
    yield from _told(line, numbered=numbered)
    # a line that says which number is its code has other numbers for other things
    if not spoken_of and all(int(number, 16) < _SMALLEST_STATUS for number in hexadecimal):
        yield from _bare(line)


def _statuses(line: str) -> Iterator[Token]:
    for match in _PHRASE.finditer(line):
        yield Token(20, match["number"], "at the beginning", "http")
    for match in _BEFORE_ERROR.finditer(line):
        if not _counts(line, match.start()):
            yield Token(20, match["number"], "before “error” or “message”", "http")
    for match in _WORDS_ALONE.finditer(line):
        name = "HTTP_" + re.sub(r"[^A-Z]+", "_", match["words"].upper())
        yield Token(20, name, "in words", "http")


def _told(line: str, *, numbered: bool) -> Iterator[Token]:
    """Yield the codes whose messages a line has, and those of its exceptions beside a number."""
    rank, folded = 10 if numbered else _OF_MESSAGES, line.lower()
    for name, symbol in TYPES.items() if numbered else ():
        if name in line:
            yield Token(rank, symbol, f"the exception {name}", "errno")
    found = [
        message
        for message in messages()
        # the first look is for speed: of all messages, most lines have none
        if message in folded and re.search(rf"(?<![a-z]){re.escape(message)}(?![a-z])", folded)
    ]
    for message in found:
        # of "no such device or address", not "no such device" as well
        if not any(message in other for other in found if other != message):
            symbol = messages()[message]
            yield Token(rank, symbol, f"the message “{message}”", system_of(symbol))


def _bare(line: str) -> Iterator[Token]:
    for match in _BARE.finditer(line):
        if not _counts(line, match.start()) and not _NO_CODE_AFTER.match(line, match.end()):
            yield Token(40, match[0], "in the text", "")


def _counts(line: str, place: int) -> re.Match[str] | None:
    """Find what a number at a place in a line counts, if that stands before it."""
    return _NO_CODE_BEFORE.search(line[max(0, place - _FARTHEST_BEFORE) : place])
