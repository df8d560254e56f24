"""What a catalogue remembers of its database, for as long as the database stays the same.

Nothing here refers to the catalogue, nor a remembered answer to the memory that it is in: without
such circles, a catalogue that nobody needs any more lets go of its database at once.
"""

from __future__ import annotations

import os
from _thread import allocate_lock, start_new_thread
from _weakref import ref
from functools import lru_cache, partial
from time import monotonic

from ..answers.making import equivalents, made
from ..codes.platforms import Traits
from ..errors import CatalogClosed, DatabaseError
from ..language.tags import fallback, normalize
from ..marking import gettext_lazy, problem_of
from .snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _thread import LockType
    from collections.abc import Callable, Sequence
    from logging import Logger
    from types import MethodType
    from typing import Any, NoReturn

    from ..answers.entry import Entry
    from ..codes.rules import Rules
    from ..store.statements import Key, Parts, Reader, Titles
    from .snapshot import Rows

    # one or several, in order of preference, or None
    Names = str | tuple[str, ...] | None

_MOST_ANSWERS = 1024
_LOOK_PATIENCE_S = 0.002
"""How long an answer waits for a look at the database, which a thread of its own takes."""


class Memory:
    """Remembers answers, the languages of the catalogue, and chains of them; preloads languages.

    ``get`` calls the method ``find`` that it is made with, once for the same arguments.
    When ``monotonic()`` has reached ``due``, ``look_again`` is to be called before an answer is
    given; ``due`` is None where nobody is to look. A ``lazy`` one reads nothing before that.
    """

    due: float | None
    _version: tuple[object, ...] | None
    _snapshot: Snapshot | None
    get: Callable[[int | str, Names, Names, str | None], Entry]
    languages: Callable[[], tuple[str, ...]]
    titles: Callable[[], list[Titles]]
    chain: Callable[[tuple[str, ...]], tuple[str, ...]]
    entry: Callable[[str, str | int, tuple[str, ...], str | None], list[Entry]]
    traits: Callable[[], Traits]
    rules: Callable[[], Rules]

    def __init__(
        self,
        reader: Reader,
        find: Callable[[int | str, Names, Names, str | None], Entry],
        max_age: float | None,
        *,
        lazy: bool = False,
    ) -> None:
        self._reader = reader
        self._find = _weak(find)
        self._max_age = max_age
        self._is_failing = self.is_closed = False
        self._preloaded: set[tuple[str, ...]] = set()
        self._locks = os.getpid(), allocate_lock(), allocate_lock()
        self._begin(None if lazy else reader.version(), None)

    def look_again(self) -> None:
        """Look whether the database has changed, in a moment or beside the answer.

        What was never read is read now, and raises DatabaseError where it cannot be.
        """
        if self._version is None:
            self.refresh()
        else:
            self.look_beside(_LOOK_PATIENCE_S)

    def look_beside(self, patience: float) -> None:
        """Have a thread look whether the database has changed; wait for it some seconds at most.

        One thread looks at a time. While it does, all others serve what is remembered, and so
        does this one when its patience has ended.
        """
        self._put_off()
        _, looking, _ = self._locks_of_process()
        if not looking.acquire(blocking=False):
            return
        done = allocate_lock()
        done.acquire()
        try:
            start_new_thread(self._look, (looking, done))
        except RuntimeError as error:
            # there are as many threads as there can be, or the program ends
            looking.release()
            self._tell(error)
            return
        done.acquire(timeout=patience)

    def _look(self, looking: LockType, done: LockType) -> None:
        """Forget all if the database has changed; where it cannot be read, say so in the log."""
        try:
            self._reader.require_free()
            self.refresh()
        except CatalogClosed:
            # meanwhile, by another thread
            return
        except DatabaseError as error:
            self._tell(error)
        else:
            if self._is_failing:
                self._is_failing = False
                _log().info("the database can be read again")
        finally:
            looking.release()
            done.release()

    def _tell(self, error: Exception) -> None:
        """Log why the database is not looked at, once until it is again."""
        if not self._is_failing:
            self._is_failing = True
            _log().warning("%s; what is remembered of it is served", error)

    def refresh(self) -> bool:
        """Forget all and preload anew if the database has changed, and tell whether it had."""
        self._put_off()
        with self._lock():
            version, before = self._reader.version(), self._version
            if version == before:
                return False
            self._load(version)
            return before is not None

    def preload(self, tags: tuple[str, ...]) -> None:
        """Hold all entries in one more locale; from now on only ``refresh`` looks."""
        self.chain(tags)
        with self._lock():
            self._preloaded.add(tags)
            self._load(self._reader.version())

    def rows(self, chain: tuple[str, ...]) -> Rows:
        """Return where entries are looked up in a chain of locales."""
        snapshot = self._snapshot
        return snapshot if snapshot is not None and snapshot.serves(chain) else self._reader

    def by_value(
        self, value: int, system: str | None, chain: tuple[str, ...], platform: str | None
    ) -> list[Entry]:
        """Return the entries that have a number on any platform, as one platform numbers them."""
        return self._made(self.rows(chain).by_value(value, system, chain), chain, platform)

    def by_name(
        self, name: str, system: str | None, chain: tuple[str, ...], platform: str | None
    ) -> list[Entry]:
        """Return the entries that a symbol or alias leads to, as one platform numbers them."""
        return self._made(self.rows(chain).by_name(name, system, chain), chain, platform)

    def by_symbols(
        self, system: str, symbols: Sequence[str], chain: tuple[str, ...], platform: str | None
    ) -> list[Entry]:
        """Return entries of a system with exactly these symbols, as one platform numbers them."""
        return self._made(self.rows(chain).by_symbols(system, symbols, chain), chain, platform)

    def _made(
        self, found: dict[Key, Parts], chain: tuple[str, ...], platform: str | None
    ) -> list[Entry]:
        find = partial(equivalents, ref(self), self._reader, chain, platform)
        windows = self.traits().windows if found else {}
        return [
            made(key, parts, chain, platform, windows.get(key[0], ""), find)
            for key, parts in found.items()
        ]

    def _find_traits(self) -> Traits:
        return Traits.made(self._reader.traits())

    def _find_rules(self, traits: Traits | None = None) -> Rules:
        # imported here: it takes longer to load than most questions to answer
        from ..codes.rules import Rules

        try:
            return Rules(self._reader.signs(), self._reader.names(), traits or self.traits())
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            # the rules are JSON, which is judged where it is taken apart
            problem = gettext_lazy(
                "a rule in catalog_sign is none: {problem}", problem=problem_of(error)
            )
            raise self._reader.damaged(problem) from error

    def close(self) -> None:
        """Forget all; everything raises CatalogClosed from now on."""
        self.is_closed = True
        self.due = self._snapshot = None
        self.get = self.languages = self.chain = self.entry = _closed
        self.traits = self.rules = self.titles = _closed

    def _lock(self) -> LockType:
        """Return what one thread holds while it loads, lest an older state follow a newer one."""
        return self._locks_of_process()[2]

    def _locks_of_process(self) -> tuple[int, LockType, LockType]:
        """Return the process's number, the lock for who looks and the lock for who loads."""
        if self._locks[0] != os.getpid():
            # a fork may have copied them while another thread held them, which is not here
            self._locks = os.getpid(), allocate_lock(), allocate_lock()
        return self._locks

    def _begin(self, version: tuple[object, ...] | None, loaded: tuple[Any, ...] | None) -> None:
        self._version = version
        self._put_off()
        # new ones, not emptied: what is being read of the old version is put into the old ones
        if loaded is None:
            self._snapshot = None
            self.languages = lru_cache(maxsize=1)(self._reader.locales)
            self.titles = lru_cache(maxsize=1)(self._reader.titles)
            self.traits = lru_cache(maxsize=1)(_weak(self._find_traits))
            self.rules = lru_cache(maxsize=1)(_weak(self._find_rules))
        else:
            # at no moment would anybody have to read
            self._snapshot, self.languages, self.titles, self.traits, self.rules = loaded
        self.chain = lru_cache(maxsize=_MOST_ANSWERS)(_weak(self._find_chain))
        self.entry = lru_cache(maxsize=_MOST_ANSWERS)(_weak(self._find_entry))
        # last, for it remembers what is made of all others
        self.get = lru_cache(maxsize=_MOST_ANSWERS)(self._find)
        if self.is_closed:
            # meanwhile, by another thread
            self.close()

    def _put_off(self) -> None:
        follows = self._max_age is not None and not self._preloaded
        self.due = monotonic() + (self._max_age or 0) if follows else None
        if self._version is None:
            # the first question is to read it, and so is the next one if that fails
            self.due = 0.0

    def _load(self, version: tuple[object, ...]) -> None:
        if not self._preloaded:
            self._begin(version, None)
            return
        languages, traits = self._reader.locales(), self._find_traits()
        wanted = {tag for tags in self._preloaded for tag in _chain(tags, languages)}
        titles, rules = self._reader.titles(), self._find_rules(traits)
        parts = [partial(_same, part) for part in (languages, titles, traits, rules)]
        self._begin(version, (Snapshot(self._reader, wanted), *parts))

    def _find_chain(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        return _chain(tags, self.languages())

    def _find_entry(
        self, system: str, code: str | int, chain: tuple[str, ...], platform: str | None
    ) -> list[Entry]:
        """Return the entries of a system with exactly this symbol, or this number there."""
        if isinstance(code, str):
            return self.by_symbols(system, (code,), chain, platform)
        found = self.by_value(code, system, chain, platform)
        return [entry for entry in found if entry.value == code]


def _weak(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method as a function that does not keep its object alive.

    Whoever calls it has the object, or does not get an answer: CatalogClosed.
    """
    bound: MethodType = method  # type: ignore[assignment]
    function, owner = bound.__func__, ref(bound.__self__)

    def call(*arguments: object) -> object:
        found = owner()
        return _closed() if found is None else function(found, *arguments)

    return call


def _chain(tags: Sequence[str], available: Sequence[str]) -> tuple[str, ...]:
    return fallback([normalize(tag) for tag in tags], available)


def _same(part: Any) -> Any:
    return part


def _log() -> Logger:
    # imported here: it takes longer to load than most questions to answer
    from logging import getLogger

    return getLogger(__name__)


def _closed(*_: object) -> NoReturn:
    raise CatalogClosed
