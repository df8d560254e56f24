"""Answers to what is no code: to exceptions and words, and all that a catalogue has."""

from __future__ import annotations

from ..codes.platforms import platform_of
from ..errors import InvalidSearch
from ..marking import gettext_lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..answers.entry import Entry
    from ..store.statements import Key, Reader
    from .memory import Memory

_SEARCHES = 3
_LIMITS = range(1, 1_000_001)


def checked_limit(limit: object) -> int:
    """Return a limit as it is given; raises InvalidSearch for what is no number of entries."""
    if isinstance(limit, bool) or not isinstance(limit, int) or limit not in _LIMITS:
        most = f"{_LIMITS[-1]:,}"
        problem = gettext_lazy("{value} is no limit; it must be from 1 to {most}", most=most)
        raise InvalidSearch(limit, problem)
    return limit


def searched(
    memory: Memory,
    search: Callable[[], Sequence[Key]],
    chain: tuple[str, ...],
    platform: str | None,
) -> list[Entry]:
    """Return the entries of the keys that a search of the database finds, in its order."""
    found: list[list[Entry]] = []
    for _ in range(_SEARCHES):
        found = [memory.entry(*key, chain, platform) for key in search()]
        if all(found):
            break
        # another state of the database has taken the place of the one that was searched
        memory.refresh()
    return [entry for entries in found for entry in entries]


def entries(
    memory: Memory, systems: Sequence[str], chain: tuple[str, ...], platform: str | None
) -> Iterator[Entry]:
    """Return an iterator over all entries of some systems or, where none is named, of all."""
    rows = memory.rows(chain)
    return (
        entry
        for system in systems or rows.systems()
        for symbol in rows.symbols(system)
        for entry in memory.by_key(system, symbol, chain, platform)
    )


def coverage(reader: Reader, systems: Sequence[str | None]) -> dict[str, float]:
    """Return for each language the share of the texts of some systems that it has, from 0 to 1.

    None stands for all systems.
    """
    total, counts = 0, dict[str, int]()
    for one in systems:
        size, by_locale = reader.texts(one)
        total += size
        for tag in reader.locales(one):
            counts[tag] = counts.get(tag, 0) + by_locale.get(tag, 0)
    return {tag: counts[tag] / max(1, total) for tag in sorted(counts)}


def explained(
    exception: BaseException,
    memory: Memory,
    chain: Callable[[], tuple[str, ...]],
    platform: str | None,
    *,
    context: bool,
) -> Entry | None:
    """Return the entry of the first code of an exception that the catalogue has; None if none.

    ``chain`` returns the locales to answer in, and is called only for an exception with a code.
    ``platform`` is that where it was raised, or None; ``context`` is that of ``codes_of``.
    """
    # imported here: words and lists need none of it
    from ..codes.exceptions import codes_of

    locales = None
    for system, code in codes_of(exception, memory.rules, platform, context=context):
        if locales is None:
            locales = chain()
        if entries := memory.entry(system, code, locales, platform_of(platform)):
            return entries[0]
    return None
