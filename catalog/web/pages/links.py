"""Where pages are. Every link of every page is made here, so that other places are one class away.

A server's places, under a root: ``/en/`` (search), ``/en/systems``, ``/en/languages``,
``/en/winsock``, ``/en/winsock/WSAECONNRESET``, and ``/static/style.css``. Without a language in it,
a place leads to the reader's own: ``/winsock/WSAECONNRESET``, which is also the type of a problem.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from os import path
from urllib.parse import quote, urlencode

from ... import paths

SYSTEMS = "systems"
LANGUAGES = "languages"
# pages that stand where those of systems do, and so shadow systems of these names
RESERVED = (SYSTEMS, LANGUAGES)
# browsers take these segments out of a path, however they are written
_STEPS = (".", "..")
_STATIC = path.join(path.dirname(path.abspath(__file__)), "static")

Query = str | int


class Links:
    """The links to the pages of a server whose paths begin with a root.

    Everywhere, ``locale`` is the language of the page, or None for whatever the reader's is.
    A class whose pages are elsewhere, such as files, overrides what returns links; what has no
    page there has an empty link. ``asks`` tells whether what is asked gets an answer there.
    """

    asks = True

    def __init__(self, root: str = "") -> None:
        self.root = quote(root.rstrip("/"), safe="/")

    def place(self, locale: str | None, *parts: str, **query: Query) -> str:
        """Return the link to a page by the parts of its path, each as it is, and a query.

        An empty last part is a slash at the end. What is empty in the query is left out.
        """
        parts = parts if locale is None else (locale, *parts)
        written = "/".join([quote(part, safe="") for part in parts])
        given = {name: value for name, value in query.items() if value != ""}
        return f"{self.root}/{written}{'?' if given else ''}{urlencode(given)}"

    def static(self, name: str) -> str:
        """Return the link to a file that pages need; it changes when the file does."""
        return f"{self.root}/static/{name}?v={digest(name)}"

    def searching(self, locale: str) -> tuple[str, ...]:
        """Return the links to scripts by which a page searches itself, in the order to run."""
        return ()

    def home(self, locale: str | None, text: str = "") -> str:
        """Return the link to the page that searches, for a text that it is asked, if any."""
        if locale is None:
            return self.place(None, "", q=text)
        return self.place(locale, "", q=text)

    def systems(self, locale: str | None) -> str:
        """Return the link to the list of code systems."""
        return self.place(locale, SYSTEMS)

    def languages(self, locale: str | None) -> str:
        """Return the link to the list of languages."""
        return self.place(locale, LANGUAGES)

    def system(self, locale: str | None, system: str, **query: Query) -> str:
        """Return the link to the table of a system."""
        parts = (system, "") if system in RESERVED else (system,)
        return self.place(locale, *parts, **query)

    def entry(self, locale: str | None, system: str, symbol: str) -> str:
        """Return the link to the page of an entry."""
        if symbol in _STEPS:
            return self.place(locale, system, "", symbol=symbol)
        return self.place(locale, system, symbol)

    def data(self, system: str, symbol: str) -> str:
        """Return the link to an entry as JSON, which is empty where there is none."""
        return self.entry(None, system, symbol)


@lru_cache(maxsize=8)
def content(name: str) -> bytes:
    """Return a file that pages need, such as ``style.css``; raises OSError where there is none."""
    return paths.content(path.join(_STATIC, name))


@lru_cache(maxsize=8)
def digest(name: str) -> str:
    """Return what changes when a file that pages need does."""
    return blake2b(content(name), digest_size=4).hexdigest()
