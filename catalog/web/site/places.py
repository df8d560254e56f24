"""Where the pages of a site of files are: names that every file system takes, relative links.

``index.html`` leads to the languages; ``en/index.html`` searches, ``en/systems.html`` and
``en/languages.html`` list, ``en/winsock/index.html``, ``index-2.html`` and so on are the table of a
system, and ``en/winsock/WSAECONNRESET.html`` is an entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from ...language.tags import DEFAULT
from ..pages.links import LANGUAGES, SYSTEMS, Links, Query

INDEX = "index.html"
STATIC = "static"
SEARCH_INDEX = "search.js"
_UNSAFE = re.compile(rb"[^A-Za-z0-9_-]")
# Windows takes the first ones for devices; the others are files and folders of ours
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin|conout|clock|index(-\d+)?|static)", re.I)
_LONGEST = 100


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Return for each name what its file is called, which no other is, in any letter case.

    Everything but ASCII letters, digits, ``_`` and ``-`` is written as ``=2F``; what is long, taken
    by others, or the same as another but for letter case has letters of its hash at the end.
    """
    written = {name: _UNSAFE.sub(_escaped, _bytes(name)).decode("ascii") for name in names}
    spelled = Counter([one.casefold() for one in written.values()])
    return {
        name: _marked(name, one)
        if spelled[one.casefold()] > 1 or len(one) > _LONGEST or _TAKEN.fullmatch(one) or not one
        else one
        for name, one in written.items()
    }


def _escaped(match: re.Match[bytes]) -> bytes:
    return b"=%02X" % match[0][0]


def _marked(name: str, written: str) -> str:
    return f"{written[:_LONGEST]}~{blake2b(_bytes(name), digest_size=6).hexdigest()}"


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


class Layout:
    """The files of a site, by the languages and the entries of systems that it has.

    A path is relative to the folder of the site, with ``/`` between its parts.
    """

    def __init__(self, locales: Iterable[str], symbols: Mapping[str, Iterable[str]]) -> None:
        self._locales = file_names(locales)
        self.folders = file_names(symbols)
        self.files = {system: file_names(every) for system, every in symbols.items()}

    def home(self, locale: str) -> str:
        """Return the path of the page that searches."""
        return f"{self._locales[locale]}/{INDEX}"

    def listed(self, locale: str, name: str) -> str:
        """Return the path of a page beside that one, or of the index: ``en/systems.html``."""
        return f"{self._locales[locale]}/{name}"

    def system(self, locale: str, system: str, page: int = 1) -> str:
        """Return the path of a page of the table of a system, or nothing where there is none."""
        if system not in self.folders:
            return ""
        name = INDEX if page == 1 else f"index-{page}.html"
        return f"{self._locales[locale]}/{self.folders[system]}/{name}"

    def entry(self, locale: str, system: str, symbol: str) -> str:
        """Return the path of the page of an entry, or nothing where there is none."""
        name = self.files.get(system, {}).get(symbol)
        if name is None:
            return ""
        return f"{self._locales[locale]}/{self.folders[system]}/{name}.html"


class Files(Links):
    """The links from pages in folders of some depth to the other files of a site.

    For the reader's own language, which files cannot know, English stands.
    """

    asks = False

    def __init__(self, layout: Layout, depth: int) -> None:
        self.root = "../" * depth
        self._layout = layout
        # every page has the same few of them
        self.static = lru_cache(self._static)  # type: ignore[method-assign]

    def _to(self, path: str) -> str:
        return self.root + path if path else ""

    def _static(self, name: str) -> str:
        return self._to(f"{STATIC}/{name}")

    def searching(self, locale: str) -> tuple[str, ...]:
        """Return the links to the index of the search, and to the script that searches it."""
        index = self._to(self._layout.listed(locale, SEARCH_INDEX))
        return index, self.static("find.js")

    def home(self, locale: str | None, text: str = "") -> str:
        """Return the link to the page that searches."""
        return self._to(self._layout.home(locale or DEFAULT))

    def systems(self, locale: str | None) -> str:
        """Return the link to the list of code systems."""
        return self._to(self._layout.listed(locale or DEFAULT, f"{SYSTEMS}.html"))

    def languages(self, locale: str | None) -> str:
        """Return the link to the list of languages."""
        return self._to(self._layout.listed(locale or DEFAULT, f"{LANGUAGES}.html"))

    def system(self, locale: str | None, system: str, **query: Query) -> str:
        """Return the link to a page of the table of a system."""
        page = int(query.get("page", 1))
        return self._to(self._layout.system(locale or DEFAULT, system, page))

    def entry(self, locale: str | None, system: str, symbol: str) -> str:
        """Return the link to the page of an entry."""
        return self._to(self._layout.entry(locale or DEFAULT, system, symbol))

    def data(self, system: str, symbol: str) -> str:
        """Return that there is no entry as JSON."""
        return ""
