"""What all questions to a catalogue share: languages and systems that exist, a fresh memory."""

from __future__ import annotations

from time import monotonic

from ..codes.platforms import platform_of
from ..errors import UnknownSystem
from ..language.tags import tags_of
from . import finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..answers.entry import Entry
    from ..store.statements import Reader
    from .memory import Memory

    Locales = str | Sequence[str] | None


class Asking:
    """The base of class Catalog: what comes before an answer, whatever the question is."""

    _reader: Reader
    _memory: Memory

    def _current(self) -> Memory:
        """Return what is remembered, with a look at the database if one is due."""
        memory = self._memory
        if (due := memory.due) is not None and due <= monotonic():
            memory.look_again()
        return memory

    def asked(
        self, systems: Sequence[str], locale: Locales, platform: str | None
    ) -> tuple[Memory, finding.Question]:
        """Return what is remembered, looked at, and the question for it; no part of the API."""
        chain = self._current().chain(tags_of(locale))
        for system in systems:
            self._check(system, chain)
        platform_of(platform)
        return self._memory, finding.Question(tuple(systems), chain, platform)

    def _asked(self, system: str | None, locale: Locales) -> tuple[str, ...]:
        """Return the chain of locales to answer in, with the system looked at."""
        chain = self._current().chain(tags_of(locale))
        self._check(system, chain)
        return chain

    def _find_one(
        self, code: int | str, system: str | None, locale: Locales, platform: str | None
    ) -> Entry:
        chain = self._memory.chain(tags_of(locale))
        self._check(system, chain)
        systems = () if system is None else (system,)
        return finding.one(self._memory, code, finding.Question(systems, chain, platform))

    def _check(self, system: str | None, chain: tuple[str, ...] = ()) -> None:
        if system is not None and system not in (known := self._memory.rows(chain).systems()):
            raise UnknownSystem(system, known)

    def _plain_system(self, system: object) -> str:
        if not isinstance(system, str):
            raise UnknownSystem(system, self._reader.systems())
        return str.__str__(system)
