"""The types that annotations of the API name, as type checkers and pydantic see them.

They are exported by ``catalog`` and loaded when somebody asks for one; see ``hints``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    try:
        # of older Pythons pydantic takes this one alone, and brings it
        from typing_extensions import TypedDict
    except ImportError:
        from typing import TypedDict

Locales = str | Sequence[str] | None
Systems = str | Sequence[str] | None
Platform = Literal[
    "linux", "macos", "freebsd", "windows", "libuv", "darwin", "win32", "android"
]  # fmt: skip
Kind = Literal[
    "connection", "name-resolution", "address", "permission", "resource", "usage", "protocol",
    "file", "device", "process", "peer", "status",
]  # fmt: skip
Retry = Literal["yes", "later", "after-change", "no", "not-an-error"]


class EquivalenceDict(TypedDict):
    """What an entry is also called, as plain values."""

    system: str
    symbol: str
    one_way: bool
    authority: str


class EntryDict(TypedDict):
    """An entry as plain values for JSON: what ``Entry.as_dict`` returns."""

    system: str
    symbol: str
    value: int | None
    aliases: list[str]
    related: list[str]
    os_dependent: bool
    meaning: str
    meaning_locale: str
    description: str
    description_locale: str
    action: str
    action_locale: str
    retry_reason: str
    retry_reason_locale: str
    keywords: str
    keywords_locale: str
    numbers: dict[str, int]
    kind: Kind | None
    retry: Retry | None
    same_as: list[EquivalenceDict]
    sources: list[str]
    phrase: str | None
    status: int


class MatchDict(EntryDict):
    """A reading of a text as plain values for JSON: its entry, the reason and the platforms."""

    reason: str
    platforms: list[str]


class SystemDict(TypedDict):
    """A code system as plain values for JSON."""

    name: str
    title: str
    title_locale: str
    size: int
