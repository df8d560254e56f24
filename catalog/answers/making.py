"""The rows of a database -> entries, with texts in some languages and one platform's numbers."""

from __future__ import annotations

from functools import partial

from ..codes.platforms import PLATFORMS, Traits
from ..language.text import TEXT_FIELDS, Text
from .entry import Entry, Equivalence
from .kinds import OTHER_STATUS, STATUSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _weakref import ref
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol

    from ..store.statements import Part, Parts, Reader
    from .entry import Finder

    class Remembering(Protocol):
        """Remembers the entries of a system with a symbol, in some locales, for a platform."""

        entry: Callable[[str, str | int, tuple[str, ...], str | None], list[Entry]]


def made(
    key: tuple[str, str],
    parts: Parts,
    chain: Sequence[str],
    platform: str | None,
    windows: str,
    find: Finder | None,
) -> Entry:
    """Return the entry that the rows of a database tell of.

    Its texts are in the first locale of the chain that has them, its number is that of the
    platform; ``windows`` is the trait of its system; ``find`` returns the entries of equivalences.
    """
    ((kind, retry, os_dependent, value),) = parts["entry"]
    numbers = {platform: number for platform, _, _, number in parts.get("number", ())}
    values: list[Any] = [
        *key,
        numbers.get(platform) if numbers else value,
        tuple([(name, numbers[name]) for name in PLATFORMS if name in numbers]),
        tuple(sorted([name for _, name, _, _ in parts.get("alias", ())])),
        tuple(sorted([symbol for _, symbol, _, _ in parts.get("related", ())])),
        _same_as(parts["same"]) if "same" in parts else (),
        _sources(parts["sources"]) if "sources" in parts else (),
        parts["phrase"][0][1] if "phrase" in parts else None,
        int(parts["status"][0][1]) if "status" in parts else STATUSES.get(kind, OTHER_STATUS),
        bool(os_dependent),
        kind,
        retry,
        windows,
        *[_text(parts, field.name, chain) for field in TEXT_FIELDS],
        find,
    ]
    return Entry(*values)


def equivalents(
    memory: ref[Remembering],
    reader: Reader,
    chain: tuple[str, ...],
    platform: str | None,
    same_as: tuple[Equivalence, ...],
) -> tuple[Entry, ...]:
    """Return the entries of some equivalences, in the same locales and for the same platform.

    An entry may outlive its catalogue, and is then served by the database itself.
    """
    known = memory()
    found: list[Entry] = []
    for same in same_as:
        if known is not None:
            found += known.entry(same.system, same.symbol, chain, platform)
            continue
        again = partial(equivalents, memory, reader, chain, platform)
        windows = Traits.made(reader.traits()).windows
        for key, parts in reader.by_symbols(same.system, (same.symbol,), chain).items():
            found.append(made(key, parts, chain, platform, windows.get(key[0], ""), again))
    return tuple(found)


def _sources(rows: Sequence[Part]) -> tuple[str, ...]:
    return tuple([text for _, text in sorted([(place, text) for _, text, _, place in rows])])


def _same_as(rows: Sequence[Part]) -> tuple[Equivalence, ...]:
    found = {}
    for system, written, _, one_way in rows:
        # a symbol has no space in it
        symbol, _, authority = written.partition(" ")
        found[system, symbol] = Equivalence(system, symbol, bool(one_way), authority)
    return tuple([found[key] for key in sorted(found)])


def _text(parts: Parts, field: str, chain: Sequence[str]) -> Text:
    """Return the text of the first locale that has one, from the last of its sources."""
    rows = parts.get(field, ())
    for locale in chain:
        found = [(source, form, text) for place, text, source, form in rows if place == locale]
        if not found:
            continue
        newest = max(found)[0]
        forms = tuple([text for source, _, text in sorted(found) if source == newest])
        # form 0 is a text without plurals, of which there is one
        if not min([form for source, form, _ in found if source == newest]):
            return Text(forms[0], locale)
        (rule,) = [
            rule
            for place, rule, source, _ in parts.get("plural", ())
            if (place, source) == (locale, newest)
        ]
        return Text(forms[-1], locale, forms, rule)
    return Text()
