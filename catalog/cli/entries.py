"""How entries and matches look on the command line."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from ..answers import filling
from ..answers.entry import Entry, Equivalence
from ..answers.kinds import KIND_LABELS, RETRY_LABELS, label_of
from ..answers.match import Match
from ..answers.showing import C_LIBRARY, NOT_EXPLAINED, of_family, of_platforms
from ..codes.platforms import PLATFORMS
from ..language.hygiene import visible
from ..language.parameters import legible
from ..language.text import UNDETERMINED
from ..marking import InterfaceMessage, names
from ..marking import gettext_lazy as _
from ..marking import ngettext_lazy as _n
from .output import GAP, NARROWEST, lines, number, print_list, print_rows, print_text, say
from .speaking.language import told
from .speaking.wrapping import INDENT, cells, padded, text_width

_ACTION = _("what to do")
_SOURCES = _("sources")
_FEWEST = 5
# the platform whose numbers stand beside the names that libuv has
_LIBUV = "libuv"
# lines of a screen that are not rows: the prompts, the headings, what is said below
_AROUND = 4


def print_entry(entry: Entry, reason: InterfaceMessage | str, *, sources: bool = False) -> None:
    """Print one entry with its texts, what it is called elsewhere, and why it is the answer.

    With ``sources``, the documents that its texts rest on come last, one a line.
    """
    numbers = "" if entry.value is None else f"  {entry.value}  {_hexadecimal(entry.value)}"
    say(click.style(visible(entry.symbol), bold=True) + numbers)
    say()
    _print_texts(entry)
    say()
    facts = [(told(label), visible(told(fact))) for label, fact in _facts(entry, reason)]
    facts = [(label, fact) for label, fact in facts if fact]
    beside = max([cells(label) for label, _fact in facts]) + GAP
    for label, fact in facts:
        first, *more = lines(fact, text_width() - beside)
        say(INDENT + click.style(padded(label, beside), dim=True) + first)
        for line in more:
            say(INDENT + " " * beside + line)
    if sources and entry.sources:
        say()
        print_list(_SOURCES, entry.sources)


def meaning_of(entry: Entry) -> str:
    """Return the meaning of an entry as people read it, or that it is not explained yet."""
    return legible(entry.meaning) if entry.meaning else told(NOT_EXPLAINED)


def _print_texts(entry: Entry) -> None:
    print_text(meaning_of(entry), bold=bool(entry.meaning))
    if entry.description:
        say()
        print_text(entry.description)
    if entry.action:
        say()
        print_list(_ACTION, entry.action.split("\n"))


def _facts(
    entry: Entry, reason: InterfaceMessage | str
) -> Iterator[tuple[InterfaceMessage | str, InterfaceMessage | str]]:
    """Yield what is printed of an entry in one line each, with its label; empty where it has none.

    What the entry is called in a source that is gone is left out.
    """
    equivalents = entry.equivalents
    known = {(one.system, one.symbol) for one in equivalents}
    same = [one for one in entry.same_as if (one.system, one.symbol) in known]
    yield _("system"), " ".join(filter(None, (entry.system, entry.status_class)))
    yield _("aliases"), _listed(entry.aliases)
    yield _("related"), _listed(entry.related)
    yield _("phrase"), entry.phrase or ""
    yield "--set", _listed(sorted(filling.names(entry)))
    if entry.os_dependent:
        yield _("number"), _("as on Windows; it depends on the operating system")
    yield _("family"), _listed(_family(entry, equivalents))
    yield _("same as"), _listed(map(_equivalence, same))
    yield _("kind"), label_of(KIND_LABELS, entry.kind)
    yield _("retry"), _retry(entry)
    yield _("read as"), reason
    yield _("locale"), _locales(entry)


def _listed(items: Iterable[object]) -> str:
    return told(names(items))


def _equivalence(same: Equivalence) -> InterfaceMessage | str:
    name = f"{same.system}:{same.symbol}"
    return _("{name} (one way)", name=name) if same.one_way else name


def _retry(entry: Entry) -> InterfaceMessage | str:
    label = label_of(RETRY_LABELS, entry.retry)
    if not entry.retry_reason:
        return label
    return _("{retry}: {reason}", retry=label, reason=entry.retry_reason)


def _locales(entry: Entry) -> InterfaceMessage | str:
    meaning, description = entry.meaning.locale, entry.description.locale
    if description in (meaning, UNDETERMINED):
        return meaning if entry.meaning else ""
    return _("{meaning} (meaning), {description} (description)", meaning=meaning,
             description=description)  # fmt: skip


def _family(entry: Entry, equivalents: Iterable[Entry]) -> Iterator[InterfaceMessage | str]:
    """Yield the numbers of an error on each platform, then what libuv calls it."""
    every = of_family(entry, equivalents)
    found = of_platforms(entry, every)
    libuv = found.pop(_LIBUV, [])
    for place in (*PLATFORMS, C_LIBRARY):
        if numbers := found.get(place):
            listed = " / ".join(dict.fromkeys(numbers))
            if place == C_LIBRARY:
                yield _("Windows C library {numbers}", numbers=listed)
            else:
                yield f"{told(PLATFORMS[place])} {listed}"
    spelled = [name for one in every for name in one.aliases if name.startswith("UV_")]
    if spelled:
        yield f"libuv {' / '.join(spelled)}"
    if libuv:
        yield f"{told(PLATFORMS[_LIBUV])} {' / '.join(dict.fromkeys(libuv))}"


def print_matches(found: Sequence[Match], room: int | None = None) -> None:
    """Print what a text can mean, best first, as far as a screen or some lines hold it."""
    if room is None:
        room = shutil.get_terminal_size().lines - _AROUND
    rows = [(*_code_of(match), meaning_of(match.entry)) for match in found]
    fitting = _fitting(rows, max(room, _FEWEST))
    print_rows(("system", "value", "symbol", "platform", "meaning"), rows[:fitting])
    if len(found) > fitting:
        say(told(_more(found, len(found) - fitting)))


def _more(found: Sequence[Match], count: int) -> InterfaceMessage:
    """Return how many of some matches there are besides, and how exactly to ask for fewer."""
    systems = names(dict.fromkeys(match.entry.system for match in found))
    platforms = names(dict.fromkeys(name for match in found for name in match.platforms))
    if not platforms.items:
        return _n(
            "and {count} more; narrow them down with --system: {systems}",
            "and {count} more; narrow them down with --system: {systems}",
            count=count,
            systems=systems,
        )
    return _n(
        "and {count} more; narrow them down with --system: {systems}; or --platform: {platforms}",
        "and {count} more; narrow them down with --system: {systems}; or --platform: {platforms}",
        count=count,
        systems=systems,
        platforms=platforms,
    )


def _fitting(rows: Sequence[Sequence[str]], room: int) -> int:
    """Return how many rows of a table fit into some lines."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 1 << 16
    codes = sum(max(map(cells, column)) + GAP for column in list(zip(*rows, strict=True))[:-1])
    beside = columns - codes >= NARROWEST
    for place, row in enumerate(rows):
        width = cells(row[-1])
        text = -(-width // (columns - codes if beside else columns))
        room -= text if beside else text + -(-codes // columns)
        if room < 0:
            return place
    return len(rows)


def _code_of(match: Match) -> tuple[str, ...]:
    entry, platforms = match.entry, [told(PLATFORMS[name]) for name in match.platforms]
    numbers = dict(entry.numbers)
    # on another platform than the one that is asked about, the number there
    value = numbers.get(match.platforms[0], entry.value) if match.platforms else entry.value
    return entry.system, number(value), entry.symbol, _listed(platforms)


def _hexadecimal(value: int) -> str:
    """Return a number as the bits that hold it: 32 where they suffice, else 64."""
    bits = 0xFFFF_FFFF if -(1 << 31) <= value < 1 << 32 else 0xFFFF_FFFF_FFFF_FFFF
    return f"0x{value & bits:X}"
