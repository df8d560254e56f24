"""Recognition in TOML: forms, look-alikes, phrases and exception types, checked and flattened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..codes.rules import ATTRIBUTE, FORM, LOOKALIKE, ORDINARY, RAISED, SAYS, fold
from ..codes.shapes import bounded, compiled
from ..marking import InterfaceMessage, problem_of
from ..marking import gettext_lazy as _

# what a phrase or a form holds beside its text, as the database keeps it
_OF_FORM = (
    "has", "believed", "systems", "platform", "reads", "offset", "wraps", "with", "without",
)  # fmt: skip
_OF_ATTRIBUTE = ("holds", "within", "offset", "pattern")
_OF_PHRASE = ("strength", "apart", "not_after", "not_before", "with", "without")
_CONDITIONS = ("with", "without")
BY_SYMBOL = SAYS, RAISED
"""What entries may also have in a table of the whole file, by their symbols."""


class Sign(NamedTuple):
    """Something by which a code is recognised in text or in an exception.

    ``kind`` is one of those of ``codes.rules``; ``symbol`` is empty for what belongs to a whole
    system. ``text`` is a shape, a phrase, a type or a name; ``rule`` says in JSON when it counts.
    """

    symbol: str
    kind: str
    text: str
    rule: str


class Mistake(NamedTuple):
    """What is wrong with a table, and which of its keys has it."""

    problem: InterfaceMessage
    key: str


def of_system(tables: Mapping[str, Any]) -> Iterator[Sign | tuple[str, int, Mistake]]:
    """Yield the signs of a whole system, and mistakes with the table's name and place (from 0)."""
    for kind in (FORM, LOOKALIKE):
        seen: set[str] = set()
        for number, table in enumerate(tables.get(kind, ())):
            mistake = _mistake_of_form(table)
            if mistake is None and table["shape"] in seen:
                mistake = Mistake(_("there are two of this shape"), "shape")
            if mistake:
                yield kind, number, mistake
                continue
            seen.add(table["shape"])
            yield Sign("", kind, table["shape"], _rule(table, _OF_FORM))
    yield from _attributes(tables.get(ATTRIBUTE, ()))


def _attributes(tables: Iterable[Mapping[str, Any]]) -> Iterator[Sign | tuple[str, int, Mistake]]:
    """Yield the signs of the attributes of exceptions, and mistakes as ``of_system`` does."""
    seen: set[str] = set()
    for number, table in enumerate(tables):
        text = " ".join([table["type"], table["path"], table.get("holds", "")]).rstrip()
        if text in seen:
            yield ATTRIBUTE, number, Mistake(_("there are two of this type and path"), "path")
        elif (problem := _problem_of(table.get("pattern"))) is not None:
            yield ATTRIBUTE, number, Mistake(problem, "pattern")
        else:
            seen.add(text)
            yield Sign("", ATTRIBUTE, text, _rule(table, _OF_ATTRIBUTE))


def _problem_of(expression: str | None) -> InterfaceMessage | None:
    try:
        if expression is not None:
            bounded(expression)
    except ValueError as error:
        return _("the pattern: {problem}", problem=problem_of(error))
    return None


def share_out(
    file: Mapping[str, Any], every: Iterable[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Give the tables of entries what the tables ``[says]`` and ``[raised]`` have for them.

    Yields the symbols in these that are no entries, each after the name of its table.
    """
    by_symbol = {row["symbol"]: row for row in every}
    for table in BY_SYMBOL:
        for symbol, signs in file.get(table, {}).items():
            if symbol in by_symbol:
                by_symbol[symbol][table] = [*by_symbol[symbol].get(table, ()), *signs]
            else:
                yield table, symbol


def of_entry(row: dict[str, Any]) -> Iterator[Sign | Mistake]:
    """Take what an entry says and what is raised for it out of its table; yield signs, mistakes."""
    symbol = row["symbol"]
    for name in row.pop(ORDINARY, ()):
        if name not in (symbol, *row.get("aliases", ())):
            problem = _("ordinary names {name}, which is no name of the entry", name=name)
            yield Mistake(problem, ORDINARY)
        else:
            yield Sign(symbol, ORDINARY, name, "{}")
    for kind, key, kept in ((SAYS, "text", _OF_PHRASE), (RAISED, "type", ("strength",))):
        seen: set[str] = set()
        for one in row.pop(kind, ()):
            table = {key: one} if isinstance(one, str) else one
            text = table[key]
            if (mistake := _mistake_of_conditions(table)) is not None:
                yield mistake._replace(key=kind)
            elif fold(text) in seen:
                yield Mistake(_("{key} has {text} twice", key=kind, text=repr(text)), kind)
            else:
                seen.add(fold(text))
                yield Sign(symbol, kind, text, _rule(table, kept))


def _rule(table: Mapping[str, Any], kept: tuple[str, ...]) -> str:
    rule = {key: table[key] for key in kept if key in table}
    return json.dumps(rule, ensure_ascii=False, sort_keys=True)


def _mistake_of_form(table: Mapping[str, Any]) -> Mistake | None:
    try:
        pattern = compiled(table["shape"])
    except ValueError as error:
        return Mistake(_("the shape: {problem}", problem=problem_of(error)), "shape")
    if (mistake := _mistake_of_conditions(table)) is not None:
        return mistake
    for example in table["examples"]:
        folded = fold(example)
        if not any(fold(fixed) in folded for fixed in table["has"]):
            problem = _("the example {example} has none of the texts of has", example=repr(example))
            return Mistake(problem, "examples")
        if not pattern.search(example):
            problem = _("the shape does not match the example {example}", example=repr(example))
            return Mistake(problem, "examples")
    return None


def _mistake_of_conditions(table: Mapping[str, Any]) -> Mistake | None:
    for key in _CONDITIONS:
        for text in table.get(key, ()):
            if len(text) > 2 and text[0] == text[-1] == "/":
                try:
                    bounded(text[1:-1])
                except ValueError as error:
                    problem = _(
                        "{key}: {text}: {problem}", key=key, text=text, problem=problem_of(error)
                    )
                    return Mistake(problem, key)
    return None
