"""Database URLs -> SQLAlchemy engines, with errors that keep credentials to themselves."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from catalog.errors import DatabaseError, shown


def url_of(database: object) -> URL:
    """Parse a URL; raises DatabaseError for anything else."""
    if not isinstance(database, str | URL):
        raise DatabaseError(
            shown(database), "is no database", "give a path, a URL, an Engine, or nothing"
        )
    try:
        return make_url(database)
    except (ArgumentError, ValueError) as error:
        # what it says may repeat the URL, and a password in it
        scheme = shown(str(database).partition("://")[0] + "://…")
        raise DatabaseError(
            scheme, "is no database URL", "write it like sqlite:///folder/my.db"
        ) from error


def engine_of(url: URL) -> Engine:
    """Return an engine for a URL; raises DatabaseError when there is no driver for it."""
    try:
        return create_engine(url)
    except (ArgumentError, ImportError) as error:
        raise DatabaseError(
            name_of(url), problem_of(error), "give a URL of a database whose driver is installed"
        ) from error


def name_of(url: URL) -> str:
    """Return a URL for messages, without password and options; of a SQLite file its path."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.set(query={}).render_as_string(hide_password=True)


def problem_of(error: Exception) -> str:
    """Return what a driver or SQLAlchemy says, in its first line."""
    inner = error.orig if isinstance(error, SQLAlchemyError) and hasattr(error, "orig") else error
    return str(inner).partition("\n")[0]
