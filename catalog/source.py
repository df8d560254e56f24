"""A source: a folder of code systems in TOML and their texts in PO files, read and checked.

``docs/data.md`` describes both forms.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from catalog import paths, pofile
from catalog.errors import InvalidLocale, InvalidSource, shown
from catalog.locales import DEFAULT, normalize

FIELDS = ("meaning", "description")
COUNTERPARTS = ("posix", "eai", "win32")

_LONGEST_SYMBOL = 255
_VALUES = range(-(1 << 63), 1 << 63)


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One ``[[entry]]`` of a system's file, with its English texts."""

    symbol: str
    meaning: str
    value: int | None = None
    description: str = ""
    aliases: tuple[str, ...] = ()
    os_dependent: bool = False
    related: tuple[str, ...] = ()
    verbatim: tuple[str, ...] = ()
    posix: tuple[str, ...] = ()
    eai: tuple[str, ...] = ()
    win32: tuple[str, ...] = ()

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield (kind, name) for every name that leads to the entry."""
        yield "symbol", self.symbol
        for alias in self.aliases:
            yield "alias", alias
        for kind in COUNTERPARTS:
            for name in getattr(self, kind):
                yield kind, name


@dataclass(frozen=True, slots=True)
class SourceSystem:
    """A system's file: its name, English title and entries in their order."""

    name: str
    title: str
    entries: tuple[SourceEntry, ...]
    path: str

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (key, English text): the title, then each entry's texts.

        A key is ``title`` or ``SYMBOL.field``; PO files carry it as ``msgctxt``.
        """
        yield "title", self.title
        for entry in self.entries:
            for name in FIELDS:
                text = getattr(entry, name)
                if text:
                    yield f"{entry.symbol}.{name}", text


@dataclass(frozen=True, slots=True)
class Source:
    """Code systems, and by (system, locale) the texts by key in that locale."""

    systems: tuple[SourceSystem, ...]
    translations: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def built_in(cls) -> Source:
        """Read the systems and languages that come with the package."""
        return cls.read(paths.SYSTEMS, paths.locales())

    @classmethod
    def read(cls, systems: str | os.PathLike[str], locales: str | os.PathLike[str]) -> Source:
        """Read ``SYSTEMS/*.toml`` and ``LOCALES/<tag>/LC_MESSAGES/<system>.po``.

        Raises InvalidSource, naming file and line or key, when any of it is wrong.
        """
        found = tuple(read_system(path) for path in sorted(Path(systems).glob("*.toml")))
        translations = {}
        for system in found:
            english = dict(system.texts())
            for path in sorted(Path(locales).glob(f"*/LC_MESSAGES/{system.name}.po")):
                locale = _locale_of(path)
                translations[system.name, locale] = pofile.read_translations(path, english)
        return cls(found, translations)

    def texts(self, system: SourceSystem) -> dict[str, dict[str, str]]:
        """Return a system's texts as locale -> key -> text, English under all of ``en``."""
        texts: dict[str, dict[str, str]] = {DEFAULT: dict(system.texts())}
        for (name, locale), translated in self.translations.items():
            if name == system.name:
                texts.setdefault(locale, {}).update(translated)
        return texts


def _locale_of(path: Path) -> str:
    try:
        return normalize(path.parent.parent.name)
    except InvalidLocale as error:
        raise InvalidSource(os.fspath(path), None, f"its folder {error}") from error


def read_system(path: Path) -> SourceSystem:
    """Read one system's TOML file; raises InvalidSource when it is not of the form."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSource(os.fspath(path), None, str(error)) from error
    return _Reader(os.fspath(path)).system(data)


class _Reader:
    """Checks the tables of one file against the dataclasses above."""

    def __init__(self, path: str) -> None:
        self.path = path

    def fault(self, problem: str) -> InvalidSource:
        return InvalidSource(self.path, None, problem)

    def system(self, data: dict[str, Any]) -> SourceSystem:
        header = data.get("system")
        if not isinstance(header, dict):
            raise self.fault("there is no [system] table")
        name = self.text(header, "name", "system")
        if name != Path(self.path).stem:
            raise self.fault(f"system.name is {name!r}; the file must be named {name}.toml")
        title = self.text(header, "title", "system")
        rows = data.get("entry", [])
        if not isinstance(rows, list):
            raise self.fault("entry must be written as [[entry]] tables")
        for unknown in (data.keys() - {"system", "entry"}) | (header.keys() - {"name", "title"}):
            raise self.fault(f"unknown key {shown(unknown)}")
        entries = tuple(self.entry(row, number) for number, row in enumerate(rows, 1))
        self.check_references(entries)
        return SourceSystem(name, title, entries, self.path)

    def entry(self, row: dict[str, Any], number: int) -> SourceEntry:
        if not isinstance(row, dict):
            raise self.fault(f"entry {number} must be a table")
        symbol = self.text(row, "symbol", f"entry {number}")
        if len(symbol) > _LONGEST_SYMBOL or any(c.isspace() for c in symbol):
            raise self.fault(
                f"entry {number}: symbol {shown(symbol)} must be one word of at most "
                f"{_LONGEST_SYMBOL} characters"
            )
        known = {item.name for item in fields(SourceEntry)}
        for key in row:
            if key not in known:
                raise self.fault(f"{symbol}: unknown key {shown(key)}")
        value = row.get("value")
        if value is not None and (type(value) is not int or value not in _VALUES):
            raise self.fault(f"{symbol}: value must be a signed 64-bit integer, not {shown(value)}")
        if type(row.get("os_dependent", False)) is not bool:
            raise self.fault(f"{symbol}: os_dependent must be true or false")
        lists = {key: self.names(row, key, symbol) for key in _LISTS}
        return SourceEntry(
            symbol=symbol,
            value=value,
            os_dependent=row.get("os_dependent", False),
            meaning=self.text(row, "meaning", symbol),
            description=self.text(row, "description", symbol) if "description" in row else "",
            **lists,
        )

    def text(self, table: dict[str, Any], key: str, where: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"{where}: {key} must be a text that is not blank")
        return value

    def names(self, row: dict[str, Any], key: str, symbol: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.fault(f"{symbol}: {key} must be a list of texts")
        return tuple(value)

    def check_references(self, entries: tuple[SourceEntry, ...]) -> None:
        symbols: set[str] = set()
        for entry in entries:
            if entry.symbol in symbols:
                raise self.fault(f"{entry.symbol}: there are two entries of this symbol")
            symbols.add(entry.symbol)
        for entry in entries:
            for symbol in entry.related:
                if symbol not in symbols:
                    raise self.fault(f"{entry.symbol}: related names {symbol}, which is no entry")
            for word in entry.verbatim:
                if word not in entry.description:
                    raise self.fault(f"{entry.symbol}: the description lacks verbatim {word!r}")


_LISTS = ("aliases", "related", "verbatim", *COUNTERPARTS)
