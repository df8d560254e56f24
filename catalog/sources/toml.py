"""A code system in TOML, read and checked.

``system.schema.json`` states the form, for editors and for this module; what a schema cannot
state is checked here. ``docs/sources.md`` describes it for people.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import files
from ..errors import InvalidSource, shown
from ..language import hygiene, parameters
from ..language.plurals import Forms, all_forms
from ..language.text import TEXT_FIELDS
from . import loading, positions, recognition
from .recognition import Mistake, Sign

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

_LISTS = ("aliases", "related", "verbatim", "sources")
_TRAITS = ("prefixes", "spellings", "windows", "negated", "facilities")
_TABLES = ("entry", "form", "lookalike")


@dataclass(frozen=True, slots=True)
class SameAs:
    """Another entry that an entry is called, both ways or one way, and where that is said."""

    system: str
    symbol: str
    authority: str
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One ``[[entry]]`` of a system's file, with its English texts."""

    symbol: str
    texts: Mapping[str, Forms]
    value: int | None = None
    aliases: tuple[str, ...] = ()
    os_dependent: bool = False
    related: tuple[str, ...] = ()
    verbatim: tuple[str, ...] = ()
    numbers: Mapping[str, int] = default(default_factory=dict)
    kind: str | None = None
    retry: str | None = None
    same_as: tuple[SameAs, ...] = ()
    sources: tuple[str, ...] = ()
    phrase: str | None = None

    def names(self) -> Iterator[tuple[str, str]]:
        """Yield (kind, name) for every name that leads to the entry."""
        yield "symbol", self.symbol
        for alias in self.aliases:
            yield "alias", alias

    def english(self, field: str) -> str:
        """Return an English text, in the singular; empty if the entry has no such text."""
        return all_forms(self.texts.get(field, ""))[0]


@dataclass(frozen=True, slots=True)
class SourceSystem:
    """A system's file: its name, English title and entries in their order.

    ``traits`` are the other keys of ``[system]``; ``signs`` is how programs write, say and raise
    its codes.
    """

    name: str
    title: str
    entries: tuple[SourceEntry, ...]
    path: str
    traits: Mapping[str, Any] = default(default_factory=dict)
    signs: tuple[Sign, ...] = ()

    def texts(self) -> Iterator[tuple[str, Forms]]:
        """Yield (key, English text): the title, then each entry's texts.

        A key is ``title`` or ``SYMBOL.field``; PO files carry it as ``msgctxt``.
        """
        yield "title", self.title
        for entry in self.entries:
            for field, text in entry.texts.items():
                yield f"{entry.symbol}.{field}", text


def read_system(path: Path) -> SourceSystem:
    """Read one system's TOML file; raises InvalidSource, with the line, when it is not right."""
    name = os.fspath(path)
    data = files.content(path)
    if data.startswith(BOM_UTF8):
        raise InvalidSource(name, 1, "starts with a byte order mark; save it without one")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidSource(
            name, data.count(b"\n", 0, error.start) + 1, "is not in UTF-8; save it in that encoding"
        ) from error
    return _Reader(name, text, loading.tables(name, text)).system()


class _Reader:
    """Turns the tables of one file into the dataclasses above."""

    def __init__(self, path: str, text: str, tables: dict[str, Any]) -> None:
        self.path = path
        self.text = text
        self.tables = tables

    def system(self) -> SourceSystem:
        try:
            broken = loading.validator()(self.tables)
        except RecursionError as error:
            raise InvalidSource(self.path, None, "is nested too deep") from error
        if broken is not None:
            raise self.violation(broken) from broken
        name, title = self.tables["system"]["name"], self.tables["system"]["title"]
        if name != Path(self.path).stem:
            raise self.fault(f"name is {name!r}; the file must be named {name}.toml", None, "name")
        if problem := hygiene.in_text_of("title", title) or parameters.mistake(title):
            raise self.fault(problem, None, "title")
        rows = self.tables.get("entry", ())
        signs = tuple(self.signs())
        entries = tuple([self.entry(row, number) for number, row in enumerate(rows)])
        self.check_names(entries)
        traits = {key: value for key, value in self.tables["system"].items() if key in _TRAITS}
        return SourceSystem(name, title, entries, self.path, traits, signs)

    def signs(self) -> Iterator[Sign]:
        """Take what recognises codes out of all tables."""
        for found in recognition.of_system(self.tables):
            if not isinstance(found, Sign):
                table, number, mistake = found
                raise self.fault(mistake.problem, number, mistake.key, table)
            yield found
        for number, row in enumerate(self.tables.get("entry", ())):
            for one in recognition.of_entry(row):
                if isinstance(one, Mistake):
                    raise self.fault(one.problem, number, one.key)
                yield one

    def entry(self, row: dict[str, Any], number: int) -> SourceEntry:
        self.check_numbers(row, number)
        for key in ("symbol", "aliases"):
            for name in [row[key]] if key == "symbol" else row.get(key, ()):
                if found := hygiene.in_name(name):
                    raise self.fault(f"{key}: {shown(name)} {found}", number, key)
        for key in _LISTS:
            if key in row:
                row[key] = tuple(row[key])
        texts = self.texts(row, number)
        if "same_as" in row:
            row["same_as"] = self.same_as(row["same_as"], number)
        entry = SourceEntry(texts=texts, **row)
        for word in entry.verbatim:
            if word not in entry.english("description"):
                raise self.fault(f"the description lacks verbatim {word!r}", number, "verbatim")
        return entry

    def texts(self, row: dict[str, Any], number: int) -> dict[str, Forms]:
        """Take the texts out of an entry's table; those with a plural as a pair."""
        for key in chain.from_iterable(map(loading.keys_of, TEXT_FIELDS)):
            if key not in row:
                continue
            if found := hygiene.in_text_of(key.removesuffix("_plural"), row[key]):
                raise self.fault(f"{key} {found}", number, key)
            if found := parameters.mistake(row[key]):
                raise self.fault(found, number, key)
        made: dict[str, Forms] = {}
        for field in TEXT_FIELDS:
            text, plural = row.pop(field.name, ""), row.pop(f"{field.name}_plural", "")
            if not text:
                continue
            made[field.name] = (text, plural) if plural else text
            forms = all_forms(made[field.name])
            if found := parameters.conflict(forms, counted=bool(plural)):
                raise self.fault(found, number, f"{field.name}_plural" if plural else field.name)
        return made

    def check_numbers(self, row: dict[str, Any], number: int) -> None:
        for key, value in (*row.get("numbers", {}).items(), ("value", row.get("value", 0))):
            if type(value) is not int:
                # to JSON Schema 7.0 is an integer
                problem = f"{key} must be an integer, not {shown(value)}"
                raise self.fault(problem, number, "value" if key == "value" else "numbers")
        if "value" in row and "numbers" in row:
            raise self.fault("has both value and numbers; keep one of them", number, "numbers")

    def same_as(self, tables: list[dict[str, Any]], number: int) -> tuple[SameAs, ...]:
        found: dict[str, SameAs] = {}
        itself = f"{self.tables['system']['name']}:{self.tables['entry'][number]['symbol']}"
        for table in tables:
            code = table["code"]
            if problem := hygiene.in_line(table["authority"]) or hygiene.in_name(code):
                raise self.fault(f"same_as {problem}", number, "same_as")
            if code in found or code == itself:
                what = "the entry itself" if code == itself else f"{code} twice"
                raise self.fault(f"same_as names {what}", number, "same_as")
            system, _, symbol = code.partition(":")
            found[code] = SameAs(system, symbol, table["authority"], table.get("one_way", False))
        return tuple(found.values())

    def check_names(self, entries: tuple[SourceEntry, ...]) -> None:
        """Refuse names that would make a symbol ambiguous for ever, or lead nowhere."""
        symbols: dict[str, str] = {}
        for number, entry in enumerate(entries):
            twin = symbols.setdefault(entry.symbol.casefold(), entry.symbol)
            if twin != entry.symbol:
                raise self.fault(f"differs from {twin} only in letter case", number, "symbol")
            if len(symbols) <= number:
                raise self.fault("there are two entries of this symbol", number, "symbol")
        for number, entry in enumerate(entries):
            for alias in entry.aliases:
                if alias.casefold() in symbols:
                    problem = f"the alias {alias} is the symbol {symbols[alias.casefold()]}"
                    raise self.fault(problem, number, "aliases")
            for symbol in entry.related:
                if symbols.get(symbol.casefold()) != symbol:
                    problem = f"related names {symbol}, which is no entry"
                    raise self.fault(problem, number, "related")
                if symbol == entry.symbol:
                    raise self.fault("related names the entry itself", number, "related")

    def violation(self, error: JsonSchemaValueException) -> InvalidSource:
        """Return what the schema found, in words, with its place."""
        at = error.path[1:]
        table = at[0] if at[:1] and at[0] in _TABLES else "entry"
        number = int(at.pop(1)) if at[:1] == [table] and len(at) > 1 else None
        key = at[1] if len(at) > 1 else None
        if error.rule == "additionalProperties":
            known = error.definition["properties"]
            unknown = min(error.value.keys() - known.keys())
            problem = f"unknown key {shown(unknown)}; there are {', '.join(known)}"
            key = key or unknown
        elif error.rule in ("required", "dependencies"):
            needed = list(error.definition.get("required", ()))
            for given, others in error.definition.get("dependencies", {}).items():
                needed += others if given in error.value else ()
            missing = [name for name in needed if name not in error.value]
            problem = f"there is no {missing[0]}" if at else f"there is no [{missing[0]}] table"
        else:
            must = error.definition["description"].partition(";")[0]
            problem = f"{key or at[0]} must be {must}, not {shown(error.value)}"
        return self.fault(problem, number, key, table)

    def fault(
        self, problem: str, number: int | None, key: str | None, table: str = "entry"
    ) -> InvalidSource:
        """Return an error at a key of a table (from 0), or of what comes before all tables."""
        if number is not None:
            row = self.tables[table][number]
            symbol = row.get("symbol") if isinstance(row, dict) else None
            name = symbol if isinstance(symbol, str) and symbol else f"{table} {number + 1}"
            problem = f"{shown(name)[1:-1]}: {problem}"
        return InvalidSource(self.path, positions.line_of(self.text, number, key, table), problem)
