"""Traits of code systems: what their symbols and numbers have in common, as a database says."""

from __future__ import annotations

from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    # name, prefixes, spellings, windows, negated, facilities
    Row = tuple[str, str, str, str, bool, str]


class Traits(Record):
    """The traits of all systems of a database.

    ``prefixes`` are what people leave off symbols; ``spellings`` are triples: how other programs
    begin symbols, how the system does, and the system; ``windows`` tells by system how Windows
    packs its numbers, ``"win32"`` or ``"ntstatus"``; ``negated`` are the systems whose numbers
    kernels return with their sign turned; ``carried`` lists by the name of a facility the systems
    whose numbers it carries.
    """

    __slots__ = ("prefixes", "spellings", "windows", "negated", "carried")

    prefixes: tuple[str, ...]
    spellings: tuple[tuple[str, str, str], ...]
    windows: dict[str, str]
    negated: tuple[str, ...]
    carried: dict[str, tuple[str, ...]]

    @classmethod
    def made(cls, rows: Iterable[Row]) -> Self:
        """Return the traits that the rows of the systems state, in their order."""
        prefixes: list[str] = []
        spellings: list[tuple[str, str, str]] = []
        windows: dict[str, str] = {}
        turned: list[str] = []
        carried: dict[str, tuple[str, ...]] = {}
        for name, own_prefixes, own_spellings, packing, negated, facilities in rows:
            prefixes += own_prefixes.split()
            pairs = iter(own_spellings.split())
            spellings += [(other, own, name) for other, own in zip(pairs, pairs, strict=True)]
            if packing:
                windows[name] = packing
            if negated:
                turned.append(name)
            for facility in facilities.split():
                carried[facility] = (*carried.get(facility, ()), name)
        return cls(tuple(prefixes), tuple(spellings), windows, tuple(turned), carried)

    def spelled(self, name: str) -> tuple[str, str] | None:
        """Return how a system spells a name that other programs begin otherwise, and the system."""
        for other, own, system in self.spellings:
            if name[: len(other)].upper() == other.upper():
                return own + name[len(other) :], system
        return None


NONE = Traits((), (), {}, (), {})
