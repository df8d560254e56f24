"""The page of one entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...answers import filling
from ...answers.entry import Entry
from ...answers.kinds import KIND_LABELS, RETRY_LABELS
from ...answers.showing import C_LIBRARY, of_family, of_platforms
from ...codes.platforms import PLATFORMS
from ...errors import UnknownCode
from ...hints import Locales
from ...lookup.catalog import Catalog
from .rendering import Reading, rendered
from .words import Words

# words of programs, and types, that are shown; some entries have a hundred
_MOST_SHOWN = 12
_LIBUV = "UV_"


def page(reading: Reading, system: str, symbol: str) -> str:
    """Return the page of an entry; raises UnknownSystem, and UnknownCode where none has it."""
    return of_entry(reading, exact(reading.catalog, system, symbol, reading.locale))


def exact(
    catalog: Catalog, system: str, symbol: str, locale: Locales, platform: str | None = None
) -> Entry:
    """Return the entry of a system with exactly a symbol, or with an alias if no symbol is so.

    Raises UnknownSystem and UnknownCode.
    """
    memory, question = catalog.asked((system,), locale, platform)
    (name,) = question.systems
    found = memory.entry(name, symbol, question.chain, platform)
    if not found:
        known = memory.by_name(symbol, name, question.chain, platform)
        found = [one for one in known if symbol in one.aliases]
    if not found:
        raise UnknownCode(symbol, name)
    return found[0]


def of_entry(reading: Reading, entry: Entry) -> str:
    """Return the page of an entry."""
    words, known = reading.words, {(one.system, one.symbol): one for one in entry.equivalents}
    pairs = [(same, known.get((same.system, same.symbol))) for same in entry.same_as]
    titles = reading.catalog.systems(locale=reading.locale)
    phrases, types = _signs(reading, entry)

    def here(locale: str | None) -> str:
        return reading.links.entry(locale, entry.system, entry.symbol)

    return rendered(
        "entry.html",
        reading,
        here,
        entry=filling.legible(entry, {}),
        title=next((one.title for one in titles if one.name == entry.system), ""),
        kind=words.told(KIND_LABELS.get(entry.kind or "", entry.kind or "")),
        retry=words.told(RETRY_LABELS.get(entry.retry or "", entry.retry or "")),
        family=list(_family(words, entry, known.values())),
        # what the entry is called in a source that is gone is left out
        equivalents=[(same, other) for same, other in pairs if other is not None],
        phrases=phrases,
        types=types,
    )


def _family(
    words: Words, entry: Entry, equivalents: Iterable[Entry]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield platforms, each with the numbers that the error has there."""
    every = of_family(entry, equivalents)
    found = of_platforms(entry, every)
    for platform in (*PLATFORMS, C_LIBRARY):
        if numbers := found.get(platform):
            label = words.told(PLATFORMS.get(platform, words.windows_c))
            yield label, tuple(dict.fromkeys(numbers))
    names = [name for one in every for name in one.aliases if name.startswith(_LIBUV)]
    if names:
        yield words.libuv, tuple(dict.fromkeys(names))


def _signs(reading: Reading, entry: Entry) -> tuple[list[str], list[str]]:
    """Return words that programs print for an entry, and types, those that mean it surest first."""
    memory, _question = reading.catalog.asked((), reading.locale, None)
    rules, key = memory.rules(), (entry.system, entry.symbol)
    phrases = [
        one
        for several in rules.phrases.values()
        for one in several
        if (one.system, one.symbol) == key
    ]
    types = [
        one
        for several in rules.raised.values()
        for one in several
        if (one.system, one.symbol) == key
    ]
    surest = sorted(phrases, key=lambda one: (one.strength != "", len(one.text), one.text))
    named = sorted(types, key=lambda one: (one.strength != "", one.name))
    return (
        list(dict.fromkeys([one.text for one in surest]))[:_MOST_SHOWN],
        list(dict.fromkeys([one.name for one in named]))[:_MOST_SHOWN],
    )
