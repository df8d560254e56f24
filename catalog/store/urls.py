"""Database URLs -> SQLAlchemy engines, with errors that keep credentials to themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ..errors import DatabaseError, MissingExtra, shown
from ..extras import needs
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from .connect import LEAVE_OUT, NO_SCHEMAS, WRITTEN

_DRIVERS = {"sqlite": "pysqlite", "postgresql": "psycopg"}
# seconds that a writer waits for another one to end, unless the URL or the server says otherwise
PATIENCE = 30
# PostgreSQL cuts off what is longer
_LONGEST_NAME = 63


def url_of(database: object) -> URL:
    """Parse a URL of one of the supported engines; raises DatabaseError for anything else."""
    if not isinstance(database, str | URL):
        raise DatabaseError(
            shown(database),
            _("is no database"),
            _("give a path, a URL, an Engine, or nothing"),
        )
    url = _parsed(database)
    if url is None:
        # not from what the parser raises, which may repeat the URL, and a password in it
        scheme = database.drivername if isinstance(database, URL) else database.partition("://")[0]
        raise DatabaseError(shown(f"{scheme}://…"), _("is no database URL"), WRITTEN)
    refuse_others(url)
    return url


def _parsed(database: str | URL) -> URL | None:
    try:
        url = make_url(database)
        url.render_as_string(hide_password=False).encode()
    except (ArgumentError, ValueError):
        return None
    return None if "\0" in (url.database or "") else url


def refuse_others(url: URL, driver: str | None = None) -> None:
    """Raise DatabaseError for a database, or a driver of it, that cannot be read.

    Unless given, the driver is the one that the URL names.
    """
    refuse_other_databases(url)
    driver, readable = driver or url.get_driver_name(), _DRIVERS[url.get_backend_name()]
    if driver != readable:
        problem = _(
            "is of the driver {driver}; {supported} is supported, without asyncio",
            driver=driver,
            supported=readable,
        )
        raise DatabaseError(name_of(url), problem, WRITTEN)


def refuse_other_databases(url: URL) -> None:
    """Raise DatabaseError for a database of an engine that is not supported."""
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        problem = _("is of {backend}; SQLite and PostgreSQL are supported", backend=shown(backend))
        raise DatabaseError(name_of(url), problem, WRITTEN)
    if "@" in (url.host or ""):
        # nor shown, for it is half a password
        problem, remedy = _("has an @ in its password"), _("write it as {written}", written="%40")
        raise DatabaseError(f"{url.drivername}://…", problem, remedy)


def refuse_asyncio(database: object, remedy: InterfaceMessage) -> None:
    """Raise DatabaseError for an engine or a connection that only an event loop can use.

    ``remedy`` may name the ``{scheme}`` of URLs by which its database can be read.
    """
    engine = getattr(database, "sync_engine", database)
    if isinstance(engine, Engine) and (engine is not database or engine.dialect.is_async):
        backend = engine.url.get_backend_name()
        scheme = f"{backend}+{_DRIVERS[backend]}" if backend in _DRIVERS else backend
        problem = _("only an event loop can use its engine")
        raise DatabaseError(name_of(engine.url), problem, remedy.given(scheme=scheme))


def engine_of(url: URL, **options: Any) -> Engine:
    """Return an engine for a URL; raises DatabaseError when there is no driver for it."""
    arguments: dict[str, Any] = {}
    if url.get_backend_name() != "sqlite":
        # over what the URL says: behind a pooler, a statement prepared in one session would be
        # looked for in another, where there is none of its name or somebody else's
        arguments["prepare_threshold"] = None
    elif "timeout" not in url.query:
        arguments["timeout"] = PATIENCE
    try:
        with needs("postgres"):
            return create_engine(url, connect_args=arguments, **options)
    except MissingExtra:
        raise
    except ImportError as error:
        # of a driver without the client library of PostgreSQL
        remedy = _("install the driver with it: {command}", command="pip install 'psycopg[binary]'")
        raise DatabaseError(name_of(url), problem_of(error), remedy) from error
    except (ArgumentError, ValueError) as error:
        raise DatabaseError(name_of(url), problem_of(error), WRITTEN) from error


def quoted_schema(engine: Engine, schema: str) -> str:
    """Return the name of a schema as SQL; raises DatabaseError where there are none."""
    if engine.dialect.name == "sqlite":
        raise DatabaseError(name_of(engine.url), NO_SCHEMAS, LEAVE_OUT)
    if not is_schema(schema):
        problem = _("has no schema {schema}", schema=shown(schema))
        remedy = _("name another, of 1 to {most} bytes", most=_LONGEST_NAME)
        raise DatabaseError(name_of(engine.url), problem, remedy)
    # not the dialect's quoting, which doubles % for statements with parameters
    escaped = schema.replace('"', '""')
    return f'"{escaped}"'


def is_schema(schema: object) -> bool:
    """Tell whether PostgreSQL takes a name for a schema, and for that one."""
    try:
        # "$user" means another schema to PostgreSQL, in quotes too
        return (
            isinstance(schema, str)
            and schema != "$user"
            and "\0" not in schema
            and len(schema.encode()) in range(1, _LONGEST_NAME + 1)
        )
    except UnicodeEncodeError:
        return False


def upgrade_of(url: URL) -> InterfaceMessage:
    """Return the command that upgrades a database, as far as it can be told without secrets."""
    if url.get_backend_name() == "sqlite":
        return _("run: {command}", command=f"catalog db upgrade --database {name_of(url)}")
    return _("run catalog db upgrade with the same URL")


def name_of(url: URL) -> str:
    """Return a URL for messages, without password and options; of a SQLite file its path."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.set(query={}).render_as_string(hide_password=True)


def problem_of(error: Exception) -> str:
    """Return what a driver or SQLAlchemy says, in its first line."""
    inner = error.orig if isinstance(error, SQLAlchemyError) and hasattr(error, "orig") else error
    return str(inner).partition("\n")[0]
