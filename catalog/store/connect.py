"""Opening a database, by whichever of the two ways it is read."""

from __future__ import annotations

import os
from itertools import pairwise

from ..errors import CatalogClosed, DatabaseError, shown
from ..marking import gettext_lazy as _
from .sqlite import FileConnection, bundled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol

    from sqlalchemy import URL, Engine

    from .sqlite import Row, Value

    Readable = str | os.PathLike[str] | URL | Engine

    class Connection(Protocol):
        """Runs statements against one database; ``dialect`` is its SQL's."""

        dialect: str

        def rows(
            self, statement: str, parameters: Mapping[str, Value], *, are_many: bool = False
        ) -> Sequence[Row]:
            """Return all rows; raises DatabaseError, or CatalogClosed after close().

            Where they are many, a server may take longer.
            """

        def require_free(self) -> None:
            """Raise DatabaseError where a statement would have to wait for a connection."""

        def identity(self) -> object:
            """Return what tells this database from another that has taken its place.

            Raises DatabaseError when it is gone.
            """

        def close(self) -> None:
            """Let go of the database, from any thread, as often as wanted."""


SCHEMA_VERSION = 1
NO_SCHEMAS, LEAVE_OUT = _("has no schemas"), _("leave schema= out")
WRITTEN = _(
    "write {sqlite} or {postgresql}",
    sqlite="sqlite:///folder/my.db",
    postgresql="postgresql+psycopg://user@host/database",
)
_SERVERS = ("postgres", "postgresql", "mysql", "mariadb", "oracle", "mssql")
# of libpq's connection strings, and what people write for them
_PARAMETERS = frozenset(
    ("host", "hostaddr", "port", "dbname", "database", "user", "username", "password", "pass",
     "passwd", "pwd", "service", "server", "uid", "dsn", "sslmode", "options")
)  # fmt: skip
_BY_ITS_URL = _(
    "give its URL with another driver: Catalog(engine.url.set(drivername='{scheme}')); "
    "await catalog.keep_fresh() follows what changes"
)
_STATE = "SELECT schema_version, generation FROM catalog_state"


class _Unopened:
    """A SQLite file that is opened by the first statement, and may be made until then."""

    dialect = "sqlite"

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: FileConnection | None = None
        self._is_closed = False

    def __str__(self) -> str:
        return self._path

    def rows(
        self, statement: str, parameters: Mapping[str, Value], *, are_many: bool = False
    ) -> Sequence[Row]:
        return self._opened().rows(statement, parameters)

    def require_free(self) -> None:
        return

    def identity(self) -> object:
        return self._opened().identity()

    def close(self) -> None:
        self._is_closed = True
        if self._file is not None:
            self._file.close()

    def _opened(self) -> FileConnection:
        if self._is_closed:
            raise CatalogClosed
        if self._file is None:
            # of two threads at once, one's is dropped and closed when its statement has run
            self._file = FileConnection(self._path)
        return self._file


def connect(
    database: Readable | None,
    schema: str | None = None,
    *,
    timeout: float | None = None,
    lazy: bool = False,
) -> Connection:
    """Connect to the bundled database (None), a SQLite file, a URL or an engine.

    ``schema`` is that of PostgreSQL in which the tables are, if not on the search path, and
    ``timeout`` how many seconds a statement may take on a server. Raises DatabaseError when there
    is nothing to connect to, if ``lazy`` not before the first statement; ``generation`` tells
    whether it can be read.
    """
    if schema is not None and not _is_url(database):
        name = "bundled.db" if database is None else shown(database)
        raise DatabaseError(name, NO_SCHEMAS, LEAVE_OUT)
    if database is None:
        return bundled()
    if isinstance(database, str | os.PathLike) and not _is_url(database):
        refuse_servers(os.fspath(database))
        return _file(os.fspath(database), lazy)
    return _by_sqlalchemy(database, schema, timeout, lazy)


def _file(path: str, lazy: bool) -> Connection:
    return _Unopened(path) if lazy else FileConnection(path)


def refuse_servers(database: str) -> None:
    """Raise DatabaseError for what is meant to name a server, and is no path; it may hold secrets.

    That is a URL without one of its slashes, or without its colon, and a connection string such
    as libpq's. A file of such a name is found by ``./`` before it.
    """
    scheme, colon, rest = database.partition(":")
    is_url = bool(colon) and rest[:1] == "/" and len(scheme) > 1 and scheme.isascii()
    is_url = is_url and scheme.replace("+", "").isalnum()
    word = database.partition("/")[0].partition(":")[0].partition("+")[0].lower()
    is_url = is_url or (word in _SERVERS and len(database) > len(word))
    words = database.replace("=", " = ").split()
    keys = {key.lower() for key, after in pairwise(words) if after == "="}
    if is_url or (keys & _PARAMETERS and words[0].lower() in _PARAMETERS):
        raise DatabaseError(
            f"{scheme.partition('/')[0][:20] if is_url else ''}…",
            _("is neither a path nor a URL"),
            WRITTEN,
        )


def _is_url(database: object) -> bool:
    """Tell a URL or an engine from a path or nothing."""
    if isinstance(database, str):
        return "://" in database
    return database is not None and not isinstance(database, os.PathLike)


def _by_sqlalchemy(
    database: object, schema: str | None, timeout: float | None, lazy: bool
) -> Connection:
    # imported here: it takes longer to load than most questions to answer
    from ..extras import needs

    with needs("db"):
        from sqlalchemy import Engine

    from .engine import EngineConnection
    from .urls import refuse_asyncio, url_of

    refuse_asyncio(database, _BY_ITS_URL)
    if isinstance(database, Engine):
        return EngineConnection(database, schema, timeout)
    url = url_of(database)
    if url.get_backend_name() == "sqlite" and url.database and schema is None:
        # SQLAlchemy would make a file that is not there
        return _file(url.database, lazy)
    return EngineConnection(url, schema, timeout)


def generation(connection: Connection) -> int:
    """Return the number that grows with every change of a database.

    Raises DatabaseError when it is no catalogue of a schema that this version reads.
    """
    found = connection.rows(_STATE, {})
    if not found:
        raise DatabaseError(
            str(connection),
            _("was never finished"),
            _("make another with: {command}", command="catalog db upgrade"),
        )
    version, number = found[0]
    if type(version) is not int or type(number) is not int:
        raise DatabaseError(
            str(connection), _("is damaged: its state is no number"), _("use a good copy")
        )
    if version != SCHEMA_VERSION:
        raise DatabaseError(
            str(connection),
            _(
                "its schema has version {found}, this package reads version {read}",
                found=version,
                read=SCHEMA_VERSION,
            ),
            _("upgrade this package")
            if version > SCHEMA_VERSION
            else _("upgrade it with catalog db upgrade: {database}", database=str(connection)),
        )
    return int(number)


def is_storable(value: Value) -> bool:
    """Tell whether a database can hold a value; drivers raise, each its own way, for others.

    PostgreSQL holds no NUL, and no text in UTF-8 has half a surrogate pair.
    """
    if not isinstance(value, str):
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value
