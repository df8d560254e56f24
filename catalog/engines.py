"""Statements run by SQLAlchemy, for URLs and for a host's own engine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Engine, TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import CatalogClosed, DatabaseError
from catalog.files import diagnosis, sqlite_running, uri_of
from catalog.urls import engine_of, name_of, problem_of, url_of

if TYPE_CHECKING:
    from catalog.files import Row, Value


@lru_cache(maxsize=64)
def _clause(statement: str) -> TextClause:
    return text(statement)


class EngineConnection:
    """A database behind an engine; one made from a URL is disposed of on close."""

    def __init__(self, database: str | Engine) -> None:
        self._owned = not isinstance(database, Engine)
        self._engine = database if isinstance(database, Engine) else _reading_engine(database)
        self._name = name_of(self._engine.url if isinstance(database, Engine) else url_of(database))
        self._closed = False
        # a host's engine may have to wait for a connection, and nothing else must wait for that
        guarded = self._owned and self._engine.dialect.name == "sqlite"
        self._guard = sqlite_running if guarded else nullcontext()
        self._process = os.getpid()

    def __str__(self) -> str:
        return self._name

    def rows(self, statement: str, parameters: Mapping[str, Value]) -> Sequence[Row]:
        """Return all rows; raises DatabaseError, or CatalogClosed after close()."""
        with self._guard:
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
                raise self._fault(error) from error

    def close(self) -> None:
        """Let go of the database, from any thread, as often as wanted."""
        with self._guard:
            self._closed = True
            if self._owned:
                self._engine.dispose()

    def _fault(self, error: SQLAlchemyError) -> DatabaseError:
        problem = problem_of(error)
        remedy = "check that it can be reached and holds a catalogue (catalog db upgrade)"
        if self._owned and self._engine.dialect.name == "sqlite":
            problem, remedy = diagnosis(self._name, problem)
        return DatabaseError(self._name, problem, remedy)


def _reading_engine(database: object) -> Engine:
    url = url_of(database)
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith("file:"):
        # without this a file that is not there would be made
        path, _, _ = uri_of(url.database, "").partition("?")
        url = url.set(database=path, query={"mode": "ro", "uri": "true"})
    return engine_of(url)
