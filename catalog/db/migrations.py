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
from sqlalchemy import Connection, inspect

from .. import paths
from ..errors import DatabaseError, shown
from ..marking import gettext_lazy as _
from ..marking import names
from ..store.urls import name_of, upgrade_of
from .schema import Base
from .transactions import Database, opened, reading

VERSION_TABLE = "catalog_alembic_version"
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
    if revision not in ("head", *_revisions()):
        known = names(reversed(_revisions()))
        remedy = _("give head, or one of {revisions}", revisions=known)
        raise DatabaseError(shown(revision), _("is no revision"), remedy)
    with opened(database) as bind:
        config = _config()
        config.attributes["connection"] = bind
        config.attributes["schema"] = schema
        try:
            with _migrating, _hosts_alembic():
                command.upgrade(config, revision)
        except CommandError as error:
            raise DatabaseError(name_of(bind.engine.url), str(error), _NEWER) from error
        with reading(bind, schema) as connection:
            return str(_version(connection))


def check(database: Database, *, schema: str | None = None) -> str:
    """Return the revision that a database is at, if it is the newest one.

    Raises DatabaseError when it is not, or when the database is not there or no catalogue.
    """
    with opened(database, create=False) as bind, reading(bind, schema) as connection:
        return require_head(connection, schema)


def require_head(connection: Connection, schema: str | None = None) -> str:
    """Return the newest revision; raises DatabaseError unless a database is at it."""
    head = _revisions()[0]
    found = _version(connection) if inspect(connection).has_table(VERSION_TABLE) else None
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
