"""The catalogue: codes, texts and exceptions in, entries in the reader's language out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

from catalog import codes
from catalog.connections import connect
from catalog.entry import Entry, Match, System
from catalog.errors import (
    AmbiguousCode,
    CatalogClosed,
    InvalidCode,
    InvalidLocale,
    InvalidSearch,
    UnknownCode,
    UnknownSystem,
)
from catalog.locales import fallback, negotiate, normalize
from catalog.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import NoReturn, Self

    from sqlalchemy import Engine

    Locales = str | Sequence[str] | None

_REMEMBERED = 1024
_LONGEST_SEARCH = 1_000
_LIMITS = range(1, 1_000_001)
_LIKENESS = 0.85
_SHORTEST_MISSPELT = 5
_MOST_MISSPELT = 12


class Catalog:
    """A catalogue of error codes, read-only, for any number of threads.

    ``database`` is the path of a SQLite file, a SQLAlchemy URL or an Engine; without it, the
    catalogue that comes with the package is read. Answers are remembered: open a new catalogue
    to see a database that has changed. Raises DatabaseError when there is nothing to read.

    Everywhere, ``locale`` is a language tag or several in order of preference, and ``system``
    restricts the answer to one code system (UnknownSystem if there is no such one). Each text
    falls back on its own and says in ``.locale`` which language it came from.
    """

    def __init__(self, database: str | os.PathLike[str] | Engine | None = None) -> None:
        self._reader = Reader(connect(database))
        self._get = lru_cache(maxsize=_REMEMBERED)(self._find_one)
        self._chain = lru_cache(maxsize=_REMEMBERED)(self._find_chain)
        self._entry = lru_cache(maxsize=_REMEMBERED)(self._reader.by_key)

    def get(self, code: int | str, *, system: str | None = None, locale: Locales = None) -> Entry:
        """Return the entry of a code: a number, a symbol, or a text that holds one.

        Raises InvalidCode when the code cannot be read, UnknownCode when no entry has it, and
        AmbiguousCode when several have it.
        """
        if type(code) is not int and type(code) is not str:
            code = codes.plain(code)
        if locale is not None and type(locale) is not str:
            locale = _tags(locale)
        if system is not None and type(system) is not str:
            system = self._plain_system(system)
        return self._get(code, system, locale)

    def find(
        self, text: int | str, *, system: str | None = None, locale: Locales = None
    ) -> list[Match]:
        """Return every entry that a text can mean, best first, each with the reason.

        The order is that of the ``codes`` module. Raises InvalidCode when the text cannot be
        read; the list is empty when no entry matches.
        """
        chain = self._chain(_tags(locale))
        self._check(system)
        found: dict[tuple[str, str], Match] = {}
        for reading in codes.readings(codes.plain(text)):
            for entry in self._read(reading, system, chain):
                key = entry.system, entry.symbol
                if key not in found:
                    found[key] = Match(entry, _reason(reading, entry))
        return list(found.values())

    def search(
        self, text: str, *, system: str | None = None, locale: Locales = None, limit: int = 20
    ) -> list[Entry]:
        """Return the entries that have all words of a text, in any language of the catalogue.

        Words may be parts of symbols, beginnings of words, or pieces of unspaced text such as
        Japanese. Entries that have all of them in their names come first, then those that need
        their meanings too, then those that need their descriptions; in catalogue order within each.
        Raises InvalidSearch when the text has no letter or digit or is too long.
        """
        from catalog import terms

        if not isinstance(text, str):
            raise InvalidSearch(text, f"is of type {type(text).__name__}; search takes a str")
        if len(text) > _LONGEST_SEARCH:
            raise InvalidSearch(
                text, f"is {len(text):,} characters long; at most {_LONGEST_SEARCH:,} are searched"
            )
        if isinstance(limit, bool) or not isinstance(limit, int) or limit not in _LIMITS:
            raise InvalidSearch(limit, f"is no limit; it must be from 1 to {_LIMITS[-1]:,}")
        wanted = terms.wanted(text)
        if not wanted:
            raise InvalidSearch(text, "has no letter or digit to search for")
        chain = self._chain(_tags(locale))
        self._check(system)
        keys = self._reader.search(wanted, system, limit)
        return [entry for key in keys for entry in self._entry(*key, chain)]

    def explain(self, exception: BaseException, *, locale: Locales = None) -> Entry | None:
        """Return the entry of an exception, or of what it was raised from; None if unknown.

        See the ``explain`` module for what is read of an exception, and in which order.
        Raises InvalidCode for what is no exception.
        """
        from catalog.explain import codes_of

        if not isinstance(exception, BaseException):
            raise InvalidCode(exception, "is no exception")
        chain = self._chain(_tags(locale))
        for code in codes_of(exception):
            for reading in codes.readings(code):
                entries = self._read(reading, None, chain)
                if entries:
                    return entries[0]
        return None

    def entries(self, system: str | None = None, *, locale: Locales = None) -> Iterator[Entry]:
        """Iterate over all entries, by system and number; those without a number come last."""
        chain = self._chain(_tags(locale))
        self._check(system)
        return self._iterate((system,) if system is not None else self._reader.systems(), chain)

    def systems(self, *, locale: Locales = None) -> tuple[System, ...]:
        """Return the code systems, by name."""
        chain = self._chain(_tags(locale))
        return tuple([self._reader.system(name, chain) for name in self._reader.systems()])

    def locales(self, system: str | None = None) -> tuple[str, ...]:
        """Return the tags of the languages that the catalogue has texts in."""
        self._check(system)
        return self._reader.locales(system)

    def coverage(self, system: str | None = None) -> dict[str, float]:
        """Return for each language the share of the texts that it has, from 0 to 1."""
        self._check(system)
        total, by_locale = self._reader.texts(system)
        return {tag: by_locale.get(tag, 0) / max(1, total) for tag in self._reader.locales(system)}

    def negotiate(self, header: str) -> tuple[str, ...]:
        """Return the languages that serve the reader of an Accept-Language header, best first.

        They suit every ``locale`` argument; see ``locales.negotiate``.
        """
        return negotiate(header, self._reader.locales())

    def close(self) -> None:
        """Let go of the database; afterwards everything raises CatalogClosed."""
        self._reader.close()
        self._get = self._chain = self._entry = _closed  # type: ignore[assignment]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find_one(self, code: int | str, system: str | None, locale: Locales) -> Entry:
        chain = self._chain(_tags(locale))
        self._check(system)
        found: dict[tuple[str, str], Entry] = {}
        rank = None
        for reading in codes.readings(code):
            if found and reading.rank != rank:
                break
            rank = reading.rank
            for entry in self._read(reading, system, chain):
                found[entry.system, entry.symbol] = entry
        if not found:
            raise UnknownCode(code, system, self._suggestions(code))
        if len(found) > 1:
            raise AmbiguousCode(code, found.values())
        return next(iter(found.values()))

    def _find_chain(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        return fallback([normalize(tag) for tag in tags], self._reader.locales())

    def _iterate(self, systems: tuple[str, ...], chain: tuple[str, ...]) -> Iterator[Entry]:
        for system in systems:
            for symbol in self._reader.symbols(system):
                yield from self._reader.by_key(system, symbol, chain)

    def _read(
        self, reading: codes.Reading, system: str | None, chain: tuple[str, ...]
    ) -> list[Entry]:
        if reading.kind == "value":
            return self._reader.by_value(reading.value, system, chain)
        kinds = ("symbol", "alias") if reading.kind == "name" else (reading.kind, reading.kind)
        return self._reader.by_name(reading.name, kinds, system, chain)

    def _check(self, system: str | None) -> None:
        if system is not None and system not in (known := self._reader.systems()):
            raise UnknownSystem(system, known)

    def _plain_system(self, system: object) -> str:
        if not isinstance(system, str):
            raise UnknownSystem(system, self._reader.systems())
        return str.__str__(system)

    def _suggestions(self, code: int | str) -> list[str]:
        from difflib import SequenceMatcher

        asked = [reading.name.casefold() for reading in codes.readings(code) if reading.name]
        likeness: dict[str, float] = {}
        for name in asked[:_MOST_MISSPELT]:
            if len(name) < _SHORTEST_MISSPELT:
                continue
            matcher = SequenceMatcher(None, "", name)
            for known in self._reader.names_near(name):
                matcher.set_seq1(known.casefold())
                # the first two are upper bounds, and far cheaper
                if (
                    matcher.real_quick_ratio() >= _LIKENESS
                    and matcher.quick_ratio() >= _LIKENESS
                    and matcher.ratio() >= max(_LIKENESS, likeness.get(known, 0))
                ):
                    likeness[known] = matcher.ratio()
        return sorted(likeness, key=lambda name: (-likeness[name], name))[:3]


def _tags(locale: object) -> tuple[str, ...]:
    """Return the tags asked for, in order of preference."""
    if locale is None:
        return ()
    if isinstance(locale, str):
        return (locale,)
    if isinstance(locale, Iterable):
        tags = tuple(locale)
        if all(isinstance(tag, str) for tag in tags):
            return tags
    raise InvalidLocale(locale, "is neither a language tag nor a sequence of them")


def _reason(reading: codes.Reading, entry: Entry) -> str:
    if reading.name.casefold() in [alias.casefold() for alias in entry.aliases]:
        return f"{reading.reason}, an alias of {entry.symbol}"
    return reading.reason


def _closed(*_: object) -> NoReturn:
    raise CatalogClosed
