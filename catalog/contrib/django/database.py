"""Django's own databases: their URLs, and the catalogue brought into one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections

if TYPE_CHECKING:
    from sqlalchemy import URL


# by the last part of ENGINE
_BACKENDS = {
    "sqlite3": "sqlite",
    "spatialite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgis": "postgresql+psycopg",
}
# those that are Django's, and no parameters of a connection
_OPTIONS_OF_DJANGO = frozenset(
    [
        "assume_role", "client_encoding", "cursor_factory", "context", "isolation_level", "pool",
        "prepare_threshold", "server_side_binding",
    ]
)  # fmt: skip


def url_of(alias: str = "default") -> URL:
    """Return the SQLAlchemy URL of one of DATABASES, for ``Catalog`` and everything else.

    Raises ImproperlyConfigured for a database that the catalogue cannot be in.
    """
    from ...extras import needs

    with needs("db"):
        from sqlalchemy import URL

    # not by a connection, which needs the driver that Django has for it
    if alias not in connections.settings:
        raise ImproperlyConfigured(f"DATABASES has no {alias!r}")
    setting = connections.settings[alias]
    engine = str(setting.get("ENGINE", ""))
    backend = _BACKENDS.get(engine.rpartition(".")[2])
    if backend is None:
        raise ImproperlyConfigured(
            f"the database {alias!r} is of {engine or 'no engine'}; the catalogue is in SQLite or "
            "PostgreSQL, so name another alias, a path or a URL"
        )
    name, options = setting.get("NAME"), setting.get("OPTIONS") or {}
    if backend == "sqlite":
        return URL.create("sqlite", database=_file(str(name or ""), alias))
    query = {key: str(value) for key, value in options.items() if key not in _OPTIONS_OF_DJANGO}
    host = str(setting.get("HOST") or "")
    if host.startswith("/"):
        # a socket, which no URL has in its place for hosts
        query, host = {"host": host, **query}, ""
    port = setting.get("PORT")
    return URL.create(
        backend,
        username=setting.get("USER") or None,
        password=setting.get("PASSWORD") or None,
        host=host or None,
        port=int(port) if port else None,
        database=str(name) if name else None,
        query=query,
    )


def bring(
    alias: str, sources: Iterable[str | Path], *, schema: str | None, commit: bool
) -> Iterator[tuple[str, Any]]:
    """Bring the tables of the catalogue and some sources into one of DATABASES, all or nothing.

    Yields ``("revision", …)``, then the path of each source with its SyncReport. Without
    ``commit`` nothing stays.
    """
    from sqlalchemy import create_engine

    from ...migrate import upgrade
    from ...sync import Source, sync

    engine = create_engine(url_of(alias))
    try:
        with engine.connect() as connection:
            yield "revision", upgrade(connection, schema=schema)
            for source in sources:
                yield str(source), sync(connection, Source.from_path(source), schema=schema)
            if commit:
                connection.commit()
    finally:
        engine.dispose()


def _file(name: str, alias: str) -> str:
    if name in ("", ":memory:"):
        raise ImproperlyConfigured(
            f"the database {alias!r} is in memory, where Django alone can read it; name a file"
        )
    return name
