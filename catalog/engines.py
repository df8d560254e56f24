"""Statements run by SQLAlchemy, for URLs of servers and for a host's own engine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import CatalogClosed, DatabaseError
from catalog.urls import engine_of, name_of, problem_of

if TYPE_CHECKING:
    from catalog.files import Row, Value


@lru_cache(maxsize=64)
def _clause(statement: str) -> TextClause:
    return text(statement)


class EngineConnection:
    """A database behind an engine; one made from a URL is disposed of on close."""

    def __init__(self, database: URL | Engine) -> None:
        self._owned = isinstance(database, URL)
        self._engine = engine_of(database) if isinstance(database, URL) else database
        self._closed = False
        self._process = os.getpid()

    def __str__(self) -> str:
        return name_of(self._engine.url)

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
            raise DatabaseError(
                str(self),
                problem_of(error),
                "check that it can be reached and holds a catalogue (catalog db upgrade)",
            ) from error

    def close(self) -> None:
        """Let go of the database, from any thread, as often as wanted."""
        self._closed = True
        if self._owned:
            self._engine.dispose()
