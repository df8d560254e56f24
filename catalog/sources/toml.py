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
from ..language.interface import DOMAIN
from ..language.plurals import Forms, all_forms
from ..language.text import TEXT_FIELDS
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..po.reader import BYTE_ORDER_MARK
from . import loading, recognition, relations, tables
from .recognition import Mistake, Sign
from .relations import SameAs

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

_LISTS = ("aliases", "related", "verbatim", "sources")
_TRAITS = ("prefixes", "spellings", "windows", "negated", "facilities", "labelled")


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
    status: int | None = None

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
        raise InvalidSource(name, 1, BYTE_ORDER_MARK)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = _("is not in UTF-8; save it in that encoding")
        raise InvalidSource(name, line, problem) from error
    return _Reader(name, text, tables.read(name, text)).system()


class _Reader:
    """Turns the tables of one file into the dataclasses above."""

    def __init__(self, path: str, text: str, file: dict[str, Any]) -> None:
        self.path = path
        self.text = text
        self.tables = file

    def system(self) -> SourceSystem:
        try:
            broken = loading.validator()(self.tables)
        except RecursionError as error:
            raise InvalidSource(self.path, None, _("is nested too deep")) from error
        if broken is not None:
            raise self.violation(broken) from broken
        name, title = self.tables["system"]["name"], self.tables["system"]["title"]
        if name != Path(self.path).stem:
            problem = _(
                "name is {name}; the file must be named {file}",
                name=repr(name),
                file=f"{name}.toml",
            )
            raise self.fault(problem, None, "name")
        if name == DOMAIN:
            problem = _(
                "a code system cannot be called {name}: that is the domain of the messages "
                "of the catalogue itself; choose another name",
                name=repr(name),
            )
            raise self.fault(problem, None, "name")
        if unfit := hygiene.in_text_of("title", title) or parameters.mistake(title):
            raise self.fault(unfit.given(value="title"), None, "title")
        rows = tables.rows(self.tables)
        for table, symbol in relations.share_out(self.tables, rows):
            problem = _("{symbol} is no entry", symbol=symbol)
            raise self.fault(problem, table, symbol, relations.SAME_AS)
        for kind, symbol in recognition.share_out(self.tables, rows):
            problem = _("{symbol} is no entry", symbol=symbol)
            raise self.fault(problem, None, symbol, kind)
        signs = tuple(self.signs(rows))
        entries = tuple([self.entry(row, number) for number, row in enumerate(rows)])
        self.check_names(entries)
        traits = {key: value for key, value in self.tables["system"].items() if key in _TRAITS}
        return SourceSystem(name, title, entries, self.path, traits, signs)

    def signs(self, rows: list[dict[str, Any]]) -> Iterator[Sign]:
        """Take what recognises codes out of all tables; ``rows`` are those of the entries."""
        for found in recognition.of_system(self.tables):
            if not isinstance(found, Sign):
                table, number, mistake = found
                raise self.fault(mistake.problem, number, mistake.key, table)
            yield found
        for number, row in enumerate(rows):
            for one in recognition.of_entry(row):
                if isinstance(one, Mistake):
                    raise self.fault(one.problem, number, one.key)
                yield one

    def entry(self, row: dict[str, Any], number: int) -> SourceEntry:
        self.check_numbers(row, number)
        for key in ("symbol", "aliases"):
            for name in [row[key]] if key == "symbol" else row.get(key, ()):
                if found := hygiene.in_name(name):
                    raise self.fault(found.given(value=f"{key}: {shown(name)}"), number, key)
        for key in _LISTS:
            if key in row:
                row[key] = tuple(row[key])
        texts = self.texts(row, number)
        if "same_as" in row:
            itself = f"{self.tables['system']['name']}:{row['symbol']}"
            same_as = relations.equivalences(row["same_as"], itself)
            if not isinstance(same_as, tuple):
                raise self.fault(same_as, number, "same_as")
            row["same_as"] = same_as
        entry = SourceEntry(texts=texts, **row)
        for word in entry.verbatim:
            if word not in entry.english("description"):
                problem = _("the description lacks verbatim {word}", word=repr(word))
                raise self.fault(problem, number, "verbatim")
        return entry

    def texts(self, row: dict[str, Any], number: int) -> dict[str, Forms]:
        """Take the texts out of an entry's table; those with a plural as a pair."""
        for key in chain.from_iterable(map(loading.keys_of, TEXT_FIELDS)):
            if key not in row:
                continue
            if found := hygiene.in_text_of(key.removesuffix("_plural"), row[key]):
                raise self.fault(found.given(value=key), number, key)
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
                problem = _("{key} must be an integer, not {value}", key=key, value=shown(value))
                raise self.fault(problem, number, "value" if key == "value" else "numbers")
        if "value" in row and "numbers" in row:
            problem = _("has both value and numbers; keep one of them")
            raise self.fault(problem, number, "numbers")

    def check_names(self, entries: tuple[SourceEntry, ...]) -> None:
        """Refuse names that would make a symbol ambiguous for ever, or lead nowhere."""
        symbols: dict[str, str] = {}
        for number, entry in enumerate(entries):
            twin = symbols.setdefault(entry.symbol.casefold(), entry.symbol)
            if twin != entry.symbol:
                problem = _("differs from {symbol} only in letter case", symbol=twin)
                raise self.fault(problem, number, "symbol")
            if len(symbols) <= number:
                raise self.fault(_("there are two entries of this symbol"), number, "symbol")
        for number, entry in enumerate(entries):
            for alias in entry.aliases:
                if alias.casefold() in symbols:
                    other = symbols[alias.casefold()]
                    problem = _(
                        "the alias {alias} is the symbol {symbol}", alias=alias, symbol=other
                    )
                    raise self.fault(problem, number, "aliases")
            for symbol in entry.related:
                if symbols.get(symbol.casefold()) != symbol:
                    problem = _("related names {symbol}, which is no entry", symbol=symbol)
                    raise self.fault(problem, number, "related")
                if symbol == entry.symbol:
                    raise self.fault(_("related names the entry itself"), number, "related")

    def violation(self, error: JsonSchemaValueException) -> InvalidSource:
        """Return what the schema found, in words, with its place."""
        return self.fault(*loading.violation(error, self.tables.get(tables.NAMED, ())))

    def fault(
        self,
        problem: InterfaceMessage,
        number: int | None,
        key: str | None,
        table: str = "entry",
    ) -> InvalidSource:
        """Return an error at a key of a table (from 0), or of what comes before all tables.

        Entries that are only named are counted on from those of ``[[entry]]``.
        """
        explained = len(self.tables.get("entry", ()))
        if table in recognition.BY_SYMBOL:
            return InvalidSource(self.path, tables.line_of(self.text, 0, key, table), problem)
        if table == tables.NAMED and number is not None:
            table, number = "entry", explained + number
        if number is None:
            return InvalidSource(self.path, tables.line_of(self.text, number, key), problem)
        if table == "entry" and number >= explained:
            name = [*self.tables[tables.NAMED]][number - explained]
        else:
            row = self.tables[table][number]
            symbol = row.get("symbol") if isinstance(row, dict) else None
            name = symbol if isinstance(symbol, str) and symbol else f"{table} {number + 1}"
        problem = _("{name}: {problem}", name=shown(name)[1:-1], problem=problem)
        if table == "entry":
            line = tables.line_of_entry(self.tables, self.text, number, key)
        else:
            line = tables.line_of(self.text, number, key, table)
        return InvalidSource(self.path, line, problem)
