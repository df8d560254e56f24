"""All entries with their texts in some languages, held in memory: look-ups without any reading."""

from __future__ import annotations

from ..store.statements import NEAR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import Protocol

    from ..store.statements import Key, Parts, Reader

    class Rows(Protocol):
        """Where entries are looked up: a database, or a snapshot of it in memory."""

        def systems(self) -> tuple[str, ...]:
            """Return the names of the code systems in order."""

        def by_value(
            self, value: int, system: str | None, chain: Sequence[str]
        ) -> dict[Key, Parts]:
            """Return the entries that have a number on any platform, by system and symbol."""

        def by_name(self, name: str, system: str | None, chain: Sequence[str]) -> dict[Key, Parts]:
            """Return the entries that a symbol or alias leads to, in any letter case."""

        def by_symbols(
            self, system: str, symbols: Sequence[str], chain: Sequence[str]
        ) -> dict[Key, Parts]:
            """Return the entries of a system with exactly these symbols, those that are there."""

        def symbols(self, system: str) -> Iterator[str]:
            """Yield a system's symbols by number, those without a number last."""

        def names_near(self, name: str) -> list[str]:
            """Return up to 2,000 symbols and aliases that begin like a name, about as long."""


_MOST_NEAR = 2000


class Snapshot:
    """What a reader answers to look-ups in some locales, as it was at one moment."""

    def __init__(self, reader: Reader, locales: Collection[str]) -> None:
        self._locales = frozenset(locales)
        self._systems = reader.systems()
        self._parts = reader.every(sorted(locales))
        self._by_value: dict[int | None, list[Key]] = {}
        self._by_number: dict[int, set[Key]] = {}
        self._by_name: dict[str, set[Key]] = {}
        self._near: dict[str, set[str]] = {}
        for key, parts in self._parts.items():
            for _, _, _, value in parts["entry"]:
                self._by_value.setdefault(value, []).append(key)
            for _, _, _, number in parts.get("number", ()):
                self._by_number.setdefault(number, set()).add(key)
            for _, name, _, _ in (*parts.get("symbol", ()), *parts.get("alias", ())):
                folded = name.casefold()
                self._by_name.setdefault(folded, set()).add(key)
                self._near.setdefault(folded[:2], set()).add(name)

    def serves(self, chain: Sequence[str]) -> bool:
        """Tell whether all texts that a chain of locales may ask for are here."""
        return self._locales.issuperset(chain)

    def systems(self) -> tuple[str, ...]:
        """Return the names of the code systems in order."""
        return self._systems

    def by_value(self, value: int, system: str | None, chain: Sequence[str]) -> dict[Key, Parts]:
        """Return the entries that have a number on any platform, by system and symbol."""
        keys = {*self._by_value.get(value, ()), *self._by_number.get(value, ())}
        return self._entries(keys, system)

    def by_name(self, name: str, system: str | None, chain: Sequence[str]) -> dict[Key, Parts]:
        """Return the entries that a symbol or alias leads to, in any letter case."""
        return self._entries(self._by_name.get(name.casefold(), ()), system)

    def by_symbols(
        self, system: str, symbols: Sequence[str], chain: Sequence[str]
    ) -> dict[Key, Parts]:
        """Return the entries of a system with exactly these symbols, those that are there."""
        keys = [(system, symbol) for symbol in symbols]
        return {key: self._parts[key] for key in keys if key in self._parts}

    def symbols(self, system: str) -> Iterator[str]:
        """Yield a system's symbols by number, those without a number last."""
        numbers = sorted(self._by_value, key=lambda value: (value is None, value or 0))
        for value in numbers:
            for key in sorted(self._by_value[value]):
                if key[0] == system:
                    yield key[1]

    def names_near(self, name: str) -> list[str]:
        """Return up to 2,000 symbols and aliases that begin like a name and are about as long."""
        folded = name.casefold()
        near = self._near.get(folded[:2], ())
        alike = [one for one in near if abs(len(one.casefold()) - len(folded)) <= NEAR]
        return sorted(alike)[:_MOST_NEAR]

    def _entries(self, keys: Iterable[Key], system: str | None) -> dict[Key, Parts]:
        wanted = sorted([key for key in keys if system in (None, key[0])])
        return {key: self._parts[key] for key in wanted}
