"""What the catalogue answers with besides entries: readings of a text, and code systems."""

from __future__ import annotations

from ..language.text import Text
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from .entry import Entry


class Match(Record):
    """One reading of a text: the entry it leads to, and the reason in plain English.

    ``platforms`` are those on which the number means this; empty where it is the same on all, and
    where the entry was found by a name.
    """

    __slots__ = ("entry", "reason", "platforms")

    entry: Entry
    reason: str
    platforms: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Match {repr(self.entry)[len('<Entry ') : -1]}: {self.reason}>"


class System(Record):
    """A code system: its name, its title in the locale asked for, and how many entries it has."""

    __slots__ = ("name", "title", "size")

    name: str
    title: Text
    size: int

    @classmethod
    def made(cls, name: str, titles: Mapping[str, str], size: int, chain: Sequence[str]) -> Self:
        """Return a system with its title in the first locale of the chain that has one."""
        found = [Text(titles[locale], locale) for locale in chain if locale in titles]
        return cls(name, found[0] if found else Text(), size)

    def as_dict(self) -> dict[str, object]:
        """Return the system as plain values for JSON."""
        return {
            "name": self.name,
            "title": str(self.title),
            "title_locale": self.title.locale,
            "size": self.size,
        }
