"""Lines of a log and the entries of the codes that they name.

Precision comes before recall: a number counts only after a word that makes it one (``Errno``,
``WinError``, ``os error``, ``HTTP/1.1"``, ``error`` …) or as an HRESULT or NTSTATUS, a name only in
capitals. HTTP statuses count from 400 up, for a log of requests is full of the others.
"""

from __future__ import annotations

from functools import lru_cache

from catalog import lines
from catalog.errors import InvalidCode
from catalog.scanning import Scanner
from catalog.vocabulary import platform_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from catalog.entry import Entry
    from catalog.lookup import Catalog, Locales

    Entries = tuple[Entry, ...]

_REMEMBERED = 4096
# a line that goes on longer is read in pieces
_LONGEST = 1 << 20
# of a longer one only the surroundings of what may be a code are read
_LONG = 4096
_AROUND = 200
_FIRST_HTTP_ERROR = 400
_SMALLEST = 10_000


def annotate(
    catalog: Catalog,
    chunks: Iterable[bytes],
    *,
    system: str | None = None,
    locale: Locales = None,
    platform: str | None = None,
) -> Iterator[tuple[bytes, Entries]]:
    """Yield a log again, piece by piece, with the entries of the codes that each piece names.

    A piece with entries is one line; one without is any number of lines. Joined, they are
    exactly what came in, whatever its encoding. Lines are complete: what follows the last line
    end is held until more comes, or a mebibyte of it. ``system``, ``locale`` and ``platform`` are
    those of ``Catalog``. Memory does not grow with the log.
    """
    reader = _Reader(catalog, system, locale, platform)
    scanner = Scanner(reader.names)
    for text in _complete(chunks):
        done = 0
        for start, end, places in scanner.lines(text):
            entries = reader.entries(text[start:end], [place - start for place in places])
            if entries:
                if done < start:
                    yield text[done:start], ()
                yield text[start:end], entries
                done = end
        if done < len(text):
            yield text[done:], ()


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


class _Reader:
    """What lines name, in one catalogue, language and platform."""

    def __init__(
        self, catalog: Catalog, system: str | None, locale: Locales, platform: str | None
    ) -> None:
        every = catalog.entries(system)
        self.names = frozenset(name for one in every for name in (one.symbol, *one.aliases))
        self._catalog = catalog
        self._system = system
        self._locale = locale
        self._platform = platform_of(platform)
        self._of = lru_cache(maxsize=_REMEMBERED)(self._find)

    def entries(self, line: bytes, places: list[int]) -> Entries:
        """Return the entries of a line, each error once, in order of their labels."""
        found: dict[tuple[str, str], Entry] = {}
        same: set[tuple[str, str]] = set()
        read: set[str] = set()
        for piece in [line] if len(line) <= _LONG else _around(line, places):
            for token in lines.named(piece.decode("utf-8", "replace")):
                bare = token.text.lstrip("-")
                if bare in read:
                    continue  # the second reading of a number that was understood
                entry = self._of(token.text, token.system)
                if entry is None:
                    continue
                read.add(bare)
                key = entry.system, entry.symbol
                if key not in same:
                    found[key] = entry
                    same |= {key, *((one.system, one.symbol) for one in entry.same_as)}
        return tuple(found.values())

    def _find(self, text: str, system: str) -> Entry | None:
        if self._system is not None and system and system != self._system:
            return None
        if text[0].isalpha():
            if text not in self.names:
                return None
        elif system == "http":
            if int(text) < _FIRST_HTTP_ERROR:
                return None
        elif not system and "x" not in text.lower() and abs(int(text)) < _SMALLEST:
            return None
        try:
            found = self._catalog.find(
                text, system=system or self._system, locale=self._locale, platform=self._platform
            )
        except InvalidCode:
            return None  # more digits than any code has
        return found[0].entry if found else None


def _around(line: bytes, places: list[int]) -> Iterator[bytes]:
    """Yield the surroundings of places in a long line, without going over any of it twice."""
    done = 0
    for place in places:
        if place + _AROUND > done:
            start, done = max(done, place - _AROUND), place + _AROUND
            yield line[start:done]
