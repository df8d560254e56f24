"""Making a site: every page of every language, the index of its search, and its sitemap."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...answers.entry import Entry
from ...answers.match import System
from ...hints import Platform
from ...language.tags import DEFAULT
from ...lookup.catalog import Catalog
from ..pages import entry, lists, search
from ..pages.links import LANGUAGES, SYSTEMS, content
from ..pages.rendering import Reading, rendered, served
from . import index, sitemap
from .folder import replaced
from .places import INDEX, SEARCH_INDEX, STATIC, Files, Layout

# files are the same for all readers, wherever they are made; a table has the other numbers
_PLATFORM: Platform = "linux"
_STATIC = ("choose.js", "find.js", "icon.svg", "script.js", "style.css")

Page = tuple[str, str]


@dataclass(frozen=True)
class _Site:
    """What all pages of a site are made of."""

    catalog: Catalog
    locales: tuple[str, ...]
    systems: tuple[str, ...]
    layout: Layout

    def reading(self, locale: str, depth: int) -> Reading:
        return Reading(self.catalog, locale, Files(self.layout, depth))

    def entries(self, locale: str) -> dict[str, list[Entry]]:
        return {name: _entries(self.catalog, name, locale) for name in self.systems}


def write(
    catalog: Catalog,
    folder: str | os.PathLike[str],
    *,
    base: str | None = None,
    systems: Sequence[str] = (),
) -> int:
    """Write a catalogue's pages as files, in every language; return how many pages there are.

    ``systems`` are the code systems that have pages, all if none is named. With ``base``, the
    address that the folder will have, there is a sitemap. The same catalogue gives the same bytes.
    The folder is written whole or not at all: a site that this has made is replaced. Raises
    UnknownSystem, InvalidParameters for a ``base`` that is none, and InvalidSource where the folder
    holds other things or cannot be written. The catalogue is preloaded.
    """
    base = None if base is None else sitemap.checked_base(base)
    count = 0
    with replaced(folder) as new:
        site = _site(catalog, systems)
        for path, text in _pages(site):
            new.write(path, text.encode("utf-8", "backslashreplace"))
            count += 1
        for locale in site.locales:
            path = site.layout.listed(locale, SEARCH_INDEX)
            new.write(path, index.script(site.layout, site.entries(locale)))
        for name in _STATIC:
            new.write(f"{STATIC}/{name}", content(name))
        # GitHub's pages would leave files out else
        new.write(".nojekyll", b"")
        for name, told in sitemap.sitemaps(base, _places(site)) if base else ():
            new.write(name, told)
    return count


def _site(catalog: Catalog, systems: Sequence[str]) -> _Site:
    _memory, question = catalog.asked(systems, DEFAULT, None)
    locales = served(catalog)
    for locale in locales:
        catalog.preload(locale)
    wanted = question.systems
    names = tuple(one.name for one in catalog.systems() if not wanted or one.name in wanted)
    symbols = {name: [one.symbol for one in _entries(catalog, name, DEFAULT)] for name in names}
    return _Site(catalog, locales, names, Layout(locales, symbols))


def _entries(catalog: Catalog, system: str, locale: str) -> list[Entry]:
    return list(catalog.entries(system, locale=locale, platform=_PLATFORM))


def _pages(site: _Site) -> Iterator[Page]:
    """Yield the path and text of each page."""
    front = site.reading(DEFAULT, 0)
    yield INDEX, rendered("front.html", front, front.links.home)
    for locale in site.locales:
        reading = site.reading(locale, 1)
        yield site.layout.home(locale), search.page(reading)
        yield site.layout.listed(locale, f"{SYSTEMS}.html"), lists.systems(reading)
        yield site.layout.listed(locale, f"{LANGUAGES}.html"), lists.languages(reading)
        within = site.reading(locale, 2)
        titles = {one.name: one for one in site.catalog.systems(locale=locale)}
        for name, every in site.entries(locale).items():
            yield from _of_system(site.layout, within, titles[name], every)


def _of_system(
    layout: Layout, reading: Reading, system: System, every: Sequence[Entry]
) -> Iterator[Page]:
    """Yield the pages of the table of a system, and of its entries."""
    shown = lists.chosen(every, lists.Table())
    for number in range(1, lists.pages_of(len(shown)) + 1):
        path = layout.system(reading.locale, system.name, number)
        yield path, lists.of_entries(reading, system, shown, lists.Table(page=number))
    for one in every:
        path = layout.entry(reading.locale, system.name, one.symbol)
        yield path, entry.of_entry(reading, one)


def _places(site: _Site) -> Iterator[dict[str, str]]:
    """Yield the paths of each page in all languages."""
    layout, locales = site.layout, site.locales
    yield {tag: layout.home(tag) for tag in locales}
    for name in (SYSTEMS, LANGUAGES):
        yield {tag: layout.listed(tag, f"{name}.html") for tag in locales}
    for system, symbols in layout.files.items():
        for number in range(1, lists.pages_of(len(symbols)) + 1):
            yield {tag: layout.system(tag, system, number) for tag in locales}
        for symbol in symbols:
            yield {tag: layout.entry(tag, system, symbol) for tag in locales}
