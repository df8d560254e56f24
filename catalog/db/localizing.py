"""All entries with their texts in some languages, for a host's own statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import FromClause, ScalarSelect, Subquery, case, column, func, select
from sqlalchemy import table as lightweight

from ..codes.platforms import platform_of
from ..errors import shown
from ..language.tags import DEFAULT, normalize, tags_of
from ..language.text import TEXT_FIELDS
from ..store.urls import is_schema
from .schema import Base, Entry, Message, Number, table_of


def localized(
    *locales: str | Sequence[str], schema: str | None = None, platform: str | None = None
) -> Subquery:
    """Return all entries with their texts in some locales, for the host's own statements.

    One row an entry: ``system``, ``symbol``, ``value``, which is the number on ``platform`` where
    platforms differ, that on which the program runs unless given, and NULL where that one has
    none (``catalog.models.Number`` holds those of all); each text (``meaning``, ``description``,
    ``action``, ``retry_reason``, ``keywords``) in the first of the locales that has it, and beside
    it ``meaning_locale`` and so on, which tell which one that is. Both are NULL where none has it.
    Only these locales are looked at, exactly: name those of ``Catalog.locales``, English last;
    without any, English alone. A symbol may be that of entries of several systems. ``schema`` is
    that of PostgreSQL which holds the tables, if the search path does not lead to it. Raises
    InvalidLocale for what is no tag, InvalidPlatform for what is no platform, and ValueError for
    what is no schema's name.
    """
    if schema is not None and not is_schema(schema):
        raise ValueError(f"{shown(schema)} is no name of a schema")
    asked = [tag for locale in locales for tag in tags_of(locale)]
    tags = list(dict.fromkeys(map(normalize, asked))) or [DEFAULT]
    entry, number, message = (_in_schema(model, schema) for model in (Entry, Number, Message))
    there = _number_on(platform_of(platform), entry, number)
    order = case({tag: place for place, tag in enumerate(tags)}, value=message.c.locale)

    def text(field: str, column: str) -> ScalarSelect[Any]:
        return (
            select(message.c[column])
            .where(
                message.c.system == entry.c.system,
                message.c.symbol == entry.c.symbol,
                message.c.field == field,
                message.c.locale.in_(tags),
            )
            # as Catalog chooses: the last source's, and of plural forms the most general one
            .order_by(order, message.c.source.desc(), message.c.form.desc())
            .limit(1)
            .scalar_subquery()
        )

    return select(
        entry.c.system,
        entry.c.symbol,
        func.coalesce(there, entry.c.value).label("value"),
        *(
            text(field, column).label(label)
            for field in [one.name for one in TEXT_FIELDS]
            for column, label in (("text", field), ("locale", f"{field}_locale"))
        ),
    ).subquery()


def _number_on(platform: str | None, entry: FromClause, number: FromClause) -> ScalarSelect[Any]:
    """Return the number of an entry on a platform; NULL where all have one, or this has none."""
    same = number.c.system == entry.c.system, number.c.symbol == entry.c.symbol
    return select(number.c.value).where(*same, number.c.platform == platform).scalar_subquery()


def _in_schema(model: type[Base], schema: str | None) -> FromClause:
    table = table_of(model)
    if schema is None:
        return table
    return lightweight(table.name, *(column(c.name, c.type) for c in table.c), schema=schema)
