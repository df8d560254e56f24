"""What helps somebody whose code no entry has: names alike, entries near, what a number is."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from math import log
from unicodedata import normalize

from ..codes import readings
from ..codes.evidence import WRITTEN, in_line, present
from ..codes.rules import fold
from ..codes.windows import unpacked
from ..errors import UnknownCode
from ..marking import any_of
from ..marking import gettext_lazy as _
from .finding import are_same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from ..answers.entry import Entry
    from ..marking import InterfaceMessage
    from .finding import Question
    from .memory import Memory

    Key = tuple[str, str]

_LIKENESS = 0.85
_SHORTEST = 5
_MOST_ASKED = 12
_MOST = 3

# words of a line that are written as names are: in capitals, or with underscores
_NAME = re.compile(r"(?<!\w)(?:[A-Z][A-Z0-9_]{4,60}|[A-Za-z]\w{0,30}_\w{1,30})(?!\w)", re.ASCII)
# what stands before all else names a program or how grave it is: "ssh:", "Fatal:"
_LABEL = re.compile(r"^\s{0,20}[^\W\d_]{1,40}:\s")
# words of texts; of Japanese, pairs of kanji and runs of katakana, for what is between them bends
_WORD = re.compile(r"[一-鿿々]{2}|[ァ-ヺー]{2,30}|(?:(?![ぁ-ヿ一-鿿々])[^\W\d_]){4,40}")
# words of a line that are searched for, the longest of them
_MOST_SEARCHED = 24
# a word that so many entries have says nothing of any
_COMMON = 150
# letters of a word that says enough alone
_TELLING = 5
# how much of what speaks for the nearest entry must speak for others
_SHARE = 0.6


def unknown(memory: Memory, code: int | str, question: Question) -> UnknownCode:
    """Return the error for a code that no entry has: what was perhaps meant, or what it is."""
    traits = memory.traits()
    every = list(readings.readings(code, traits))
    asked = [reading.name for reading in every if reading.name]
    numbers = [reading.value for reading in every if not reading.name]
    of_number = unpacked(numbers[0]) if numbers else None
    packed = of_number.message if of_number else None
    ordinary: Container[str] = ()
    if readings.is_line(code):
        ordinary = memory.rules().ordinary
        line = readings.cleaned(str(code))
        asked += [
            reading.name
            for match in _NAME.finditer(line)
            for reading in readings.readings(match[0], traits)
            if reading.name and match[0] != line
        ]
        packed = packed or _read_in(memory, line)
    suggestions = [
        name
        for name in alike(dict.fromkeys(asked), memory.rows(question.chain).names_near)
        if name.casefold() not in ordinary
    ]
    return UnknownCode(code, ", ".join(question.systems) or None, suggestions, packed)


def _read_in(memory: Memory, line: str) -> InterfaceMessage | None:
    """Return in words what the first number of a line is, if the line says whose it is."""
    rules = memory.rules()
    for one in in_line(line, rules, present(rules, fold(line)), asked=True):
        if one.value is None:
            continue
        if packed := unpacked(one.value):
            return packed.message
        if one.rank <= WRITTEN and one.systems:
            # Translators: {systems} is a list of names of code systems
            return _(
                "the number {number} of {systems}", number=one.written, systems=any_of(one.systems)
            )
    return None


def alike(asked: Iterable[str], near: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the known names that are most like those asked for, best first.

    ``near`` gives the known names that come into question for one. What is like another than the
    first of those asked for counts only where nothing is like the first.
    """
    likeness: dict[str, float] = {}
    places: dict[str, int] = {}
    for place, name in enumerate([name.casefold() for name in asked][:_MOST_ASKED]):
        if len(name) < _SHORTEST:
            continue
        matcher = SequenceMatcher(None, "", name)
        for known in near(name):
            matcher.set_seq1(known.casefold())
            # the first two are upper bounds, and far cheaper
            if (
                matcher.real_quick_ratio() >= _LIKENESS
                and matcher.quick_ratio() >= _LIKENESS
                and matcher.ratio() >= max(_LIKENESS, likeness.get(known, 0))
            ):
                likeness[known] = matcher.ratio()
                places.setdefault(known, min(place, 1))
    first = min(places.values(), default=0)
    best = [name for name in likeness if places[name] == first]
    return sorted(best, key=lambda name: (-likeness[name], name))[:_MOST]


def nearest(text: str, search: Callable[[str, int], Sequence[Entry]]) -> list[Entry]:
    """Return up to three entries whose texts have the rare words of a text, nearest first.

    ``search`` returns up to some number of entries that have a word, as ``Catalog.search`` does.
    An entry must have two rare words, or a long one in its name or meaning. Of entries that are the
    same error, the first comes alone.
    """
    entries: dict[Key, Entry] = {}
    weights: dict[Key, float] = {}
    counts: Counter[Key] = Counter()
    for word in sorted(_words(text), key=len, reverse=True)[:_MOST_SEARCHED]:
        found = [entry for entry in search(word, _COMMON) if entry.meaning]
        for entry in found if len(found) < _COMMON else ():
            key = entry.system, entry.symbol
            is_meant = word in f"{entry.symbol} {entry.meaning}".casefold()
            entries[key] = entry
            weights[key] = weights.get(key, 0) + (1 + is_meant) * log(_COMMON / len(found))
            counts[key] += 2 if is_meant and (len(word) >= _TELLING or not word.isascii()) else 1
    near: list[Entry] = []
    best = max([weight for key, weight in weights.items() if counts[key] > 1], default=0)
    for key in sorted(weights, key=lambda key: (-weights[key], key)):
        is_near = counts[key] > 1 and weights[key] >= _SHARE * best
        if is_near and not any(are_same(one, entries[key]) for one in near):
            near.append(entries[key])
    return near[:_MOST]


def _words(text: str) -> Iterable[str]:
    text = _LABEL.sub("", normalize("NFKC", text)).casefold()
    return dict.fromkeys(match[0] for match in _WORD.finditer(text))
