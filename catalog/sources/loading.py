"""TOML text read as tables, with mistakes told in words and in their places, and their schema."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .. import paths
from ..errors import InvalidSource
from ..extras import needs
from ..language.text import TEXT_FIELDS, TextField
from . import positions

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

# tomllib takes long for many tables of other names
_MOST_TABLES = 10_000
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
        raise InvalidSource(name, line, "has a key of very many parts")
    if number := _LONG_NUMBER.search(text):
        line = text.count("\n", 0, number.start()) + 1
        raise InvalidSource(name, line, "has a number of very many digits")
    if text.count("\n[") - text.count("\n[[entry]]") > _MOST_TABLES:
        raise InvalidSource(name, None, "has very many tables; there are [system] and [[entry]]")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidSource(name, None, "is nested too deep") from error
    except ValueError as error:
        raise InvalidSource(name, *_explained(text, str(error))) from error


def _explained(text: str, told: str) -> tuple[int, str]:
    """Return where a text is no TOML, and why, from what tomllib tells."""
    at = _AT_LINE.search(told)
    place = int(at[1]) if at else text.count("\n") + 1
    problem = told.partition(" (at ")[0]
    if problem in _UNCLOSED and (opened := positions.unclosed_text(text)):
        place, problem = opened, "a text has no quotation mark at its end"
    if single := _SINGLE.search(text):
        place = text.count("\n", 0, single.start()) + 1
        problem = "write [[entry]], with two brackets on either side"
    return place, f"is not TOML: {problem}"


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
