"""What the catalogue answers with besides entries: readings of a text, and code systems."""

from __future__ import annotations

from ..hints import Any, Mapping, MatchDict, Self, Sequence, SystemDict
from ..language.text import Text
from ..records import Telling
from .entry import Entry


class Match(Telling):
    """One reading of a text: the entry it leads to, and the reason in the reader's language.

    ``platforms`` are those on which the number means this; empty where it is the same on all, and
    where the entry was found by a name.
    """

    __slots__ = ("entry", "reason", "platforms")

    entry: Entry
    reason: Text
    platforms: tuple[str, ...]
    _told = "MatchDict"

    def __repr__(self) -> str:
        return f"<Match {repr(self.entry)[len('<Entry ') : -1]}: {self.reason}>"

    def as_dict(self) -> MatchDict:
        """Return the reading as plain values for JSON: those of its entry, reason and platforms."""
        told: Any = dict(self.entry.as_dict())
        told |= {"reason": str(self.reason), "platforms": list(self.platforms)}
        return told  # type: ignore[no-any-return]


class System(Telling):
    """A code system: its name, its title in the locale asked for, and how many entries it has."""

    __slots__ = ("name", "title", "size")

    name: str
    title: Text
    size: int
    _told = "SystemDict"

    @classmethod
    def made(cls, name: str, titles: Mapping[str, str], size: int, chain: Sequence[str]) -> Self:
        """Return a system with its title in the first locale of the chain that has one."""
        found = [Text(titles[locale], locale) for locale in chain if locale in titles]
        return cls(name, found[0] if found else Text(), size)

    def as_dict(self) -> SystemDict:
        """Return the system as plain values for JSON."""
        return {
            "name": self.name,
            "title": str(self.title),
            "title_locale": self.title.locale,
            "size": self.size,
        }
