"""The schema of a system's file: what breaks it, in words and in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .. import paths
from ..errors import shown
from ..extras import needs
from ..language.text import TEXT_FIELDS, TextField
from ..marking import InterfaceMessage, names
from ..marking import gettext_lazy as _
from .recognition import BY_SYMBOL
from .tables import NAMED

if TYPE_CHECKING:
    from fastjsonschema import JsonSchemaValueException

_TABLES = ("attribute", "entry", "form", "lookalike", "same_as")


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
    error: JsonSchemaValueException, named: Iterable[str]
) -> tuple[InterfaceMessage, int | None, str | None, str]:
    """Return what the schema of such tables found: the problem, and number, key and table of it.

    ``named`` are the symbols of codes that are only named, of which the number is the place.
    """
    at = error.path[1:]
    table = at[0] if at[:1] and at[0] in _TABLES else "entry"
    number = int(at.pop(1)) if at[:1] == [table] and len(at) > 1 else None
    if at[:1] == [NAMED] and len(at) > 1:
        table, symbol = NAMED, at.pop(1)
        number = [*named].index(symbol)
        at = at if len(at) > 1 else [NAMED, "value"]
    if at[:1] and at[0] in BY_SYMBOL:
        # the symbol is the key
        table, at = at[0], at[:2]
    key = at[1] if len(at) > 1 else None
    if key == "codes" and len(at) > 2:
        # one of many symbols, which has a line of its own
        key = at[2]
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
