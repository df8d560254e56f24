"""From a code or a text to the entries it can mean, best first.

In order: the readings of ``codes.readings`` by their rank; within one, by system and symbol.
Entries that have a number on other platforms alone come after all that, by rank and in the order
of Linux, macOS, FreeBSD and Windows. Where a platform is named, they are left out, and the codes
of Windows' own systems come last unless that is Windows. What both a number and a name of the best
rank lead to comes before all else, on whatever platform: ``[Errno 61] Connection refused``.
"""

from __future__ import annotations

from ..codes import readings
from ..codes.platforms import OF_WINDOWS, PLATFORMS, platform_of
from ..errors import AmbiguousCode, UnknownCode
from .entry import Match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..codes.readings import Reading
    from .entry import Entry
    from .memory import Memory

    # by rank and platform
    Found = tuple[tuple[int, int], Reading, Entry]

_ORDER = {name: place for place, name in enumerate(PLATFORMS)}


def one(
    memory: Memory, code: int | str, system: str | None, chain: tuple[str, ...], name: str | None
) -> Entry:
    """Return the one entry of the best rank; raises UnknownCode and AmbiguousCode."""
    found: list[tuple[Reading, Entry]] = []
    elsewhere: list[Found] = []
    best = 0
    for reading in readings.readings(code):
        if found and reading.rank != best:
            break
        best = reading.rank
        here, there = _read(memory, reading, system, chain, name)
        found += [(reading, entry) for entry in here]
        elsewhere += there
    if not found and elsewhere:
        best = min([place[0] for place, _, _ in elsewhere])
        found = [(reading, entry) for place, reading, entry in elsewhere if place[0] == best]
    if not found:
        raise UnknownCode(code, system, _suggestions(memory, code, chain), _packed(code))
    if len(found) == 1:
        return found[0][1]
    if agreed := _agreed(found, elsewhere):
        values = {reading.value for reading, _ in agreed}
        # another number of the line may be the one that is asked for
        others = [one for one in found if not one[0].name and one[0].value not in values]
        found = [*agreed, *others]
    different = {(entry.system, entry.symbol): entry for _, entry in found}
    if len(different) > 1:
        raise AmbiguousCode(code, different.values())
    return found[0][1]


def matches(
    memory: Memory, code: int | str, system: str | None, chain: tuple[str, ...], name: str | None
) -> list[Match]:
    """Return all entries, each once, with the reason for the best of its readings."""
    found: list[tuple[Reading, Entry]] = []
    elsewhere: list[Found] = []
    for reading in readings.readings(code):
        here, there = _read(memory, reading, system, chain, name)
        found += [(reading, entry) for entry in here]
        elsewhere += there
    elsewhere.sort(key=_place)
    others = [(reading, entry) for _, reading, entry in elsewhere]
    made: dict[tuple[str, str], Match] = {}
    for reading, entry in [*_agreed(found, elsewhere), *found, *others]:
        key = entry.system, entry.symbol
        if key not in made:
            platforms = _platforms(entry, reading)
            made[key] = Match(entry, _reason(entry, reading, platforms), platforms)
    return list(made.values())


def _read(
    memory: Memory,
    reading: Reading,
    system: str | None,
    chain: tuple[str, ...],
    name: str | None,
) -> tuple[list[Entry], list[Found]]:
    """Return what a reading leads to on the platform asked for, and what on others alone."""
    if reading.system and system not in (None, reading.system):
        return [], []
    inside, platform = reading.system or system, platform_of(name)
    if reading.name:
        return memory.by_name(reading.name, inside, chain, platform), []
    every = memory.by_value(reading.value, inside, chain, platform)
    foreign = OF_WINDOWS if name is not None and platform != "windows" else ()
    here, there = [], []
    for entry in every:
        if entry.value == reading.value and entry.system not in foreign:
            here.append(entry)
        elif name is None or entry.system in foreign:
            place = reading.rank, _ORDER[_platforms(entry, reading)[0]]
            there.append((place, reading, entry))
    return here, there


def _agreed(
    found: list[tuple[Reading, Entry]], elsewhere: list[Found]
) -> list[tuple[Reading, Entry]]:
    """Return what both a number and a name lead to, among the readings of the best rank."""
    best = found[0][0].rank if found else 0
    named = {
        (entry.system, entry.symbol)
        for reading, entry in found
        if reading.rank == best and reading.name
    }
    if not named:
        return []
    numbers = [*found, *[(reading, entry) for _, reading, entry in elsewhere]]
    return [
        (reading, entry)
        for reading, entry in numbers
        if reading.rank == best and not reading.name and (entry.system, entry.symbol) in named
    ]


def _place(found: Found) -> tuple[int, int]:
    return found[0]


def _platforms(entry: Entry, reading: Reading) -> tuple[str, ...]:
    if reading.name:
        return ()
    if entry.system in OF_WINDOWS:
        return ("windows",)
    return tuple([name for name, value in entry.numbers if value == reading.value])


def _reason(entry: Entry, reading: Reading, platforms: tuple[str, ...]) -> str:
    # a reading of one system alone says itself what it is
    if platforms and (entry.numbers or not reading.system):
        *others, last = [PLATFORMS[name] for name in platforms]
        return f"{reading.reason}, on {', '.join(others)}{' and ' if others else ''}{last}"
    if reading.name.casefold() in [alias.casefold() for alias in entry.aliases]:
        return f"{reading.reason}, an alias of {entry.symbol}"
    return reading.reason


def _suggestions(memory: Memory, code: int | str, chain: tuple[str, ...]) -> list[str]:
    from .suggestions import alike

    asked = [reading.name for reading in readings.readings(code) if reading.name]
    return alike(asked, memory.rows(chain).names_near)


def _packed(code: int | str) -> str:
    """Return in words what a number is made of that no entry has, if it is an HRESULT or so."""
    from ..codes.windows import unpacked

    numbers = [reading.value for reading in readings.readings(code) if not reading.name]
    return str(unpacked(numbers[0]) or "") if numbers else ""
