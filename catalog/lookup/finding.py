"""From a code or a text to the entries it can mean, best first.

What the whole text says comes first: the readings of ``codes.readings`` by their rank; within one,
codes that are explained before those that have no texts yet, on Windows those of its own systems
before others, then by system and symbol. What has a number on other platforms alone comes after
all that, by rank and in the order of PLATFORMS, and so do the numbers of Windows' own systems
anywhere else; where a platform is named, of these the latter alone. After those come the numbers
of systems that are never written alone, unless the question names the system; their names come
after those of other systems, and their aliases as if a prefix had been left off. Then comes what
the words of a line say: the codes that it names by ``lookup.judging``, the best candidates of each,
and then the others.
"""

from __future__ import annotations

from ..answers.match import Match
from ..codes import readings
from ..codes.platforms import PLATFORMS, platform_of
from ..errors import AmbiguousCode
from ..marking import all_of
from ..marking import gettext_lazy as _
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..answers.entry import Entry
    from ..codes.platforms import Traits
    from ..codes.readings import Reading
    from ..marking import InterfaceMessage
    from .judging import Candidate, Code
    from .memory import Memory

    # how near a reading and its entry are, the nearest first
    Place = tuple[int, int, bool, int]
    Found = tuple[Place, Reading, Entry]


class Question(Record):
    """What is asked: of some systems or, where there are none, of any; in which languages; where.

    Of several systems that have a code, the first is meant where they are ``in_order``; else it is
    ambiguous. ``platform`` is the one that was named, or None.
    """

    __slots__ = ("systems", "in_order", "chain", "platform")

    systems: tuple[str, ...]
    in_order: bool
    chain: tuple[str, ...]
    platform: str | None


_ORDER = {name: place for place, name in enumerate(PLATFORMS)}
# comes before the order of any platform
_HERE = -1
# comes after the rank of any reading
_LABELLED = 100


def one(memory: Memory, code: int | str, question: Question) -> Entry:
    """Return the one entry of the best rank; raises UnknownCode and AmbiguousCode."""
    found = _best_of_whole(memory, code, question)
    if not found and readings.is_line(code):
        named = _codes(memory, str(code), question)
        tied = [code for code in named if code.is_as_good_as(named[0])]
        found = [candidate.entry for code in tied for candidate in code.best]
    if question.in_order and len(question.systems) > 1:
        found = preferred(found, question.systems)
    different = {(entry.system, entry.symbol): entry for entry in found}
    if not all(are_same(found[0], entry) for entry in different.values()):
        raise AmbiguousCode(code, different.values())
    if not found:
        # imported here: it takes longer to load than most questions to answer
        from .suggestions import unknown

        raise unknown(memory, code, question)
    return found[0]


def beside(memory: Memory, code: int | str, question: Question) -> tuple[list[Entry], bool]:
    """Return what a line surely names besides its best code, and whether that one wraps it.

    A number or a name alone has nothing beside it.
    """
    if not readings.is_line(code) or _best_of_whole(memory, code, question):
        return [], False
    best, *others = _codes(memory, str(code), question)
    return [one.best[0].entry for one in others if one.is_sure], best.wraps


def preferred(found: Sequence[Entry], systems: Sequence[str]) -> list[Entry]:
    """Return the entries of the first system that has any; all where none of the systems has."""
    for system in systems:
        if of_system := [entry for entry in found if entry.system == system]:
            return of_system
    return list(found)


def matches(memory: Memory, code: int | str, question: Question) -> list[Match]:
    """Return all entries, each once, with the reason for the best of its readings."""
    made: dict[tuple[str, str], tuple[Entry, InterfaceMessage, tuple[str, ...]]] = {}
    here: list[Found] = []
    elsewhere: list[Found] = []
    for reading in readings.readings(code, memory.traits()):
        here_too, there = _read(memory, reading, question)
        here += here_too
        elsewhere += there
    for __, reading, entry in [*sorted(here, key=_place), *sorted(elsewhere, key=_place)]:
        on = _platforms(memory, entry, reading)
        reason = _reason(entry, reading, on)
        made.setdefault((entry.system, entry.symbol), (entry, reason, on))
    if readings.is_line(code):
        named = _codes(memory, str(code), question)
        best = [candidate for code in named for candidate in code.best]
        others = [candidate for code in named for candidate in code.others]
        if question.platform is not None:
            others = [one for one in others if one.is_here or not one.platforms]
        for one in (*best, *others):
            made.setdefault(one.key, (one.entry, _with_platforms(one), one.platforms))
    return _told(made.values(), question.chain)


def _told(
    found: Iterable[tuple[Entry, InterfaceMessage, tuple[str, ...]]], chain: tuple[str, ...]
) -> list[Match]:
    """Return matches whose reasons are in the first of some languages that the interface has."""
    # imported here: look-ups of one entry need none of it
    from ..language.interface import localized

    return [Match(entry, localized(reason, chain), on) for entry, reason, on in found]


def _best_of_whole(memory: Memory, code: int | str, question: Question) -> list[Entry]:
    """Return the entries that a text as a whole leads to, those that are nearest of all."""
    here: list[Found] = []
    elsewhere: list[Found] = []
    best = 0
    for reading in readings.readings(code, memory.traits()):
        if here and reading.rank > best:
            break
        here_too, there = _read(memory, reading, question)
        here += here_too
        elsewhere += there
        best = min([place[0] for place, *_ in here], default=0)
    found = sorted(here or elsewhere, key=_place)
    return [entry for place, _, entry in found if place == found[0][0]]


def _codes(memory: Memory, text: str, question: Question) -> list[Code]:
    """Return the codes that the words of a text name."""
    # imported here: a number or a symbol needs none of it
    from ..codes.evidence import in_line, present
    from ..codes.rules import fold
    from .judging import codes

    line, rules = readings.cleaned(text), memory.rules()
    found = in_line(line, rules, present(rules, fold(line)), asked=True)
    return codes(memory, found, question)


def _read(memory: Memory, reading: Reading, question: Question) -> tuple[list[Found], list[Found]]:
    """Return what a reading leads to on the platform asked for, and what on others alone."""
    chain, name = question.chain, question.platform
    inside = within(question, (reading.system,) if reading.system else ())
    platform = platform_of(name)
    traits = memory.traits()
    labelled = [one for one in traits.labelled if one not in question.systems]
    if reading.name:
        named = [memory.by_name(reading.name, one, chain, platform) for one in inside]
        every = [entry for entries in named for entry in entries]
        return [(_place_of_name(entry, reading, labelled), reading, entry) for entry in every], []
    numbered = [memory.by_value(reading.value, one, chain, platform) for one in inside]
    windows = traits.windows
    here: list[Found] = []
    there: list[Found] = []
    for entry in [entry for entries in numbered for entry in entries]:
        is_own = entry.system in windows
        if entry.system in labelled:
            # by what else its bits may be, nobody finds it
            if not reading.rank and (name is None or entry.value == reading.value):
                there.append(((_LABELLED, _HERE, not entry.meaning, 0), reading, entry))
        elif entry.value == reading.value and (not is_own or platform == "windows"):
            # a bare number on Windows is that of its own systems rather than any other's
            later = platform == "windows" and not is_own
            here.append(((reading.rank, _HERE, not entry.meaning, later), reading, entry))
        elif name is None or is_own:
            # none where a database has it for a platform that this version does not know
            for on in _platforms(memory, entry, reading)[:1]:
                # what Windows itself numbers comes before the numbers of its C library
                order = 2 * _ORDER[on] + (not is_own)
                there.append(((reading.rank, order, not entry.meaning, 0), reading, entry))
    return here, there


def _place_of_name(entry: Entry, reading: Reading, labelled: Sequence[str]) -> Place:
    """Return how near a name and its entry are; one that is never written alone comes later."""
    if entry.system not in labelled:
        return reading.rank, _HERE, not entry.meaning, 0
    is_alias = reading.name.casefold() != entry.symbol.casefold()
    return max(reading.rank, is_alias), _HERE, not entry.meaning, 1


def foremost(found: list[Entry], traits: Traits) -> list[Entry]:
    """Return the entries of systems whose codes may stand alone; all where there are none."""
    return [entry for entry in found if entry.system not in traits.labelled] or found


def are_same(one: Entry, other: Entry) -> bool:
    """Tell whether two entries are one, or one error by two names."""
    here, there = (one.system, one.symbol), (other.system, other.symbol)
    if here == there:
        return True
    return there in [(same.system, same.symbol) for same in one.same_as] or here in [
        (same.system, same.symbol) for same in other.same_as
    ]


def within(question: Question, systems: Sequence[str]) -> list[str | None]:
    """Return the systems to look in: those of a reading that are asked for, or None for any."""
    if not systems:
        return list(question.systems) or [None]
    return [one for one in systems if not question.systems or one in question.systems]


def _place(found: Found) -> Place:
    return found[0]


def _platforms(memory: Memory, entry: Entry, reading: Reading) -> tuple[str, ...]:
    if reading.name:
        return ()
    if entry.system in memory.traits().windows:
        return ("windows",)
    return tuple([name for name, value in entry.numbers if value == reading.value])


def _reason(entry: Entry, reading: Reading, platforms: tuple[str, ...]) -> InterfaceMessage:
    # a reading of one system alone says itself what it is
    if platforms and (entry.numbers or not reading.system):
        return _on(reading.reason, platforms)
    if reading.name.casefold() in [alias.casefold() for alias in entry.aliases]:
        return _("{reason}, an alias of {symbol}", reason=reading.reason, symbol=entry.symbol)
    return reading.reason


def _with_platforms(candidate: Candidate) -> InterfaceMessage:
    if candidate.platforms and candidate.entry.numbers:
        return _on(candidate.reason, candidate.platforms)
    return candidate.reason


def _on(reason: InterfaceMessage, platforms: tuple[str, ...]) -> InterfaceMessage:
    # Translators: {platforms} is a list
    listed = all_of([PLATFORMS[name] for name in platforms])
    return _("{reason}, on {platforms}", reason=reason, platforms=listed)
