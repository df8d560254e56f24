"""Whose numbers are whose: platforms by their names, and the traits of code systems."""

from __future__ import annotations

import sys

from ..errors import InvalidPlatform
from ..hints import Platform
from ..marking import InterfaceMessage, names
from ..marking import gettext_lazy as _
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Self

    # name, prefixes, spellings, windows, negated, facilities, labelled, whether it is an
    # application's own
    Row = Sequence[Any]

# those whose numbers for errno and getaddrinfo the catalogue has; on Windows libuv, which Node.js
# uses, has numbers of its own
PLATFORMS: dict[str, str | InterfaceMessage] = {
    "linux": "Linux",
    "macos": "macOS",
    "freebsd": "FreeBSD",
    "windows": "Windows",
    "libuv": _("libuv on Windows"),
}
# sys.platform and platform.system() have other names
_ALSO = {"darwin": "macos", "win32": "windows", "android": "linux"}


def folded(name: str) -> str:
    """Return the name of a platform as the catalogue has it; any other is only in lower case."""
    name = name.lower()
    # sys.platform of FreeBSD ends with its version
    name = name.rstrip("0123456789.") if name.startswith("freebsd") else name
    return _ALSO.get(name, name)


def platform_of(name: str | None) -> Platform | None:
    """Return a platform by any of its names; for None the running one, None if it is no such one.

    Raises InvalidPlatform for any other name.
    """
    if name is None:
        return RUNNING
    if isinstance(name, str) and (known := folded(name)) in PLATFORMS:
        return known  # type: ignore[return-value]
    problem = _("{value} is no platform; there are {known}", known=names(PLATFORMS))
    raise InvalidPlatform(name, problem)


def _running() -> Platform | None:
    name = folded(sys.platform)
    return name if name in PLATFORMS else None  # type: ignore[return-value]


RUNNING = _running()


class Traits(Record):
    """The traits of all systems of a database.

    ``prefixes`` are what people leave off symbols; ``spellings`` are triples: how other programs
    begin symbols, how the system does, and the system; ``windows`` tells by system how Windows
    packs its numbers, ``"win32"``, ``"ntstatus"`` or ``"hresult"``; ``negated`` are the systems
    whose numbers kernels return with their sign turned; ``carried`` lists by the name of a facility
    the systems whose numbers it carries; ``labelled`` are the systems whose numbers nobody writes
    without saying whose they are; ``own`` are the systems of applications, which did not come with
    the package.
    """

    __slots__ = ("prefixes", "spellings", "windows", "negated", "carried", "labelled", "own")

    prefixes: tuple[str, ...]
    spellings: tuple[tuple[str, str, str], ...]
    windows: dict[str, str]
    negated: tuple[str, ...]
    carried: dict[str, tuple[str, ...]]
    labelled: tuple[str, ...]
    own: tuple[str, ...]

    @classmethod
    def made(cls, rows: Iterable[Row]) -> Self:
        """Return the traits that the rows of the systems state, in their order."""
        prefixes: list[str] = []
        spellings: list[tuple[str, str, str]] = []
        windows: dict[str, str] = {}
        turned: list[str] = []
        carried: dict[str, tuple[str, ...]] = {}
        labelled: list[str] = []
        own: list[str] = []
        for name, own_prefixes, own_spellings, packing, negated, facilities, *flags in rows:
            is_labelled, is_own = flags
            prefixes += own_prefixes.split()
            pairs = iter(own_spellings.split())
            spellings += [(other, own, name) for other, own in zip(pairs, pairs, strict=True)]
            if packing:
                windows[name] = packing
            if negated:
                turned.append(name)
            if is_labelled:
                labelled.append(name)
            if is_own:
                own.append(name)
            for facility in facilities.split():
                carried[facility] = (*carried.get(facility, ()), name)
        return cls(
            tuple(prefixes), tuple(spellings), windows, tuple(turned), carried, tuple(labelled),
            tuple(own),
        )  # fmt: skip

    def spelled(self, name: str) -> tuple[str, str] | None:
        """Return how a system spells a name that other programs begin otherwise, and the system."""
        for other, own, system in self.spellings:
            if name[: len(other)].upper() == other.upper():
                return own + name[len(other) :], system
        return None
