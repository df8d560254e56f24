"""From evidence in a line to the codes that the line names, best first.

Pieces of evidence that lead to one entry, or to entries that are the same error, are one code:
``[Errno 61] Connection refused`` is macOS' ECONNREFUSED wherever it is read, for there number and
words agree. A code that wraps what else the line names comes first, then one that several pieces
agree on, then the surer evidence, then what stands first.
"""

from __future__ import annotations

from ..codes.evidence import NAMED, RAISED, SAID_USUALLY, WRAPPING, WRITTEN
from ..codes.platforms import PLATFORMS, platform_of
from ..codes.readings import of_number
from ..marking import gettext_lazy as _
from .finding import are_same, foremost, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from ..answers.entry import Entry
    from ..codes.evidence import Evidence
    from ..marking import InterfaceMessage
    from .finding import Question
    from .memory import Memory

    Key = tuple[str, str]

_ORDER = {name: place for place, name in enumerate(PLATFORMS)}
# characters between a number and words that speak of the same failure
_BESIDE = 24
# HRESULTs and NTSTATUS of failures begin here
_FIRST_FAILURE = 0x8000_0000
# numbers that hardly any other program has
_OF_WINSOCK = range(10_000, 12_000)


class Candidate:
    """An entry that a piece of evidence can mean, why, and on which platforms."""

    __slots__ = ("entry", "evidence", "platforms", "reason", "is_here")

    def __init__(
        self,
        entry: Entry,
        evidence: Evidence,
        reason: InterfaceMessage,
        platforms: tuple[str, ...],
        *,
        is_here: bool,
    ) -> None:
        self.entry = entry
        self.evidence = evidence
        self.reason = reason
        self.platforms = platforms
        self.is_here = is_here

    @property
    def key(self) -> Key:
        return self.entry.system, self.entry.symbol


class Code:
    """A code that a line names: the candidates that all its evidence allows, and the others."""

    def __init__(self, evidence: Evidence, candidates: Sequence[Candidate]) -> None:
        self.evidence = [evidence]
        here = [one for one in candidates if one.is_here]
        self.best = here or _nearest(candidates)
        self.others = [one for one in candidates if one not in self.best]
        self.is_contradicted = False

    def takes(self, evidence: Evidence, candidates: Sequence[Candidate]) -> bool:
        """Take in evidence that leads to the same error, and tell whether it does."""
        if self.wraps:
            # what it is called elsewhere may be what it wraps, which is told as well
            here = {one.key for one in candidates}
            agreeing = [one for one in self.best if one.key in here]
        else:
            agreeing = [one for one in self.best if _means_any(one, candidates)]
            agreeing = agreeing or [one for one in self.others if _means_any(one, candidates)]
        if not agreeing:
            return False
        known = {one.key for one in agreeing}
        # those that are the same error under another name come after it
        more = [
            one
            for one in (*candidates, *self.best, *self.others)
            if one.key not in known and _means_any(one, agreeing)
        ]
        self.best, self.others = agreeing, more
        if evidence.value is not None and all(one.is_entry for one in self.evidence):
            # a number says more exactly than words which system speaks
            self.best, self.others = (more, agreeing) if more else (agreeing, [])
        self.evidence.append(evidence)
        return True

    @property
    def is_sure(self) -> bool:
        """Tell whether the line itself says that it means this code."""
        surest = min(one.rank for one in self.evidence)
        return not self.is_contradicted and (self.is_agreed or surest <= SAID_USUALLY)

    @property
    def wraps(self) -> bool:
        """Tell whether what else the line names is behind this code."""
        return self.evidence[0].rank == WRAPPING

    @property
    def rank(self) -> tuple[bool, bool, bool, int, int]:
        """What codes are ordered by."""
        first = min(self.evidence, key=_sureness)
        # of exceptions, the one that is named last is the cause of those before it
        place = -first.start if first.rank == RAISED else first.start
        return not self.wraps, not self.is_agreed, self.is_contradicted, first.rank, place

    def is_as_good_as(self, best: Code) -> bool:
        """Tell whether this code may be the one that is asked for as well as the best one."""
        if self is best or self.rank[:4] == best.rank[:4]:
            return True
        if self.rank[0] != best.rank[0]:
            return False
        first = min(self.evidence, key=_sureness)
        # of two numbers in a line, the one with words beside it need not be the one that is meant
        return best.is_agreed and first.rank == WRITTEN and not self.is_contradicted

    @property
    def is_agreed(self) -> bool:
        """Tell whether evidence of two sorts leads to it: a number, a name, words, a type."""
        sorts = {
            (one.value is None, one.is_entry, one.is_entry and one.rank == RAISED)
            for one in self.evidence
        }
        return len(sorts) > 1


def codes(
    memory: Memory,
    found: Sequence[Evidence],
    question: Question,
) -> list[Code]:
    """Return the codes that the evidence of a line leads to, best first."""
    made: list[Code] = []
    for evidence in sorted(found, key=_sureness):
        candidates = list(_candidates(memory, evidence, question))
        if candidates and not any(code.takes(evidence, candidates) for code in made):
            made.append(Code(evidence, candidates))
    made = [code for code in made if code.is_agreed or not code.evidence[0].needs_words]
    if question.platform is not None:
        # numbers of other platforms mean nothing there, unless words say that they are others'
        made = [code for code in made if code.is_agreed or code.best[0].is_here]
    _note_contradictions(made, memory.traits().windows)
    return sorted(made, key=lambda code: code.rank)


def _sureness(evidence: Evidence) -> tuple[int, bool, int]:
    return evidence.rank, evidence.needs_words, evidence.start


def _nearest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return those of the first platform that any of the candidates is of."""
    first = min(_ORDER.get(platform, 0) for one in candidates for platform in one.platforms[:1])
    return [one for one in candidates if _ORDER.get(one.platforms[0], 0) == first]


def _means_any(one: Candidate, others: Iterable[Candidate]) -> bool:
    return any(are_same(one.entry, other.entry) for other in others)


def _note_contradictions(made: Sequence[Code], windows: Container[str]) -> None:
    """Note which numbers have words beside them that mean another error of the same system.

    The systems of Windows are one here: 0x80004005 is what .NET gives many of its exceptions, and
    the words of Windows beside it say what went wrong.
    """
    said = [
        (code, one)
        for code in made
        for one in code.evidence
        if one.is_entry and one.rank <= SAID_USUALLY
    ]
    for code in made:
        (number, *more) = code.evidence
        # several forms may read one number
        more = [one for one in more if one.start != number.start]
        if more or number.value is None or number.rank != WRITTEN:
            continue
        system = code.best[0].entry.system
        code.is_contradicted = any(
            other is not code
            and (system in one.systems or (system in windows and one.systems[0] in windows))
            and -_BESIDE <= one.start - number.end <= _BESIDE
            for other, one in said
        )


def without_wrappers(made: Sequence[Code]) -> list[Code]:
    """Return codes without those of exception types alone, where something surer is named."""
    surer = [code for code in made if min(one.rank for one in code.evidence) <= NAMED + 1]
    return [code for code in made if code in surer or code.evidence[0].rank != RAISED or not surer]


def _candidates(memory: Memory, evidence: Evidence, question: Question) -> Iterator[Candidate]:
    """Yield the entries that a piece of evidence can mean, best first."""
    for system in within(question, evidence.systems):
        if evidence.is_entry:
            found = memory.entry(*_meant(evidence), question.chain, platform_of(question.platform))
            for entry in found:
                yield Candidate(entry, evidence, _reason(evidence), (), is_here=True)
        elif evidence.value is None:
            yield from _named(memory, evidence, system, question)
        else:
            yield from _numbered(memory, evidence, system, question)


def _meant(evidence: Evidence) -> Key:
    return evidence.systems[0], evidence.symbol


def _named(
    memory: Memory,
    evidence: Evidence,
    system: str | None,
    question: Question,
) -> Iterator[Candidate]:
    """Yield the entries that a name leads to, also as other programs spell it."""
    chain, platform = question.chain, platform_of(question.platform)
    symbol = evidence.symbol
    if " " in symbol:
        # words that a system's symbols are made of
        symbol = "_".join(symbol.split())
    entries = memory.by_name(symbol, system, chain, platform)
    if not entries:
        traits = memory.traits()
        for prefix in traits.prefixes if system else ():
            entries += memory.by_name(prefix + symbol, system, chain, platform)
        if spelled := traits.spelled(symbol):
            entries += memory.by_name(spelled[0], spelled[1], chain, platform)
    # what must not stand alone comes after what may
    first = entries if evidence.systems else foremost(entries, memory.traits())
    for entry in entries:
        yield Candidate(entry, evidence, _reason(evidence), (), is_here=entry in first)


def _numbered(
    memory: Memory,
    evidence: Evidence,
    system: str | None,
    question: Question,
) -> Iterator[Candidate]:
    """Yield the entries that have a number, or what is packed in it, here and elsewhere."""
    chain, name = question.chain, question.platform
    traits, platform = memory.traits(), evidence.platform or platform_of(name)
    number = evidence.value
    assert number is not None
    if not number:
        # everybody's number for success
        return
    for reading in of_number(number, evidence.written, traits, system or ""):
        inside = reading.system or system
        for entry in memory.by_value(reading.value, inside, chain, platform_of(name)):
            numbers = dict(entry.numbers)
            on = tuple([one for one, value in numbers.items() if value == reading.value])
            if entry.system in traits.windows:
                on = ("windows",)
            is_here = not numbers or platform in on
            if evidence.platform and numbers and not is_here:
                continue
            if entry.system in traits.labelled and not evidence.systems:
                continue
            if entry.system in traits.windows and _is_anybodys(evidence, entry):
                continue
            yield Candidate(entry, evidence, _reason(evidence, reading.reason), on, is_here=is_here)


def _is_anybodys(evidence: Evidence, entry: Entry) -> bool:
    """Tell whether a number has nothing about it that is Windows', which names most numbers."""
    number = evidence.value or 0
    if evidence.systems or not 0 < number < _FIRST_FAILURE:
        return False
    return number not in _OF_WINSOCK or not entry.meaning


def _reason(evidence: Evidence, reading: InterfaceMessage | None = None) -> InterfaceMessage:
    """Return why evidence leads to an entry."""
    if evidence.is_entry:
        if evidence.rank == RAISED:
            return _("the exception “{text}”", text=evidence.written)
        return _("the message “{text}”", text=evidence.written)
    if reading is None:
        reading = _("the name {name}", name=evidence.symbol)
    if not evidence.source:
        return _("in the text: {reading}", reading=reading)
    # Translators: {source} is what stands before a number, {reading} is how the number is read
    return _("after “{source}”: {reading}", source=evidence.source, reading=reading)
