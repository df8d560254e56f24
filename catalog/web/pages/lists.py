"""The pages that list: systems, languages, and the entries of one system as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ...answers.entry import Entry
from ...answers.kinds import KIND_LABELS, RETRY_LABELS
from ...answers.match import System
from ...errors import UnknownSystem
from ...language.folding import fold
from .links import Links
from .rendering import Reading, legible, rendered
from .words import own_name

_ROWS = 50
_KINDS, _RETRIES = list(KIND_LABELS), list(RETRY_LABELS)
_ORDERS: dict[str, Callable[[Entry], Any]] = {
    "number": lambda entry: (entry.value is None, entry.value or 0),
    "symbol": lambda entry: entry.symbol.casefold(),
    "kind": lambda entry: _KINDS.index(entry.kind) if entry.kind in _KINDS else len(_KINDS),
    "retry": lambda entry: (
        _RETRIES.index(entry.retry) if entry.retry in _RETRIES else len(_RETRIES)
    ),
}
SORTS = tuple(_ORDERS)


@dataclass(frozen=True)
class Table:
    """How the entries of a system are filtered and sorted, and which page of them is shown.

    What is empty filters nothing; a word that is none of ours is as good as empty.
    """

    words: str = ""
    kind: str = ""
    retry: str = ""
    explained: bool = False
    sort: str = "number"
    page: int = 1

    def link(self, links: Links, locale: str | None, system: str) -> str:
        """Return the link to this view of a table."""
        usual = asdict(Table())
        query = {name: value for name, value in asdict(self).items() if value != usual[name]}
        if self.explained:
            query["explained"] = "yes"
        return links.system(locale, system, **query)

    def shows(self, entry: Entry) -> bool:
        """Tell whether an entry is in this view."""
        if (self.explained and not entry.meaning) or self.kind not in ("", entry.kind):
            return False
        if self.retry not in ("", entry.retry):
            return False
        if not self.words:
            return True
        text = fold(f"{entry.symbol} {' '.join(entry.aliases)} {entry.meaning}")
        return all(fold(word) in text for word in self.words.split())


def systems(reading: Reading) -> str:
    """Return the page that lists the code systems."""
    explained = reading.catalog.explained()
    every = reading.catalog.systems(locale=reading.locale)
    return rendered(
        "systems.html",
        reading,
        reading.links.systems,
        systems=[(one, explained.get(one.name, 0)) for one in every],
    )


def languages(reading: Reading) -> str:
    """Return the page that lists the languages, and how much of the texts each has."""
    shares = reading.catalog.coverage()
    return rendered(
        "languages.html",
        reading,
        reading.links.languages,
        shares=[(tag, own_name(tag), share) for tag, share in shares.items()],
    )


def system(reading: Reading, name: str, table: Table | None = None) -> str:
    """Return the page with the entries of a system; raises UnknownSystem for what is none."""
    found, table = named(reading, name), table or Table()
    every = reading.catalog.entries(found.name, locale=reading.locale)
    return of_entries(reading, found, chosen(every, table), table)


def chosen(every: Iterable[Entry], table: Table) -> list[Entry]:
    """Return the entries of a system that are in a view of its table, in the order of the view."""
    return sorted([entry for entry in every if table.shows(entry)], key=_ORDERS[table.sort])


def of_entries(reading: Reading, found: System, shown: Sequence[Entry], table: Table) -> str:
    """Return a page of a table with the entries that it shows, in the order in which they come."""
    words = reading.words
    last = pages_of(len(shown))
    table = replace(table, page=min(max(table.page, 1), last))
    rows = shown[(table.page - 1) * _ROWS : table.page * _ROWS]

    def at(page: int) -> str:
        there = replace(table, page=page)
        return there.link(reading.links, reading.locale, found.name) if 1 <= page <= last else ""

    return rendered(
        "system.html",
        reading,
        lambda locale: table.link(reading.links, locale, found.name),
        system=found,
        table=table,
        rows=[(entry, *words.labels(entry)) for entry in legible(rows)],
        count=len(shown),
        last=last,
        before=at(table.page - 1),
        after=at(table.page + 1),
        kinds=[(kind, words.told(label)) for kind, label in KIND_LABELS.items()],
        retries=[(retry, words.told(label)) for retry, label in RETRY_LABELS.items()],
        sorts=zip(_ORDERS, (words.number, words.code, words.kind, words.retry), strict=True),
    )


def pages_of(count: int) -> int:
    """Return how many pages a table has for a number of entries."""
    return max(1, -(-count // _ROWS))


def named(reading: Reading, name: str) -> System:
    """Return the system of a name, in any letter case; raises UnknownSystem for what is none."""
    every = reading.catalog.systems(locale=reading.locale)
    for one in every:
        if one.name.casefold() == name.casefold():
            return one
    raise UnknownSystem(name, [one.name for one in every])
