"""Answers to what is no code: to exceptions and words, and all that a catalogue has."""

from __future__ import annotations

from itertools import islice

from ..answers.coded import parameters_of
from ..codes.platforms import platform_of
from ..errors import InvalidSearch
from ..marking import gettext_lazy
from .finding import are_same, foremost, preferred

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..answers.entry import Entry
    from ..store.statements import Key, Reader
    from .memory import Memory

_SEARCHES = 3
# entries that are read at once
_BATCH = 100
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
    search: Callable[[str | None], Sequence[Key]],
    systems: Sequence[str],
    chain: tuple[str, ...],
    platform: str | None,
) -> list[Entry]:
    """Return the entries of the keys that a search of the database finds, in its order.

    ``search`` is asked about each of some systems, whose entries come in that order, or else about
    all of them at once, as None.
    """
    found: list[list[Entry]] = []
    for _ in range(_SEARCHES):
        keys = [key for system in systems or (None,) for key in search(system)]
        found = [memory.entry(*key, chain, platform) for key in keys]
        if all(found):
            break
        # another state of the database has taken the place of the one that was searched
        memory.refresh()
    return [entry for entries in found for entry in entries]


def entries(
    memory: Memory, systems: Sequence[str], chain: tuple[str, ...], platform: str | None
) -> Iterator[Entry]:
    """Yield all entries of some systems or, where none is named, of all."""
    rows = memory.rows(chain)
    for system in systems or rows.systems():
        symbols = iter(rows.symbols(system))
        while some := [*islice(symbols, _BATCH)]:
            found = memory.by_symbols(system, some, chain, platform)
            by_symbol = {entry.symbol: entry for entry in found}
            # what is gone since the symbols were read is left out
            yield from [by_symbol[symbol] for symbol in some if symbol in by_symbol]


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
    asked: Callable[[], tuple[tuple[str, ...], tuple[str, ...]]],
    platform: str | None,
    *,
    context: bool,
) -> Entry | None:
    """Return the entry of the first code of an exception that the catalogue has; None if none.

    Where that has no texts yet, it is an explained one that it is called elsewhere, if there is.
    Its texts are filled with the parameters that the exception has. ``platform`` is that where it
    was raised, or None; ``context`` is that of ``codes_of``, ``asked`` that of ``recognized``.
    """
    # imported here: words and lists need none of it
    from ..exceptions.codes import codes_of

    codes = codes_of(exception, memory.rules, memory.traits, platform, context=context)
    found = recognized(codes, memory, asked, platform)
    if found is None or not found[1]:
        return found and found[0]
    # imported here: few exceptions have any
    from ..answers.filling import legible

    return legible(*found)


def recognized(
    codes: Iterable[tuple[str, int | str, BaseException]],
    memory: Memory,
    asked: Callable[[], tuple[tuple[str, ...], tuple[str, ...]]],
    platform: str | None,
) -> tuple[Entry, dict[str, object]] | None:
    """Return the entry of the first of some codes that the catalogue has; None if it has none.

    With it are the parameters of the exception that told the code. ``asked`` returns systems in
    order of preference and the locales to answer in, and is called only if there is a code. Where
    it names a symbol of several systems, the first of these is meant.
    """
    known = None
    for system, code, source in codes:
        systems, chain = known = known or asked()
        found = _entries_of(memory, system, code, chain, platform_of(platform))
        if len(found) > 1:
            found = preferred(found, systems)
            found = found if system else foremost(found, memory.traits())
        if len(found) == 1 or (found and all(are_same(found[0], entry) for entry in found)):
            return _explained(found[0]), parameters_of(source)
    return None


def _explained(entry: Entry) -> Entry:
    """Return an entry or, if it has no texts, an explained one that it is called elsewhere."""
    if entry.meaning:
        return entry
    return next((one for one in entry.equivalents if one.meaning), entry)


def _entries_of(
    memory: Memory, system: str, code: str | int, chain: tuple[str, ...], platform: str | None
) -> list[Entry]:
    """Return the entries of a symbol or number in a system; a symbol may be of any, or an alias."""
    if system:
        if found := memory.entry(system, code, chain, platform):
            return found
        known = [name for name, *_ in memory.titles() if name.casefold() == system.casefold()]
        if not known:
            return []
        system = known[0]
    if isinstance(code, str):
        return memory.by_name(code, system or None, chain, platform)
    return memory.entry(system, code, chain, platform)


def load(chain: tuple[str, ...]) -> None:
    """Load what answers in some languages load on demand elsewhere, which is reading too."""
    import langcodes.tag_parser  # noqa: F401

    from ..codes import evidence, windows  # noqa: F401
    from ..exceptions import codes  # noqa: F401
    from ..language import interface, tags
    from . import judging, suggestions  # noqa: F401

    interface.translation(chain)
    tags.likely_subtags()
