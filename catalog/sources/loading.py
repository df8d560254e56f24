"""TOML text read as tables, with mistakes told in words and in their places, and their schema."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .. import paths
from ..errors import InvalidSource, shown
from ..extras import needs
from ..language.text import TEXT_FIELDS, TextField
from ..marking import InterfaceMessage, all_of, names, words
from ..marking import gettext_lazy as _
from . import positions

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

# tomllib takes long for many tables of other names
_MOST_TABLES = 10_000
_TABLES = ("entry", "form", "lookalike")
_SINGLE = re.compile(r"^\[entry\]", re.MULTILINE)
_LONG_NUMBER = re.compile(r"[0-9_]{5000}")
# what tomllib says where a text goes on to the end of its line, or of the file
_UNCLOSED = (
    "Illegal character '\\n'",
    "Illegal character '\\r'",
    'Expected "\'"',
    "Expected \"'''\"",
    "Unterminated string",
)
_AT_LINE = re.compile(r"\(at line (\d+)")


def tables(name: str, text: str) -> dict[str, Any]:
    """Return the tables of a TOML text; raises InvalidSource for what tomllib cannot bear."""
    if line := positions.long_key(text):
        raise InvalidSource(name, line, _("has a key of very many parts"))
    if number := _LONG_NUMBER.search(text):
        line = text.count("\n", 0, number.start()) + 1
        raise InvalidSource(name, line, _("has a number of very many digits"))
    if text.count("\n[") - text.count("\n[[entry]]") > _MOST_TABLES:
        problem = _(
            "has very many tables; there are {known}", known=all_of(["[system]", "[[entry]]"])
        )
        raise InvalidSource(name, None, problem)
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidSource(name, None, _("is nested too deep")) from error
    except ValueError as error:
        raise InvalidSource(name, *_explained(text, str(error))) from error


def _explained(text: str, told: str) -> tuple[int, InterfaceMessage]:
    """Return where a text is no TOML, and why, from what tomllib tells."""
    at = _AT_LINE.search(told)
    place = int(at[1]) if at else text.count("\n") + 1
    said = told.partition(" (at ")[0]
    problem = words(said)
    if said in _UNCLOSED and (opened := positions.unclosed_text(text)):
        place, problem = opened, _("a text has no quotation mark at its end")
    if single := _SINGLE.search(text):
        place = text.count("\n", 0, single.start()) + 1
        problem = _("write {head}, with two brackets on either side", head="[[entry]]")
    return place, _("is not TOML: {problem}", problem=problem)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a system's file, with every text field among the keys."""
    loaded: dict[str, Any] = json.loads(paths.content(paths.SCHEMA))
    keys = loaded["definitions"]["entry"]["properties"]
    for field in TEXT_FIELDS:
        definition = {"$ref": f"#/definitions/{'text' if field.shown else 'line'}"}
        for key in keys_of(field):
            keys.setdefault(key, definition)
    return loaded


def keys_of(field: TextField) -> Iterator[str]:
    """Yield the keys that a text field has in a table."""
    yield field.name
    if field.plural:
        yield f"{field.name}_plural"


@lru_cache(maxsize=1)
def validator() -> Callable[[dict[str, Any]], JsonSchemaValueException | None]:
    """Return what tells of a file's tables which rule of the schema they break, or None."""
    # imported here: databases are made and upgraded without it
    with needs("po"):
        from fastjsonschema import JsonSchemaValueException, compile
    compiled = compile(schema())

    def broken(tables: dict[str, Any]) -> JsonSchemaValueException | None:
        try:
            compiled(tables)
        except JsonSchemaValueException as error:
            return error
        return None

    return broken


def violation(
    error: JsonSchemaValueException,
) -> tuple[InterfaceMessage, int | None, str | None, str]:
    """Return what the schema of such tables found: the problem, and number, key and table of it."""
    at = error.path[1:]
    table = at[0] if at[:1] and at[0] in _TABLES else "entry"
    number = int(at.pop(1)) if at[:1] == [table] and len(at) > 1 else None
    key = at[1] if len(at) > 1 else None
    if error.rule == "additionalProperties":
        known = error.definition["properties"]
        unknown = min(error.value.keys() - known.keys())
        problem = _("unknown key {key}; there are {known}", key=shown(unknown), known=names(known))
        key = key or unknown
    elif error.rule in ("required", "dependencies"):
        needed = list(error.definition.get("required", ()))
        for given, others in error.definition.get("dependencies", {}).items():
            needed += others if given in error.value else ()
        missing = [name for name in needed if name not in error.value]
        problem = _("there is no {key}", key=missing[0])
        if not at:
            problem = _("there is no {table} table", table=f"[{missing[0]}]")
    else:
        must = error.definition["description"].partition(";")[0]
        problem = _(
            # Translators: {what} is English, from the schema of such files
            "{key} must be {what}, not {value}",
            key=key or at[0],
            what=must,
            value=shown(error.value),
        )
    return problem, number, key, table
