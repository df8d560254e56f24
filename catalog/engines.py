"""Statements run by SQLAlchemy, for URLs and for a host's own engine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Engine, TextClause, create_engine, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from catalog.errors import CatalogClosed, DatabaseError, shown

if TYPE_CHECKING:
    from catalog.connections import Row, Value

_clause: type[TextClause] = lru_cache(maxsize=64)(text)  # type: ignore[assignment]


class EngineConnection:
    """A database behind an engine; one made from a URL is disposed of on close."""

    def __init__(self, database: str | Engine) -> None:
        self._owned = not isinstance(database, Engine)
        self._engine = database if isinstance(database, Engine) else _engine(database)
        self._closed = False
        self._process = os.getpid()

    def __str__(self) -> str:
        return self._engine.url.render_as_string(hide_password=True)

    def rows(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """Return all rows; raises DatabaseError, or CatalogClosed after close()."""
        if self._closed:
            raise CatalogClosed
        if self._process != os.getpid():
            # connections of the parent stay the parent's; SQLAlchemy's manual on forking
            self._engine.dispose(close=False)
            self._process = os.getpid()
        try:
            with self._engine.connect() as connection:
                return connection.execute(_clause(statement), parameters).fetchall()
        except SQLAlchemyError as error:
            problem = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise DatabaseError(
                str(self),
                problem,
                "check that it can be reached and holds a catalogue (catalog db upgrade)",
            ) from error

    def close(self) -> None:
        """Let go of the database, from any thread, as often as wanted."""
        self._closed = True
        if self._owned:
            self._engine.dispose()


def _engine(url: object) -> Engine:
    if not isinstance(url, str):
        raise DatabaseError(
            shown(url), "is no database", "give a path, a URL, an Engine, or nothing"
        )
    try:
        return create_engine(url)
    except (ArgumentError, ImportError, ValueError) as error:
        name = shown(url.partition("://")[0] + "://…")
        raise DatabaseError(
            name, str(error).partition("\n")[0], "give a SQLAlchemy URL whose driver is installed"
        ) from error
