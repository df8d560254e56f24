"""What all questions to a catalogue share: languages and systems that exist, a fresh memory."""

from __future__ import annotations

from functools import partial
from time import monotonic

from ..answers.coded import has_code
from ..answers.entry import Entry
from ..codes.platforms import platform_of
from ..errors import UnknownSystem, shown
from ..hints import Callable, Iterable, Locales, Sequence, Systems
from ..language.tags import tags_of
from . import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..store.statements import Reader
    from .memory import Memory
else:
    Memory = Reader = object

_LONGEST_S = 1e9


class Asking:
    """The base of class Catalog: what comes before an answer, whatever the question is."""

    _reader: Reader
    _memory: Memory
    # those to look in where a question names none, in order of preference; None for all
    _systems: tuple[str, ...] | None

    def _current(self) -> Memory:
        """Return what is remembered, with a look at the database if one is due."""
        memory = self._memory
        if (due := memory.due) is not None and due <= monotonic():
            memory.look_again()
        return memory

    @property
    def state(self) -> object:
        """What changes with the database, or None before anything was read; no part of the API.

        It looks at the database when a look is due, and waits for that some milliseconds at most.
        """
        return None if self._memory._version is None else self._current()._version

    def asked(
        self, systems: Sequence[str], locale: Locales, platform: str | None
    ) -> tuple[Memory, finding.Question]:
        """Return what is remembered, looked at, and the question for it; no part of the API."""
        chain = self._current().chain(tags_of(locale))
        platform_of(platform)
        within = self._within(systems or None, chain)
        return self._memory, finding.Question(within, False, chain, platform)

    def recognized(
        self, exception: BaseException, locale: Locales, *, own: bool
    ) -> tuple[Entry, dict[str, object]] | None:
        """Return the entry of an exception, not filled, and its parameters; no part of the API.

        What was being handled when it was raised tells nothing. With ``own``, only what the
        application says of this very exception does: its code, and types that its systems name.
        """
        # imported here: most questions are of codes
        from ..exceptions.codes import codes_of, own_codes
        from .answering import recognized

        memory = self._current()
        rules, traits = memory.rules, memory.traits
        every = partial(codes_of, context=False)
        codes = (own_codes if own else every)(exception, rules, traits)
        found = recognized(codes, memory, lambda: self._asked(None, locale), None)
        if own and found and not has_code(exception) and found[0].system not in traits().own:
            return None
        return found

    def explained(self) -> dict[str, int]:
        """Return by the name of each system how many entries have texts; no part of the API."""
        return {name: count for name, _titles, _size, count in self._current().titles()}

    def holds(self, locale: Locales) -> bool:
        """Tell whether look-ups in a locale read nothing, by ``preload``; no part of the API."""
        memory = self._memory
        if memory._snapshot is None:
            return False
        return memory.rows(memory.chain(tags_of(locale))) is not self._reader

    def _asked(self, system: Systems, locale: Locales) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the systems to look in, none for all, and the chain of locales to answer in."""
        chain = self._current().chain(tags_of(locale))
        return self._within(system, chain), chain

    def _question(self, system: Systems, locale: Locales, platform: str | None) -> finding.Question:
        """Return what is asked, in which several systems are in order of preference."""
        chain = self._memory.chain(tags_of(locale))
        return finding.Question(self._within(system, chain), True, chain, platform)

    def _find_one(
        self, code: int | str, system: Systems, locale: Locales, platform: str | None
    ) -> Entry:
        return finding.one(self._memory, code, self._question(system, locale, platform))

    def _known(self) -> tuple[str, ...]:
        return self._memory.rows(()).systems()

    def _within(self, system: Systems, chain: tuple[str, ...]) -> tuple[str, ...]:
        """Return the systems that are named, else the catalogue's own; none stands for all.

        Letter case does not matter. Raises UnknownSystem for what is no system of the catalogue.
        """
        wanted = self._systems if system is None else listed(system, self._known)
        if wanted is None:
            return ()
        known = self._memory.rows(chain).systems()
        return tuple(dict.fromkeys([_system_of(name, known) for name in wanted]))


def checked_seconds(name: str, given: float | None) -> float | None:
    """Return some seconds, or None, as they are given; raises ValueError for anything else."""
    if given is None or (isinstance(given, int | float) and 0 <= given <= _LONGEST_S):
        return given
    raise ValueError(f"{name} is {shown(given)}; give seconds from 0 up, or None")


def listed(systems: object, known: Callable[[], tuple[str, ...]] = tuple) -> tuple[str, ...] | None:
    """Return the names of systems as a tuple, or None as it is.

    Raises UnknownSystem for what is no name, with those that are ``known``.
    """
    if systems is None:
        return None
    if isinstance(systems, str) or not isinstance(systems, Iterable):
        names: tuple[object, ...] = (systems,)
    else:
        names = tuple(systems) or (systems,)
    for name in names:
        if not isinstance(name, str):
            raise UnknownSystem(name, known())
    return tuple([str.__str__(name) for name in names if isinstance(name, str)])


def _system_of(name: str, known: tuple[str, ...]) -> str:
    if name in known:
        return name
    for one in known:
        if one.casefold() == name.casefold():
            return one
    raise UnknownSystem(name, known)
