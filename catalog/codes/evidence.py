"""What a line of text says of codes: each piece of evidence with its place and strength.

A number counts only with evidence of its system: a form in which that system's numbers stand, or,
in what somebody asks about, nothing better in the whole text. A form takes all numbers within it
from every other form; look-alikes, the forms of other programs, take them and mean none of ours.
Names, phrases and exception types are evidence of their own. What several pieces mean together is
for ``lookup.finding`` to judge, which knows the entries.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from . import unlabelled
from .rules import AGREEING, ASKED, LOG, Form, Phrase, Rules, fold, last_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# ranks, the surest first; a code that wraps others comes before them all
WRAPPING, WRITTEN, SAID, NAMED, SAID_USUALLY, RAISED, ASKED_FOR = range(7)
SAID_PERHAPS, HEXADECIMAL, BARE = range(7, 10)
# what is believed only where nothing surer is in the text
_LAST_RESORTS = (SAID_PERHAPS, BARE)

_BELIEF = {LOG: 1, AGREEING: 2, ASKED: 3}

# symbols are words in capitals; Winsock's and errno's are typed in small letters too
_NAME = re.compile(
    # escaped, an end of line is a letter
    r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))(?:WSA\w{3,60}|[A-Z][A-Z0-9_]{3,60}|(?:wsa|e)[a-z0-9_]{4,60})"
    r"(?!\w|\.[a-z])",
    re.ASCII,
)
_TYPE = re.compile(r"[A-Za-z_]\w{0,60}(?:(?:\.|::|\\|\$)[A-Za-z_]\w{0,60}){0,8}", re.ASCII)
_TWO_WORDS = re.compile("[a-z0-9][A-Z]")
# numbers of 32 bits from here up are HRESULTs and NTSTATUS of failures
_FAILURE = 0x8000_0000
# characters that are quoted of what stands before a code
_LONGEST_SOURCE = 40


class Evidence(NamedTuple):
    """A piece of evidence: a number, a name, or an entry that is meant.

    ``written`` is the number or name as it stands; ``value`` a number, or None; ``symbol`` a name,
    or that of an entry where ``is_entry``. ``systems`` are those it can be of, empty for any;
    ``platform`` is whose number it is, if the form tells. ``source`` is the form's or phrase's own
    text, for the reason. ``needs_words``: it counts only with words that mean the same.
    """

    rank: int
    start: int
    end: int
    written: str
    value: int | None
    symbol: str
    is_entry: bool
    systems: tuple[str, ...]
    platform: str
    source: str
    needs_words: bool


class Present(NamedTuple):
    """The rules whose fixed texts a line has, and whether it may have names and types."""

    forms: list[Form]
    phrases: list[Phrase]
    has_words: bool


def present(rules: Rules, folded: str) -> Present:
    """Return the rules of which a line, folded, has a fixed text."""
    # lists of texts alone: of thousands, a few are in the line
    places = {
        n for text in [one for one in rules.fixed if one in folded] for n in rules.fixed[text]
    }
    phrases = [part for part in rules.phrases if part in folded]
    return Present(
        [rules.forms[place] for place in sorted(places)],
        [one for part in phrases for one in rules.phrases[part]],
        True,
    )


def in_line(line: str, rules: Rules, here: Present, *, asked: bool) -> list[Evidence]:
    """Return the evidence in a line, by place.

    ``asked``: somebody asks about this text, so that forms which logs have too many of count, and,
    where nothing else is found, bare numbers and words that mean a code only perhaps. What counts
    in a log counts when asked, too.
    """
    folded = fold(line)
    taken: list[tuple[int, int]] = []
    found = list(_written(line, folded, here.forms, taken, asked=asked))
    if here.has_words:
        found += _named(line, rules, taken, asked=asked)
        found += _raised(line, folded, rules)
    found += _said(line, folded, here.phrases, asked=asked)
    if asked:
        found += _unlabelled(line, found, taken)
        if any(one.rank < ASKED_FOR or one.value is not None for one in found if _is_sure(one)):
            found = [one for one in found if _is_sure(one)]
    found.sort(key=_place)
    return found


def _is_sure(evidence: Evidence) -> bool:
    return evidence.rank not in _LAST_RESORTS


def _place(evidence: Evidence) -> tuple[int, int]:
    return evidence.start, evidence.rank


def _written(
    line: str, folded: str, forms: Iterable[Form], taken: list[tuple[int, int]], *, asked: bool
) -> Iterator[Evidence]:
    """Yield the codes that stand in some form; what each form takes is added to ``taken``."""
    read: dict[tuple[int, int], str] = {}
    for form, match in _matches(line, folded, forms, asked=asked):
        if form.is_lookalike:
            taken.append(match.span())
            continue
        is_number = match.re.groupindex.get("number") and match["number"] is not None
        at = match.span("number" if is_number else "symbol")
        # another form of equal right may read the very same place
        if read.get(at) != form.believed and (at in read or _is_taken(at, taken, match.span())):
            continue
        read[at] = form.believed
        if is_number and form.believed != AGREEING:
            taken.append(match.span())
        elif is_number:
            taken.append(at)
        written = line[at[0] : at[1]]
        value = form.value(written) if is_number else None
        if is_number and value is None:
            continue
        rank = ASKED_FOR if form.believed == ASKED else WRAPPING if form.wraps else WRITTEN
        before = match.string[match.start() : at[0]].strip(" \t\n:=([{\"'#<-")[-_LONGEST_SOURCE:]
        yield Evidence(
            rank, *at, written, value, "" if is_number else written, False, form.systems,
            form.platform, before, form.believed == AGREEING,
        )  # fmt: skip


def _matches(
    line: str, folded: str, forms: Iterable[Form], *, asked: bool
) -> list[tuple[Form, re.Match[str]]]:
    """Return where forms match: look-alikes, then what logs believe too, each the longest first."""
    found: list[tuple[tuple[int, int], Form, re.Match[str]]] = []
    for form in forms:
        if form.believed == ASKED and not asked:
            continue
        if form.condition is None or form.condition.holds(line, folded):
            belief = 0 if form.is_lookalike else _BELIEF[form.believed]
            for match in form.pattern.finditer(line):
                found.append(((belief, match.start() - match.end()), form, match))
    found.sort(key=_precedence)
    return [(form, match) for _, form, match in found]


def _precedence(found: tuple[tuple[int, int], Form, re.Match[str]]) -> tuple[int, int]:
    return found[0]


def _is_taken(
    at: tuple[int, int], taken: Iterable[tuple[int, int]], by: tuple[int, int] | None = None
) -> bool:
    """Tell whether a place is within what forms have taken; ``by`` is what its own form takes.

    Forms that take the very same, such as those of the columns of a log, read it together.
    """
    return any(span[0] <= at[0] and at[1] <= span[1] and span != by for span in taken)


def _named(
    line: str, rules: Rules, taken: Sequence[tuple[int, int]], *, asked: bool
) -> Iterator[Evidence]:
    """Yield the symbols and aliases that stand in a line as words."""
    for match in _NAME.finditer(line):
        name = match[0]
        if not rules.is_name(name) or _is_taken(match.span(), taken):
            continue
        if name.casefold() in rules.unspoken:
            continue
        if not asked and not _stands_in_log(line, match, rules):
            continue
        rank = SAID_PERHAPS if name.casefold() in rules.ordinary else NAMED
        yield Evidence(rank, *match.span(), name, None, name, False, (), "", "", False)


def _stands_in_log(line: str, match: re.Match[str], rules: Rules) -> bool:
    """Tell whether a name stands in a log as one: no path, no assignment, no word of any text."""
    name = match[0]
    before, after = line[max(0, match.start() - 2) : match.start()], line[match.end() :][:2]
    if not name.isupper() or name.casefold() in rules.ordinary or name in rules.raised:
        return False
    in_path = before[-1:] == "/" and not before[:1].isupper()
    assigned = after[:1] == "=" and after[1:] not in ("", "=", ">")
    return not in_path and not assigned


def _said(line: str, folded: str, phrases: Iterable[Phrase], *, asked: bool) -> Iterator[Evidence]:
    """Yield the entries whose phrases stand in a line; of overlapping phrases the longest."""
    found: list[tuple[int, int, Phrase]] = []
    for phrase in phrases:
        if phrase.strength == "weak" and not asked:
            continue
        if phrase.condition is not None and not phrase.condition.holds(line, folded):
            continue
        place = phrase.place(folded)
        if place is not None:
            found.append((*place, phrase))
    for start, end, phrase in found:
        if any(
            a <= start and end <= b and b - a > end - start and not _is_weaker(other, phrase)
            for a, b, other in found
        ):
            continue
        rank = {"": SAID, "usual": SAID_USUALLY, "weak": SAID_PERHAPS}[phrase.strength]
        yield Evidence(
            rank, start, end, line[start:end], None, phrase.symbol, True, (phrase.system,), "",
            phrase.text, False,
        )  # fmt: skip


def _is_weaker(one: Phrase, other: Phrase) -> bool:
    return one.strength == "weak" and other.strength != "weak"


def _raised(line: str, folded: str, rules: Rules) -> Iterator[Evidence]:
    """Yield the entries for whose exception types a line has the name."""
    for match in _TYPE.finditer(line):
        name = match[0].replace("::", ".").replace("\\", ".").replace("$", ".")
        fitting = [
            one
            for one in rules.raised.get(last_part(name), ())
            if _fits(name, one.name)
            and (one.condition is None or one.condition.holds(line, folded))
        ]
        entries = {(one.system, one.symbol): one for one in fitting}
        # a type that stands for several errors, or a name of several types, says nothing alone
        says_one = len(entries) == 1 and all(one.strength != "weak" for one in fitting)
        for (system, symbol), raised in entries.items():
            yield Evidence(
                RAISED, *match.span(), match[0], None, symbol, True, (system,), "", raised.name,
                not says_one,
            )  # fmt: skip


def _fits(written: str, known: str) -> bool:
    """Tell whether a name as it is written may be that of a type: one ends with the other."""
    if "." not in written and not _TWO_WORDS.search(written):
        # a word such as "Unsupported", and no name of a type
        return False
    known = known.replace("::", ".").replace("\\", ".").replace("$", ".")
    known = known.removeprefix("builtins.")
    return f".{known}".endswith(f".{written}") or f".{written}".endswith(f".{known}")


def _unlabelled(
    line: str, found: Sequence[Evidence], taken: Sequence[tuple[int, int]]
) -> Iterator[Evidence]:
    """Yield numbers that nothing points to: hexadecimal ones, and decimal ones as a last resort."""
    spoken_of = bool(taken) or any(one.rank < RAISED for one in found)
    for written, at, number in unlabelled.hexadecimal(line):
        if not _is_taken(at, taken):
            spoken_of = spoken_of or number >= _FAILURE
            yield Evidence(HEXADECIMAL, *at, written, number, "", False, (), "", "", False)
    if not spoken_of:
        for written, at, number in unlabelled.decimal(line):
            yield Evidence(BARE, *at, written, number, "", False, (), "", "", False)
