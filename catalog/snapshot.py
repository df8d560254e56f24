"""All entries in some languages, held in memory: look-ups without any reading."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from catalog.entry import Entry
    from catalog.reader import Reader

_MOST_NEAR = 1000


class Snapshot:
    """What a reader answers to look-ups in one chain of locales, as it was at one moment."""

    def __init__(self, reader: Reader, chain: Sequence[str]) -> None:
        self._systems = reader.systems()
        self._by_key: dict[tuple[str, str], Entry] = {}
        self._by_value: dict[int, list[Entry]] = {}
        self._by_name: dict[tuple[str, str], list[Entry]] = {}
        self._names: dict[str, set[str]] = {}
        for entry, names in reader.every(chain):
            self._by_key[entry.system, entry.symbol] = entry
            if entry.value is not None:
                self._by_value.setdefault(entry.value, []).append(entry)
            for kind, name in names:
                folded = name.casefold()
                self._by_name.setdefault((kind, folded), []).append(entry)
                if kind in ("symbol", "alias"):
                    self._names.setdefault(folded[:2], set()).add(name)

    def systems(self) -> tuple[str, ...]:
        """Return the names of the code systems in order."""
        return self._systems

    def by_value(self, value: int, system: str | None, _: Sequence[str]) -> list[Entry]:
        """Return the entries that have a number, by system and symbol."""
        return [e for e in self._by_value.get(value, ()) if system in (None, e.system)]

    def by_name(
        self, name: str, kinds: tuple[str, str], system: str | None, _: Sequence[str]
    ) -> list[Entry]:
        """Return the entries that a name of one of two kinds leads to, in any letter case."""
        found = {
            (entry.system, entry.symbol): entry
            for kind in kinds
            for entry in self._by_name.get((kind, name.casefold()), ())
            if system in (None, entry.system)
        }
        return [found[key] for key in sorted(found)]

    def by_key(self, system: str, symbol: str, _: Sequence[str]) -> list[Entry]:
        """Return the one entry of a system with exactly this symbol, if there is one."""
        entry = self._by_key.get((system, symbol))
        return [] if entry is None else [entry]

    def symbols(self, system: str) -> Iterator[str]:
        """Yield a system's symbols by number, those without a number last."""
        every = [entry for entry in self._by_key.values() if entry.system == system]
        every.sort(key=lambda entry: (entry.value is None, entry.value or 0, entry.symbol))
        for entry in every:
            yield entry.symbol

    def names_near(self, name: str) -> list[str]:
        """Return up to a thousand symbols and aliases that begin like a name."""
        return sorted(self._names.get(name.casefold()[:2], ()))[:_MOST_NEAR]
