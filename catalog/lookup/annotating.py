"""The lines of a log again, with the entries of the codes that they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Generic

from ..codes.evidence import WRITTEN, Evidence
from ..codes.scanner import Judged, Read, Scanner
from .judging import codes, without_wrappers

if TYPE_CHECKING:
    from ..answers.entry import Entry
    from ..codes.platforms import Traits
    from .finding import Question
    from .judging import Code
    from .memory import Memory

    Key = tuple[str, str]
    Piece = tuple[bytes, tuple[Entry, ...]]

# judgements on the same evidence, which logs repeat
_REMEMBERED = 4096
# a line that goes on longer is read in pieces, in bytes
_LONGEST = 1 << 20
# the end of such a piece that is read again with the next, lest a cut part a number from its label
_SEAM = 1_000
# characters between two pieces of evidence that make no difference any more
_FAR = 100

# the line of a W3C log that names the columns of the lines below it (www.w3.org/TR/WD-logfile)
_FIELDS = re.compile(rb"^#Fields:([^\r\n]*)", re.MULTILINE)
_VALUE = re.compile(rb'"(?:[^"\n]|"")*"(?!\S)|\S+')
_STATUS, _WIN32_STATUS, _METHOD = "sc-status", "sc-win32-status", "cs-method"
_FAILURE = re.compile(rb"[45][0-9]{2}")
_SOME_NUMBER = re.compile(rb"0*[1-9][0-9]{0,9}")
# the registry of HTTP methods (RFC 9110, 18.2); IIS writes logs of FTP and SMTP in columns, too
_METHODS = frozenset(
    b"ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK "
    b"MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH "
    b"POST PRI PROPFIND PROPPATCH PUT QUERY REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK "
    b"UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL DEBUG RPC_IN_DATA RPC_OUT_DATA -".split()
)


class Annotator:
    """Reads the lines of logs with what one catalogue knows, as one question asks for it."""

    def __init__(self, memory: Memory, question: Question) -> None:
        self._memory = memory
        self._question = question
        self._scanner = Columns(Scanner(memory.rules(), self._judge), memory.traits(), self._judge)
        self._of = lru_cache(maxsize=_REMEMBERED)(self._find)

    def pieces_of(self, chunks: Iterable[bytes]) -> Iterator[Piece]:
        """Yield a log again, piece by piece, with the entries of the codes of each piece.

        A piece with entries is one line; of a very long line, its last piece has them all.
        """
        part = seam = b""
        begun: dict[Key, Entry] = {}
        for text in _complete(chunks):
            rest = text
            if part or b"\n" not in text:
                end = text.find(b"\n") + 1 or len(text)
                begun |= self._entries(seam + text[:end])
                if part:
                    yield part, ()
                part, rest = text[:end], text[end:]
                seam = part[-_SEAM:]
                if part.endswith(b"\n"):
                    yield part, tuple(begun.values())
                    part, begun, seam = b"", {}, b""
            yield from self._pieces(rest)
        if part:
            yield part, tuple(begun.values())

    def _pieces(self, text: bytes) -> Iterator[Piece]:
        """Yield some whole lines again: those that name codes each with its entries."""
        done = 0
        for line in self._scanner.lines(text):
            if done < line.start:
                yield text[done : line.start], ()
            yield text[line.start : line.end], line.judged
            done = line.end
        if done < len(text):
            yield text[done:], ()

    def _entries(self, text: bytes) -> dict[Key, Entry]:
        """Return the entries of all codes that a text names."""
        return {
            (entry.system, entry.symbol): entry
            for line in self._scanner.lines(text)
            for entry in line.judged
        }

    def _judge(self, evidence: list[Evidence]) -> tuple[Entry, ...]:
        return self._of(_relative(evidence)) if evidence else ()

    def _find(self, evidence: tuple[Evidence, ...]) -> tuple[Entry, ...]:
        """Return the entries that evidence leads to, in order, an error of several names once."""
        found: dict[Key, Entry] = {}
        same: set[Key] = set()
        named = without_wrappers(codes(self._memory, evidence, self._question))
        for code in sorted(named, key=_place):
            for candidate in code.best:
                if candidate.key not in same:
                    entry = candidate.entry
                    found[candidate.key] = entry
                    same.add(candidate.key)
                    if not code.wraps:
                        same |= {(one.system, one.symbol) for one in entry.same_as}
        return tuple(found.values())


class Columns(Generic[Judged]):
    """Reads the lines of W3C logs, such as those of IIS, by the columns that their head names.

    All other lines are read by a scanner. ``judge`` says what the evidence of a line comes to.
    """

    def __init__(
        self, scanner: Scanner[Judged], traits: Traits, judge: Callable[[list[Evidence]], Judged]
    ) -> None:
        self._scanner = scanner
        self._windows = traits.windows
        self._judge = judge
        self._of = lru_cache(maxsize=_REMEMBERED)(self._read)
        # the names of the columns, and the places of those that are read
        self._size = 0
        self._at: dict[str, int] = {}

    def lines(self, text: bytes) -> Iterator[Read[Judged]]:
        """Yield the lines that name codes, in order."""
        start = 0
        for head in _FIELDS.finditer(text) if b"#Fields:" in text else ():
            yield from self._part(text, start, head.start())
            start = head.start()
            self._begin(head[1].decode("latin-1").split())
        yield from self._part(text, start, len(text))

    def _begin(self, fields: Sequence[str]) -> None:
        self._size = len(fields)
        read = [one for one in (_STATUS, _WIN32_STATUS, _METHOD) if one in fields]
        self._at = {one: fields.index(one) for one in read} if read != [_METHOD] else {}

    def _part(self, text: bytes, start: int, end: int) -> Iterator[Read[Judged]]:
        """Yield the lines of a part of a text that name codes, all under the same head."""
        # where lines begin that are not in columns
        other = at = start
        while self._at and at < end:
            after = text.find(b"\n", at, end) + 1 or end
            values = self._values(text[at:after])
            if values is not None:
                yield from self._scanned(text, other, at)
                judged = self._of(*values)
                if judged:
                    yield Read(at, after, judged)
                other = after
            at = after
        yield from self._scanned(text, other, end)

    def _scanned(self, text: bytes, start: int, end: int) -> Iterator[Read[Judged]]:
        if start < end:
            part = text if end - start == len(text) else text[start:end]
            for line in self._scanner.lines(part):
                yield Read(line.start + start, line.end + start, line.judged)

    def _values(self, line: bytes) -> tuple[bytes, bytes] | None:
        """Return the HTTP status and the code of Windows in a line; None if it has other columns.

        Either is empty where the line has none, or one that tells of no failure.
        """
        if line[:1] == b"#" or not line.strip():
            return b"", b""
        if b"\t" in line:
            values = line.rstrip(b"\r\n").split(b"\t")
        else:
            values = _VALUE.findall(line) if b'"' in line else line.split()
        if len(values) != self._size:
            return None
        found = {name: values[at].strip(b'"') for name, at in self._at.items()}
        status, number = found.get(_STATUS, b""), found.get(_WIN32_STATUS, b"")
        if not _FAILURE.fullmatch(status) or found.get(_METHOD, b"-") not in _METHODS:
            status = b""
        return status, number if _SOME_NUMBER.fullmatch(number) else b""

    def _read(self, status: bytes, number: bytes) -> Judged:
        found = [_in_column(_STATUS, status, ("http",))] if status else []
        if number:
            # HRESULTs are written here as well, and small numbers are Win32's and Winsock's
            is_packed = int(number) >> 31 > 0
            systems = [
                name for name, packing in self._windows.items() if is_packed or packing == "win32"
            ]
            found.append(_in_column(_WIN32_STATUS, number, tuple(systems)))
        return self._judge(found)


def _in_column(name: str, written: bytes, systems: tuple[str, ...]) -> Evidence:
    # columns are read in the order of their names: a status, then what Windows says of it
    start, number = _FAR * (name == _WIN32_STATUS), written.decode()
    end = start + len(number)
    return Evidence(WRITTEN, start, end, number, int(number), "", False, systems, "", name, False)


def _complete(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks that end where a line ends, except the last one and within very long lines."""
    rest: list[bytes] = []
    held = 0
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if not end and held + len(chunk) < _LONGEST:
            rest.append(chunk)
            held += len(chunk)
            continue
        end = end or len(chunk)
        yield b"".join([*rest, chunk[:end]])
        rest, held = [chunk[end:]], len(chunk) - end
    if held:
        yield b"".join(rest)


def _place(code: Code) -> int:
    return min(one.start for one in code.evidence)


def _relative(evidence: list[Evidence]) -> tuple[Evidence, ...]:
    """Return evidence with its places counted from the first, and no long ways between."""
    made: list[Evidence] = []
    end = at = 0
    for one in evidence:
        if made:
            at = made[-1].end + min(max(one.start - end, 0), _FAR)
        made.append(one._replace(start=at, end=at + one.end - one.start))
        end = one.end
    return tuple(made)
