"""Explanations in logs: a filter for records as they are written, and the lines of a log again.

Of lines, precision comes before recall: see ``codes.scanner`` for what names a code. HTTP
statuses count from 400 up, for a log of requests is full of the others.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache, partial

from .codes.platforms import platform_of
from .codes.scanner import Scanner
from .errors import AmbiguousCode, InvalidCode, UnknownCode
from .lookup.notes import explanation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .lookup.catalog import Catalog, Locales
    from .lookup.entry import Entry

    Key = tuple[str, str]

__all__ = ["ExplainFilter", "annotate"]

_REMEMBERED = 4096
# aliases that a log may have in any sense
_ORDINARY = {"NO_ADDRESS", "NO_DATA", "TRY_AGAIN"}
# a line that goes on longer is read in pieces
_LONGEST = 1 << 20
# what is logged while an exception is being explained is not explained in turn
_explaining: ContextVar[bool] = ContextVar("catalog explaining", default=False)


class ExplainFilter(logging.Filter):
    """Gives every record an ``explanation``, for ``%(explanation)s`` in a format.

    It is what the record's exception means, in the locale asked for: that of ``exc_info``, else
    the last one among the arguments (``log.error("no answer: %s", error)``), else the message
    itself. It is empty where there is none or nothing is known of it. All records pass.
    """

    def __init__(self, catalog: Catalog, locale: Locales = None) -> None:
        super().__init__()
        self._explain = partial(catalog.explain, locale=locale)

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the attribute, and let the record pass."""
        record.explanation = ""
        exception = _exception_of(record)
        if exception is not None and not _explaining.get():
            token = _explaining.set(True)
            try:
                record.explanation = explanation(self._explain, exception) or ""
            finally:
                _explaining.reset(token)
        return True


def _exception_of(record: logging.LogRecord) -> BaseException | None:
    # records may be made by hand, of anything
    if isinstance(record.exc_info, tuple) and isinstance(record.exc_info[1], BaseException):
        return record.exc_info[1]
    given: object = record.args
    arguments = tuple(given.values()) if isinstance(given, Mapping) else given
    every = arguments if isinstance(arguments, tuple) else ()
    found = [one for one in (record.msg, *every) if isinstance(one, BaseException)]
    return found[-1] if found else None


def annotate(
    catalog: Catalog,
    chunks: Iterable[bytes],
    *,
    system: str | None = None,
    locale: Locales = None,
    platform: str | None = None,
) -> Iterator[tuple[bytes, tuple[Entry, ...]]]:
    """Yield a log again, piece by piece, with the entries of the codes that each piece names.

    A piece with entries is one line; one without is any number of lines. Joined, they are
    exactly what came in, whatever its encoding. What follows the last line end is held until more
    comes; but a line of more than a mebibyte comes in several pieces, the last of which has the
    entries of them all. ``system``, ``locale`` and ``platform`` are those of ``Catalog``. Memory
    does not grow with the log.
    """
    reader = _Reader(catalog, system, locale, platform)
    part = b""
    begun: dict[Key, Entry] = {}
    for text in _complete(chunks):
        if b"\n" not in text:
            if part:
                yield part, ()
            part, begun = text, begun | reader.entries(text)
            continue
        if part:
            end = text.index(b"\n") + 1
            begun |= reader.entries(text[:end])
            yield part, ()
            yield text[:end], tuple(begun.values())
            part, begun, text = b"", {}, text[end:]
        yield from reader.pieces(text)
    if part:
        yield part, tuple(begun.values())


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
        self._scanner = Scanner(
            name
            for one in every
            for name in (one.symbol, *one.aliases)
            if name not in _ORDINARY or name == one.symbol
        )
        self._catalog = catalog
        self._system = system
        self._locale = locale
        self._platform = platform_of(platform)
        self._of = lru_cache(maxsize=_REMEMBERED)(self._find)

    def pieces(self, text: bytes) -> Iterator[tuple[bytes, tuple[Entry, ...]]]:
        """Yield some lines again: those that name codes each with its entries."""
        done = 0
        for line in self._scanner.lines(text):
            entries = self._of_codes(line.codes)
            if entries:
                if done < line.start:
                    yield text[done : line.start], ()
                yield text[line.start : line.end], tuple(entries.values())
                done = line.end
        if done < len(text):
            yield text[done:], ()

    def entries(self, text: bytes) -> dict[Key, Entry]:
        """Return the entries of all codes that a text names."""
        return self._of_codes([code for line in self._scanner.lines(text) for code in line.codes])

    def _of_codes(self, codes: Iterable[tuple[tuple[str, str], ...]]) -> dict[Key, Entry]:
        """Return the entries of some codes in order, an error that has several names once."""
        found: dict[Key, Entry] = {}
        same: set[Key] = set()
        for readings in codes:
            for entry in self._of(readings):
                key = entry.system, entry.symbol
                if key not in same:
                    found[key] = entry
                    same |= {key, *((one.system, one.symbol) for one in entry.same_as)}
        return found

    def _find(self, readings: tuple[tuple[str, str], ...]) -> tuple[Entry, ...]:
        """Return the entries of the first reading that has any; several are not chosen among."""
        for code, system in readings:
            if self._system is not None and system not in ("", self._system):
                continue
            try:
                entry = self._catalog.get(
                    code,
                    system=system or self._system,
                    locale=self._locale,
                    platform=self._platform,
                )
            except AmbiguousCode as error:
                return error.candidates
            except (UnknownCode, InvalidCode):
                continue
            return (entry,)
        return ()
