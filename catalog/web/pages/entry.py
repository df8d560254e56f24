"""The page of one entry."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from weakref import WeakKeyDictionary

from ...answers import filling
from ...answers.entry import Entry
from ...answers.showing import C_LIBRARY, of_family, of_platforms
from ...codes.platforms import PLATFORMS
from ...codes.rules import Phrase, Raised, Rules
from ...errors import UnknownCode
from ...hints import Locales
from ...lookup.catalog import Catalog
from .rendering import Reading, rendered
from .words import Words

# words of programs, and types, that are shown; some entries have a hundred
_MOST_SHOWN = 12
_LIBUV = "UV_"
Sign = TypeVar("Sign", Phrase, Raised)
# phrases and types by entry, made once of the rules of each state of a database
_BY_ENTRY: WeakKeyDictionary[
    Rules,
    tuple[dict[tuple[str, str], list[Phrase]], dict[tuple[str, str], list[Raised]]],
] = WeakKeyDictionary()


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
    kind, retry = words.labels(entry)

    def here(locale: str | None) -> str:
        return reading.links.entry(locale, entry.system, entry.symbol)

    return rendered(
        "entry.html",
        reading,
        here,
        entry=filling.legible(entry, {}),
        data=reading.links.data(entry.system, entry.symbol),
        title=next((one.title for one in titles if one.name == entry.system), ""),
        kind=kind,
        retry=retry,
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
    if rules not in _BY_ENTRY:
        _BY_ENTRY[rules] = _sorted(rules.phrases), _sorted(rules.raised)
    phrases, types = _BY_ENTRY[rules]
    return (
        list(dict.fromkeys([one.text for one in phrases.get(key, ())]))[:_MOST_SHOWN],
        list(dict.fromkeys([one.name for one in types.get(key, ())]))[:_MOST_SHOWN],
    )


def _sorted(rules: Mapping[str, Sequence[Sign]]) -> dict[tuple[str, str], list[Sign]]:
    """Return rules by the entries that they lead to, those that mean it surest first."""
    found: dict[tuple[str, str], list[Sign]] = {}
    for one in itertools.chain.from_iterable(rules.values()):
        found.setdefault((one.system, one.symbol), []).append(one)
    for several in found.values():
        several.sort(key=_surest)
    return found


def _surest(sign: Phrase | Raised) -> tuple[bool, int, str]:
    text = sign.text if isinstance(sign, Phrase) else sign.name
    return sign.strength != "", len(text), text
