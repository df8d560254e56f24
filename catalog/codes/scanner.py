"""What a log names as codes: found in bytes, at the speed of a few literal searches.

A number counts only after what makes it a code, and not where it counts something. Every pattern
begins with a fixed text, because then the regular expression engine looks for that alone, once for
all that share it; one pattern with all of them as alternatives takes three times as long.
"""

from __future__ import annotations

import re
from collections import defaultdict

from ..records import Record
from .clib import EXCEPTIONS, is_of_windows, said_beside
from .platforms import system_of
from .readings import as_windows_names_it

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Trie = dict[str, "Trie"]
    # each a number or symbol, and the only system that it can be of, or none; the first that
    # leads anywhere counts
    Readings = tuple[tuple[str, str], ...]
    Read = Callable[[bytes, re.Match[bytes]], Readings]

_WORD = "[A-Za-z0-9_]"
_END = rf"(?!{_WORD}|[./:-][0-9])"
_COUNTED = (
    r"(?! ?(?:of|to|files?|tests?|items?|rows?|records?|samples?|requests?|entries|lines?|errors"
    r"|warnings|times|pages|bytes|users?|jobs?|messages|packets|connections|ms|seconds|[KMG]i?B)\b"
    # not the name of the next field
    r"(?!=)"
    r"| ?(?:件|行|回|個|バイト|秒))"
)
_WINSOCK = r"1[01][0-9]{3}"
_HRESULT = r"-2147[0-9]{6}|-107[34][0-9]{6}|2147[0-9]{6}|322122[0-9]{4}|0x[1-9A-Fa-f][0-9A-Fa-f]{7}"
_STATUS = rf"(?P<n>[45][0-9]{{2}}){_END}{_COUNTED}"
_NAME = r"[A-Z][A-Z0-9_]{3,}"
# what stands right before a word: a colour, an escape of JSON, or no letter
_BEFORE = re.compile(rb"(?:\x1b\[[0-9;]{0,8}m|\\[nrt]|(?<![A-Za-z0-9_]))([A-Za-z0-9_]{0,64})\Z")
# a path, a file's name, an assignment
_IN_PATH = re.compile(rb"(?:^|[^A-Z])/\Z")
_GOES_ON = re.compile(rb"\.[a-z]|=[^=>]")
_NO_STATUS = re.compile(rb"(?:[Ee]xit[ _]s|[Ss]MTP ?s|[?&][a-z_]{0,16}s|WHERE s)\Z")
_NO_ERROR = re.compile(rb"(?:[?&][a-z_]{0,16}e|(?:Key|Value)E)\Z")
_NO_NTSTATUS = re.compile(
    rb"(?:(?:#[0-9]{1,3}|\b(?:at|[pv]?addr|address|pointer|ptr|mem|module|handle|thread|base|offset|cpuid"
    rb"|crc(?:32)?|md5|hash|pc|lr|[re]?[abcd]x|[re]?[sd]i|[re]?[bsi]p|[rx][0-9]{1,2}"
    rb"|[xyz]mm[0-9]{1,2}))[ :=(,]{1,3}|[0-9A-Fa-f]-)\Z",
    re.IGNORECASE,
)
# their names before the fixed text that the label begins with
_OSERROR = re.compile(
    rf"\b(?:{'|'.join(re.escape(name.removesuffix('rror')) for name in EXCEPTIONS)})\Z".encode()
)
_OF_GETADDRINFO = re.compile(r"gaierror|getaddrinfo|nodename nor servname")
_FIRST_WINSOCK = 10_000
# Win32 codes have 16 bits
_LONGEST_CODE = len("65535")


class Named(Record):
    """Where a line of a log names codes, and the readings of each, of which the first counts."""

    __slots__ = ("start", "end", "codes")

    start: int
    end: int
    codes: list[Readings]


def _of_windows(_: bytes, match: re.Match[bytes]) -> Readings:
    number = match["n"].decode()
    own = (number, "winsock"), (number, "win32")
    # as an HRESULT or NTSTATUS it may be of any system, else of Windows' alone
    return (*own, (number, "")) if number[0] == "-" or len(number) > _LONGEST_CODE else own


def _of_error(text: bytes, match: re.Match[bytes]) -> Readings:
    before = text[max(0, match.start() - 24) : match.start()]
    return () if _NO_ERROR.search(before) else _of_any(text, match)


def _of_any(_: bytes, match: re.Match[bytes]) -> Readings:
    return ((match["n"].decode(), ""),)


def _of_errno(text: bytes, match: re.Match[bytes]) -> Readings:
    number = match["n"].decode()
    if int(number) >= _FIRST_WINSOCK:
        return (number, "winsock"), (number, "win32")
    near = text[max(0, match.start() - 80) : match.start()].rpartition(b"\n")[2]
    before = near.decode(errors="replace")
    after = text[match.end("n") : match.end("n") + 250].partition(b"\n")[0].decode(errors="replace")
    if is_of_windows(before, after):
        return (number, "winsock"), (number, "win32")
    readings: Readings = ((number.removeprefix("-"), "errno"),)
    if number[0] == "-":
        # Python writes glibc's codes in brackets; kernels and libuv turn the sign of an errno
        if near[-2:] in (b"[E", b"ie"):
            readings = (number, "getaddrinfo"), *readings
    elif _OF_GETADDRINFO.search(f"{before} {after}"):
        readings = ((number, "getaddrinfo"),)
    said = said_beside(before, after)
    return ((said, system_of(said)), *readings) if said else readings


def _of_message(text: bytes, match: re.Match[bytes]) -> Readings:
    readings = _of_errno(text, match)
    # "(5) Connection pools" counts something, but of Winsock's no message is known
    if int(match["n"]) >= _FIRST_WINSOCK:
        is_called = text[match.start() - 1 : match.start()].isalnum()
        return readings if match["close"] != b") " and not is_called else ()
    return readings if len(readings) > 1 else ()


def _of_exception(text: bytes, match: re.Match[bytes]) -> Readings:
    before = text[max(0, match.start() - 24) : match.start()]
    return _of_errno(text, match) if _OSERROR.search(before) else ()


def _of_http(_: bytes, match: re.Match[bytes]) -> Readings:
    return ((match["n"].decode(), "http"),)


def _of_status(text: bytes, match: re.Match[bytes]) -> Readings:
    before = text[max(0, match.start() - 24) : match.start()].replace(b"S", b"s")
    return () if _NO_STATUS.search(before) else _of_http(text, match)


def _of_ntstatus(text: bytes, match: re.Match[bytes]) -> Readings:
    # facility 7 is that of Windows' own codes, and no address has it by chance
    before = text[max(0, match.start() - 16) : match.start()]
    is_address = match["n"][1:4] != b"007" and _NO_NTSTATUS.search(before)
    return () if is_address else ((f"0x{match['n'].decode()}", ""),)


# Winsock's in hexadecimal, of 16 or 32 bits
_CODE = rf"(?P<n>{_WINSOCK}|0x(?:0000)?2[7-9A-Ea-e][0-9A-Fa-f]{{2}}|{_HRESULT}){_END}{_COUNTED}"
_ERRNO = rf"(?P<n>-?[0-9]{{1,5}}){_END}"
# the fixed text that each begins with, what follows it, and what is read there
_LABELS: tuple[tuple[str, str, Read], ...] = (
    ("WinError", rf"[\]: =(]{{1,3}}(?P<n>-?[0-9]{{1,10}}){_END}", _of_windows),
    (
        "LastError",
        r"(?:[^\n0-9A-Za-z-]|returned|is){1,24}"
        rf"(?P<n>0x[0-9A-Fa-f]{{1,8}}|-?[0-9]{{1,10}}){_END}",
        _of_windows,
    ),
    ("rr", rf"or(?:[ _]?[Cc]ode)?\"?(?: ?[:=#(]| is)? ?\"?{_CODE}", _of_error),
    ("rr", rf"no[\]\"':= (]{{1,4}}{_ERRNO}", _of_errno),
    ("rr", rf"or\({_ERRNO}, ['\"]", _of_exception),
    ("rr", r"or=(?P<n>[0-9]{1,5})(?P<close>, )[A-Z]", _of_message),
    ("rr", rf"(?<![A-Za-z]err)(?<=err) ?= ?{_CODE}", _of_any),
    # httpx and aiohttp
    ("rr", r"or(?: '(?=... [A-Z])|: (?=..., message='))(?P<n>[45][0-9]{2})", _of_http),
    ("エラー", rf"(?: ?コード| ?番号)?(?:[ :=(]|：|（|は|が){{0,4}}{_CODE}", _of_any),
    ("Exception ", rf"\((?P<n>{_WINSOCK}|{_HRESULT})\)", _of_any),
    ("Exception ", r"(?<=SocketException )\((?P<n>[0-9]{1,3})\): [A-Z]", _of_errno),
    ("Exception ", r"(?<=Win32Exception )\((?P<n>[0-9]{1,5})\)", _of_windows),
    ("Win32 error", rf":? (?P<n>[0-9]{{1,5}}){_END}", _of_windows),
    ("hr=", rf"{_CODE}", _of_any),
    ("os error ", _ERRNO, _of_errno),
    ("Os { code: ", _ERRNO, _of_errno),
    # nginx and Apache, before what the system calls it
    ("failed (", r"(?P<n>[0-9]{1,5})(?P<close>: )[A-Z]", _of_message),
    (
        "(",
        r"(?P<n>[0-9]{1,5})(?P<close>\)(?::? )?|: |, ['\"])"
        r"(?:Address|Broken|Connection|Host|Network|No |Operation|Permission|Too many)",
        _of_message,
    ),
    # Apache and PostgreSQL's client on Windows
    ("(", r"OS (?P<n>[0-9]{1,5})\)", _of_windows),
    ("(", r"0x0000[0-9A-F]{4}/(?P<n>[0-9]{1,5})\)", _of_windows),
    (
        "HTTP",
        r"(?:/[0-9.]{1,4}\"?|(?:Error)?(?: [Ss]tatus| [Ee]rror| response)?(?: code)?)"
        rf"[ :=]{{1,3}}{_STATUS}",
        _of_http,
    ),
    ("HTTP", rf"エラー(?:[ :=]|：){{0,3}}{_STATUS}", _of_http),
    (
        "tatus",
        r"(?:[ _-]?[Cc]ode)?(?: does not indicate success| of)?\"?[ :=]{1,3}[\"']?"
        rf"{_STATUS}",
        _of_status,
    ),
    ("ステータス", rf"(?:コード|(?<=HTTPステータス))(?:[ :=]|：){{0,3}}{_STATUS}", _of_http),
    ("esponse", rf"[ _-]?[Cc]ode\"?[ :=]{{1,3}}\"?{_STATUS}", _of_http),
    # curl and .NET
    ("returned ", rf"(?:an )?error: \(?{_STATUS}", _of_http),
    ("0x", rf"(?P<n>[8CDcd][0-9A-Fa-f]{{7}})(?!{_WORD}|-0x)", _of_ntstatus),
)


class Scanner:
    """Finds the lines of a log that name codes: some names, or numbers after what makes them so."""

    def __init__(self, names: Iterable[str]) -> None:
        # a shorter one, or one that is no word in capitals, would be found in any text
        self._names = frozenset(name for name in names if re.fullmatch(_NAME, name))
        by_first = defaultdict(list)
        for name in self._names:
            # of two names of which one ends with the other, the shorter one finds both
            if not any(name[at:] in self._names for at in range(1, len(name))):
                by_first[name[0]].append(name)
        words = [rf"{_pattern(_trie(some))}(?!{_WORD})" for some in by_first.values()]
        self._patterns = [_together(fixed) for fixed in dict.fromkeys(one for one, _, _ in _LABELS)]
        self._patterns += [(re.compile(one.encode()), self._of_name) for one in words]

    def lines(self, text: bytes) -> Iterator[Named]:
        """Yield the lines that name codes, in order, with the codes in theirs."""
        found = [
            (match.start(), read(text, match))
            for pattern, read in self._patterns
            for match in pattern.finditer(text)
        ]
        found.sort(key=_place)
        line = None
        for place, readings in found:
            if not readings:
                continue
            if line is not None and place < line.end:
                line.codes.append(readings)
                continue
            if line is not None:
                yield line
            start = text.rfind(b"\n", 0, place) + 1
            line = Named(start, text.find(b"\n", place) + 1 or len(text), [readings])
        if line is not None:
            yield line

    def _of_name(self, text: bytes, match: re.Match[bytes]) -> Readings:
        before = _BEFORE.search(text[max(0, match.start() - 80) : match.start()])
        if before is None or _GOES_ON.match(text, match.end()):
            return ()
        if _IN_PATH.search(before.string, 0, before.start(1)):
            return ()
        name = f"{before[1].decode()}{match[0].decode()}"
        name = as_windows_names_it(name)
        return ((name, ""),) if name in self._names else ()


def _together(fixed: str) -> tuple[re.Pattern[bytes], Read]:
    """Return one pattern of all labels that begin with a fixed text, and what reads them."""
    several = [(rest, read) for begins, rest, read in _LABELS if begins == fixed]
    begins = re.escape(fixed)
    each = [(re.compile(f"{begins}{rest}".encode()), read) for rest, read in several]
    if len(each) == 1:
        return each[0]

    def read_each(text: bytes, match: re.Match[bytes]) -> Readings:
        for pattern, read in each:
            one = pattern.match(text, match.start())
            if one and (readings := read(text, one)):
                return readings
        return ()

    any_rest = "|".join([re.sub(r"\(\?P<[a-z]+>", "(?:", rest) for rest, _ in several])
    return re.compile(f"{begins}(?:{any_rest})".encode()), read_each


def _place(found: tuple[int, Readings]) -> int:
    return found[0]


def _trie(words: Iterable[str]) -> Trie:
    root: Trie = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return root


def _pattern(node: Trie) -> str:
    """Return the expression of what follows in a trie, the longest first."""
    branches = [re.escape(c) + _pattern(node[c]) for c in sorted(node) if c]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in node else joined
