"""What a catalogue remembers of its database, for as long as the database stays the same."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from catalog.errors import CatalogClosed, DatabaseError
from catalog.locales import fallback, normalize
from catalog.snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from catalog.entry import Entry
    from catalog.reader import Reader

_REMEMBERED = 1024


class Memory:
    """Answers, chains of locales, and whole languages.

    ``get`` is the function that it is made with, which it calls once for the same arguments.
    When ``monotonic()`` has reached ``due``, ``look_again`` is to be called before an answer is
    given; ``due`` is None where nobody is to look.
    """

    due: float | None
    get: Callable[[int | str, str | None, str | tuple[str, ...] | None], Entry]
    chain: Callable[[tuple[str, ...]], tuple[str, ...]]
    entry: Callable[[str, str, tuple[str, ...]], list[Entry]]

    def __init__(
        self,
        reader: Reader,
        find: Callable[[int | str, str | None, str | tuple[str, ...] | None], Entry],
        max_age: float | None,
    ) -> None:
        self._reader = reader
        self._find = find
        self._max_age = max_age
        self._preloaded: dict[tuple[str, ...], None] = {}
        self._snapshots: dict[tuple[str, ...], Snapshot] = {}
        self._begin(reader.version(), None, {})

    def look_again(self) -> None:
        """Forget all if the database has changed; where it cannot be read, log a warning."""
        try:
            self.refresh()
        except DatabaseError as error:
            from logging import getLogger

            getLogger(__name__).warning("%s; what is remembered of it is served", error)

    def refresh(self) -> bool:
        """Forget all and preload anew if the database has changed, and tell whether it had."""
        self._put_off()
        version = self._reader.version()
        if version == self._version:
            return False
        self._load(version)
        return True

    def preload(self, tags: tuple[str, ...]) -> None:
        """Hold all entries in one more locale; from now on only ``refresh`` looks."""
        self.chain(tags)
        self._preloaded[tags] = None
        self._load(self._reader.version())

    def source(self, chain: tuple[str, ...]) -> Reader | Snapshot:
        """Return where to look entries up in a chain of locales."""
        return self._snapshots.get(chain, self._reader)

    def close(self) -> None:
        """Forget all; everything raises CatalogClosed from now on."""
        self.due = None
        self._snapshots = {}
        self.get = self.chain = self.entry = _closed

    def _begin(
        self,
        version: tuple[object, ...],
        languages: tuple[str, ...] | None,
        snapshots: dict[tuple[str, ...], Snapshot],
    ) -> None:
        self._put_off()
        self._version = version
        self._languages = languages
        self._snapshots = snapshots
        # new ones, not emptied: what is being read of the old version is put into the old ones
        self.get = lru_cache(maxsize=_REMEMBERED)(self._find)
        self.chain = lru_cache(maxsize=_REMEMBERED)(self._find_chain)
        self.entry = lru_cache(maxsize=_REMEMBERED)(self._find_entry)

    def _put_off(self) -> None:
        follows = self._max_age is not None and not self._preloaded
        self.due = monotonic() + (self._max_age or 0) if follows else None

    def _load(self, version: tuple[object, ...]) -> None:
        languages = self._reader.locales() if self._preloaded else None
        chains = [_chain(tags, languages or ()) for tags in self._preloaded]
        self._begin(version, languages, {c: Snapshot(self._reader, c) for c in chains})

    def _find_chain(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        return _chain(tags, self._languages or self._reader.locales())

    def _find_entry(self, system: str, symbol: str, chain: tuple[str, ...]) -> list[Entry]:
        return self.source(chain).by_key(system, symbol, chain)


def _chain(tags: Sequence[str], available: Sequence[str]) -> tuple[str, ...]:
    return fallback([normalize(tag) for tag in tags], available)


def _closed(*_: object) -> NoReturn:
    raise CatalogClosed
