"""The page that answers what somebody types or pastes: codes, words, or lines of a log."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...answers.entry import Entry
from ...answers.match import Match
from ...errors import AmbiguousCode, InvalidCode, InvalidSearch, UnknownCode, is_number
from ...language.text import Text
from ...logs import annotate
from .rendering import Reading, rendered

# what one page shows, lest it grow without end
_MOST_LINES = 40
_MOST_FOUND = 20
_MOST_ALONE = 3
_LONGEST_LINE = 500


@dataclass(frozen=True)
class Line:
    """A line that was pasted, with the entries of the codes that it names."""

    text: str
    entries: tuple[Entry, ...]


@dataclass
class Found:
    """What there is to a question."""

    matches: list[Match] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    more_matches: bool = False
    more_lines: bool = False
    problem: Text | None = None
    suggestions: tuple[str, ...] = ()


def page(reading: Reading, text: str = "") -> str:
    """Return the page that searches, with what there is to a text, if somebody asks."""
    text = text.replace("\r\n", "\n").strip("\n")
    asked = text.strip()
    found = (_of_lines if "\n" in asked else _of_one)(reading, asked) if asked else Found()
    return rendered(
        "home.html",
        reading,
        lambda locale: reading.links.home(locale, text),
        text=text if asked else "",
        systems=reading.catalog.systems(locale=reading.locale),
        **vars(found),
    )


def _of_one(reading: Reading, text: str) -> Found:
    """Find what one line can mean: its codes, then entries that have its words."""
    catalog, locale, found = reading.catalog, reading.locale, Found()
    try:
        found.matches = catalog.find(text, locale=locale)
    except InvalidCode as error:
        found.problem = error.localized(locale)
    known = {(one.entry.system, one.entry.symbol) for one in found.matches}
    if known and is_number(text):
        # other numbers that begin with it are nothing that was asked for
        return found
    try:
        every = catalog.search(text, locale=locale, limit=_MOST_FOUND + len(known) + 1)
    except InvalidSearch as error:
        every, found.problem = [], found.problem or error.localized(locale)
    found.entries = [one for one in every if (one.system, one.symbol) not in known]
    found.more_matches = max(len(found.matches), len(found.entries)) > _MOST_FOUND
    found.matches, found.entries = found.matches[:_MOST_FOUND], found.entries[:_MOST_FOUND]
    if found.matches or found.entries:
        found.problem = None
    elif found.problem is None:
        found.problem, found.suggestions = _nothing(reading, text)
    return found


def _nothing(reading: Reading, text: str) -> tuple[Text | None, tuple[str, ...]]:
    """Return what to say where nothing was found, and names like those in the text."""
    try:
        reading.catalog.get(text, locale=reading.locale)
    except UnknownCode as error:
        return error.localized(reading.locale), error.suggestions
    except AmbiguousCode as error:
        return error.localized(reading.locale), ()
    return None, ()


def _of_lines(reading: Reading, text: str) -> Found:
    """Read several lines as a log, each with the codes that it names."""
    lines = text.split("\n")
    found = Found(more_lines=len(lines) > _MOST_LINES)
    log = "\n".join(lines[:_MOST_LINES]).encode("utf-8", "replace")
    for piece, entries in annotate(reading.catalog, [log], locale=reading.locale):
        for line in piece.decode("utf-8").rstrip("\n").split("\n"):
            named = entries or _alone(reading, line.strip())
            found.lines.append(Line(_shortened(line.expandtabs()), named))
    return found


def _alone(reading: Reading, line: str) -> tuple[Entry, ...]:
    """Return what a line of one word means: in a log a bare number is nothing, in a list a code."""
    if not line or " " in line:
        return ()
    try:
        found = reading.catalog.find(line, locale=reading.locale)
    except InvalidCode:
        return ()
    return tuple([match.entry for match in found[:_MOST_ALONE]])


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"
