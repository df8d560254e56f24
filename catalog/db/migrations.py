"""Create and upgrade catalogue databases with Alembic, beside a host's own migrations."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import alembic
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect

from .. import paths
from ..errors import DatabaseError, shown
from ..marking import gettext_lazy as _
from ..marking import names
from ..store.urls import name_of, upgrade_of
from .schema import Base
from .transactions import Database, opened, reading

VERSION_TABLE = "catalog_alembic_version"
BASE = "base"
FULL_TEXT_INDEX = "catalog_index"
_LEXEMES = "lexemes"
_NEWER = _("upgrade this package: the database is newer than it")
_FTS5_TABLES = ("", "_config", "_content", "_data", "_docsize", "_idx")
_OURS = {
    VERSION_TABLE,
    *Base.metadata.tables,
    *(f"{FULL_TEXT_INDEX}{suffix}" for suffix in _FTS5_TABLES),
}


def include_name(name: str | None, kind: str, parents: object) -> bool:
    """Tell Alembic's comparison with our models what is theirs: not the full-text index."""
    if kind == "column":
        return name != _LEXEMES
    return not (name is not None and name.startswith(FULL_TEXT_INDEX))


def include_object(
    thing: object, name: str | None, kind: str, reflected: bool, compared_to: object
) -> bool:
    """Tell a host's Alembic, in ``context.configure``, that our tables are none of its business."""
    return not (kind == "table" and name in _OURS)


def upgrade(database: Database, revision: str = "head", *, schema: str | None = None) -> str:
    """Bring a database to a revision, creating what is missing; return the revision it is at.

    It is the path of a SQLite file, a URL, an Engine, or a Connection: then all happens in the
    caller's transaction, which is the caller's to commit. Otherwise all of it happens or none.
    ``schema`` is one of PostgreSQL to keep the tables in; it is made if it is not there. A second
    upgrade at the same time waits for the first. Logging is left as it is.

    Raises DatabaseError when the database cannot be written or is newer than this package.
    """
    with _alembic_for(database, revision, schema, "head") as (bind, config):
        command.upgrade(config, revision)
        with reading(bind, schema) as connection:
            return str(_version(connection))


def downgrade(database: Database, revision: str = "base", *, schema: str | None = None) -> str:
    """Bring a database back to a revision, and return the one it is at.

    ``base`` leaves no table of the catalogue behind: what other sources have synced goes too.
    Everything else is as in ``upgrade``; but a SQLite file that is not there is not made. Raises
    DatabaseError when the database cannot be written, or is not at a later revision.
    """
    with _alembic_for(database, revision, schema, BASE) as (bind, config):
        command.downgrade(config, revision)
        with reading(bind, schema) as connection:
            return str(_version(connection)) if _has_version(connection) else BASE


@contextmanager
def _alembic_for(
    database: Database, revision: str, schema: str | None, end: str
) -> Iterator[tuple[Engine | Connection, Config]]:
    """Open a database and make Alembic ready to bring it to a revision, or to one end of all."""
    if revision not in (end, *_revisions()):
        known = names(reversed(_revisions()))
        remedy = _("give {end}, or one of {revisions}", end=end, revisions=known)
        raise DatabaseError(shown(revision), _("is no revision"), remedy)
    with opened(database, create=end != BASE) as bind:
        config = _config()
        config.attributes["connection"] = bind
        config.attributes["schema"] = schema
        try:
            with _migrating, _hosts_alembic():
                yield bind, config
        except CommandError as error:
            name, told = name_of(bind.engine.url), str(error)
            if "valid downgrade target" in told:
                problem, remedy = _("is not at a later revision"), _("give one before its own")
                raise DatabaseError(name, problem, remedy) from error
            raise DatabaseError(name, told, _NEWER) from error


def check(database: Database, *, schema: str | None = None) -> str:
    """Return the revision that a database is at, if it is the newest one.

    Raises DatabaseError when it is not, or when the database is not there or no catalogue.
    """
    with opened(database, create=False) as bind, reading(bind, schema) as connection:
        return require_head(connection, schema)


def require_head(connection: Connection, schema: str | None = None) -> str:
    """Return the newest revision; raises DatabaseError unless a database is at it."""
    head = _revisions()[0]
    found = _version(connection) if _has_version(connection) else None
    if found != head:
        name = name_of(connection.engine.url)
        state = _("is no catalogue")
        if found:
            state = _("is at revision {found}, not {head}", found=str(found), head=head)
        remedy = upgrade_of(connection.engine.url)
        if schema is not None:
            remedy = _("run: {command}", command=f"catalog.migrate.upgrade(…, schema={schema!r})")
        if found and found not in _revisions():
            remedy = _NEWER
        raise DatabaseError(name, state, remedy)
    return head


@lru_cache(maxsize=1)
def _revisions() -> list[str]:
    """Return all revisions, the newest first."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", paths.migrations().replace("%", "%%"))
    return config


def _has_version(connection: Connection) -> bool:
    return inspect(connection).has_table(VERSION_TABLE)


def _version(connection: Connection) -> object:
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()


# Alembic's ``op`` and ``context`` are one for the whole process
_migrating = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_migrating.acquire,
        after_in_parent=_migrating.release,
        after_in_child=_migrating.release,
    )


@contextmanager
def _hosts_alembic() -> Iterator[None]:
    """Leave ``alembic.op`` and ``alembic.context`` as they are, for a host that is migrating.

    Each is a proxy for what runs now; Alembic knows of no run inside another.
    """
    proxies = [getattr(module, "_proxy", None) for module in (alembic.context, alembic.op)]
    try:
        yield
    finally:
        for proxy in filter(None, proxies):
            proxy._install_proxy()
