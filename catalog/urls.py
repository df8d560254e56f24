"""Database URLs -> SQLAlchemy engines, with errors that keep credentials to themselves."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from catalog.errors import DatabaseError, shown


def engine_of(url: object) -> Engine:
    """Return an engine for a URL; raises DatabaseError for anything that leads to none."""
    if not isinstance(url, str | URL):
        raise DatabaseError(
            shown(url), "is no database", "give a path, a URL, an Engine, or nothing"
        )
    try:
        return create_engine(url)
    except (ArgumentError, ImportError, ValueError) as error:
        name = shown(str(url).partition("://")[0] + "://…")
        raise DatabaseError(
            name, problem_of(error), "give a SQLAlchemy URL whose driver is installed"
        ) from error


def name_of(engine: Engine) -> str:
    """Return an engine's URL for an error message: without the password."""
    return engine.url.render_as_string(hide_password=True)


def problem_of(error: Exception) -> str:
    """Return what a driver or SQLAlchemy says, in its first line."""
    inner = error.orig if isinstance(error, SQLAlchemyError) and hasattr(error, "orig") else error
    return str(inner).partition("\n")[0]
