"""PO files as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ..language import plurals
from ..language.plurals import Forms

PLACEHOLDER = "nplurals=INTEGER; plural=EXPRESSION;"
"""What a template has for a rule."""

_PLACEHOLDERS = (PLACEHOLDER, PLACEHOLDER.removesuffix(";"))


class Previous(NamedTuple):
    """The msgctxt and msgid that a fuzzy translation was made from (``#| msgid``)."""

    context: str | None
    id: Forms


@dataclass(slots=True)
class Message:
    """One message of a file.

    ``line`` is that of its msgid, from 1. ``domain`` is what a ``domain`` line before it names,
    and empty without one.
    """

    context: str | None
    id: Forms
    string: Forms = ""
    flags: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    previous: Previous | None = None
    line: int | None = field(default=None, compare=False)
    domain: str = ""

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    @property
    def singular(self) -> str:
        """The msgid, without its plural."""
        return self.id if isinstance(self.id, str) else self.id[0]


@dataclass(slots=True)
class Header:
    """The header of a file: its lines, which are fields, and the comment before it."""

    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    fuzzy: bool = False
    line: int | None = field(default=None, compare=False)

    def get(self, name: str) -> str:
        """Return a field's value, or the empty text."""
        for line in self.lines:
            known, _, value = line.partition(":")
            if known.strip().lower() == name.lower():
                return value.strip(" \t\r")
        return ""

    def set(self, name: str, value: str) -> None:
        """Change a field where it stands, or add it at the end."""
        changed = f"{name}: {value}"
        for at, line in enumerate(self.lines):
            if line.partition(":")[0].strip().lower() == name.lower():
                self.lines[at] = changed
                return
        self.lines.append(changed)

    @property
    def plural(self) -> str:
        """The rule for plurals; gettext's own, which is that of English, where there is none."""
        rule = self.get("Plural-Forms")
        return rule if rule and rule not in _PLACEHOLDERS else plurals.ENGLISH


@dataclass(slots=True)
class PoFile:
    """A whole file."""

    header: Header = field(default_factory=Header)
    messages: list[Message] = field(default_factory=list)
    obsolete: list[Message] = field(default_factory=list)
