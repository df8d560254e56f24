"""The lines of a log again, with the entries of the codes that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ..codes.scanner import Scanner
from .judging import codes, without_wrappers

if TYPE_CHECKING:
    from ..codes.evidence import Evidence
    from .entry import Entry
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


class Annotator:
    """Reads the lines of logs with what one catalogue knows, as one question asks for it."""

    def __init__(self, memory: Memory, question: Question) -> None:
        self._memory = memory
        self._question = question
        self._scanner = Scanner(memory.rules(), self._judge)
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
                    same |= {candidate.key, *((one.system, one.symbol) for one in entry.same_as)}
        return tuple(found.values())


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
