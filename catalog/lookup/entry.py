"""What the catalogue answers with: immutable, typed values that pickle and hash."""

from __future__ import annotations

from ..codes.platforms import PLATFORMS
from ..errors import CatalogClosed
from ..language.text import TEXT_FIELDS, Text
from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self

    from ..store.statements import Part, Parts

    Finder = Callable[[tuple["Equivalence", ...]], tuple["Entry", ...]]


# kinds of errors, each with what belongs to it
KINDS = {
    "connection": "reaching, keeping or losing a peer",
    "name-resolution": "a name that does not lead to an address",
    "address": "addresses and ports: in use, not available, of the wrong family",
    "permission": "not allowed, or not known who asks",
    "resource": "something has run out: memory, descriptors, space, a quota, a rate limit",
    "usage": "the caller asked wrongly: a bad argument, a wrong state, a wrong type",
    "protocol": "not supported, or broken by a message",
    "file": "files, folders, file systems and other stored content",
    "device": "hardware, media, terminals and their drivers",
    "process": "processes, threads, signals, locks and what passes between them",
    "peer": "the other side failed inside",
    "status": "no failure: progress, an orderly end, a cancellation",
}
# whether trying again makes sense, each with when
RETRIES = {
    "yes": "try again as it is, at once",
    "later": "try again after a while; the cause may pass by itself",
    "after-change": "something must be changed first",
    "no": "trying again is of no use",
    "not-an-error": "pending, would block, orderly end, redirect, success",
}


class Equivalence(Record):
    """That an entry is also called another one, and where that is said.

    ``one_way`` means that the other one is also called for other reasons than this.
    """

    __slots__ = ("system", "symbol", "one_way", "authority")

    system: str
    symbol: str
    one_way: bool
    authority: str


class Entry(Record):
    """One error code with its texts in the locale that was asked for.

    ``value`` is the number, or None where the code has none. Where platforms have different
    numbers for it, ``numbers`` has them as pairs of a platform and a number, and ``value`` is
    that of the platform that was asked for. ``os_dependent`` marks codes whose number the
    operating system decides; ``value`` is then the number that Windows gives.
    ``related`` names the symbols of entries worth reading next, ``same_as`` what the entry is
    called elsewhere. ``sources`` are the documents that the texts rest on, ``phrase`` is what a
    registry calls the code, such as HTTP's ``Not Found``, or None. ``kind`` and ``retry`` are
    words of KINDS and RETRIES, or None where nobody has said; ``retry_reason`` is empty where it
    is plain. ``keywords`` are for search alone. ``windows`` tells how Windows packs the number,
    ``"win32"`` or ``"ntstatus"``; it is empty for all other codes.
    """

    __slots__ = (
        "system",
        "symbol",
        "value",
        "numbers",
        "aliases",
        "related",
        "same_as",
        "sources",
        "phrase",
        "os_dependent",
        "kind",
        "retry",
        "windows",
        *[field.name for field in TEXT_FIELDS],
        "_find",
    )

    system: str
    symbol: str
    value: int | None
    numbers: tuple[tuple[str, int], ...]
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    same_as: tuple[Equivalence, ...]
    sources: tuple[str, ...]
    phrase: str | None
    os_dependent: bool
    kind: str | None
    retry: str | None
    windows: str
    meaning: Text
    description: Text
    action: Text
    retry_reason: Text
    keywords: Text
    if TYPE_CHECKING:
        _find: Finder | None = None

    @property
    def equivalents(self) -> tuple[Entry, ...]:
        """The entries of ``same_as``, in the same locale; those that the catalogue lacks are not.

        They are read when they are asked for: CatalogClosed is raised once the catalogue is
        closed, and by an unpickled entry, which belongs to none.
        """
        if not self.same_as:
            return ()
        if self._find is None:
            raise CatalogClosed("An unpickled entry belongs to no catalogue; ask one for it again.")
        return self._find(self.same_as)

    @property
    def hresult(self) -> int | None:
        """The HRESULT that carries a code of Windows, as an unsigned number; None for others."""
        from ..codes.windows import hresult_from_ntstatus, hresult_from_win32

        if self.value is None or not self.windows:
            return None
        into = hresult_from_ntstatus if self.windows == "ntstatus" else hresult_from_win32
        return into(self.value)

    @property
    def ntstatus(self) -> int | None:
        """The NTSTATUS that carries a code of Windows, as an unsigned number; None for others."""
        from ..codes.windows import ntstatus_from_win32

        if self.value is None or not self.windows:
            return None
        return self.value if self.windows == "ntstatus" else ntstatus_from_win32(self.value)

    @property
    def status_class(self) -> str | None:
        """The class of an HTTP status code, ``"1xx"`` to ``"5xx"`` (RFC 9110, 15); else None."""
        return f"{self.value // 100}xx" if self.system == "http" and self.value else None

    def as_dict(self) -> dict[str, object]:
        """Return the entry as plain values for JSON, each text beside its locale."""
        data: dict[str, object] = {
            "system": self.system,
            "symbol": self.symbol,
            "value": self.value,
            "aliases": list(self.aliases),
            "related": list(self.related),
            "os_dependent": self.os_dependent,
        }
        for field in TEXT_FIELDS:
            text: Text = getattr(self, field.name)
            data |= {field.name: str(text), f"{field.name}_locale": text.locale}
        return data | {
            "numbers": dict(self.numbers),
            "kind": self.kind,
            "retry": self.retry,
            "same_as": [
                {name: getattr(same, name) for name in same.__slots__} for same in self.same_as
            ],
            "sources": list(self.sources),
            "phrase": self.phrase,
        }


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
        bool(os_dependent),
        kind,
        retry,
        windows,
        *[_text(parts, field.name, chain) for field in TEXT_FIELDS],
        find,
    ]
    return Entry(*values)


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


class Match(Record):
    """One reading of a text: the entry it leads to, and the reason in plain English.

    ``platforms`` are those on which the number means this; empty where it is the same on all, and
    where the entry was found by a name.
    """

    __slots__ = ("entry", "reason", "platforms")

    entry: Entry
    reason: str
    platforms: tuple[str, ...]


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
