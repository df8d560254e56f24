"""Running the application: a process of its own, or several, that end in order."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from ..extras import needs
from ..lookup.catalog import Catalog
from ..paths import DATABASE_VARIABLE
from .app import app

with needs("web"):
    import uvicorn
    from uvicorn.supervisors import Multiprocess

# what runs has so many seconds to end, more than a request may take
_LAST_SECONDS = 15
# connections at once, most of them idle
_MOST_CONNECTIONS = 512


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; port 0 is any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    # for the connections, too: else the end of an answer waits until its head is acknowledged
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def serve(
    database: str | None, listener: socket.socket, *, root_path: str = "", workers: int = 1
) -> bool:
    """Serve a database until the process is told to end; requests that run are answered first.

    Tells whether it could be served at all; if not, the log says why.
    """
    if database is None:
        os.environ.pop(DATABASE_VARIABLE, None)
    else:
        # workers are processes that know no more than their environment
        os.environ[DATABASE_VARIABLE] = database
    config = uvicorn.Config(
        f"{__package__}.serving:made",
        factory=True,
        root_path=root_path,
        workers=workers,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    server = uvicorn.Server(config)
    with _ending_quietly():
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
            return True
        server.run(sockets=[listener])
    return server.started


def made() -> FastAPI:
    """Return the application over the database that the environment names, for each worker."""
    return app(Catalog(os.environ.get(DATABASE_VARIABLE)))


@contextmanager
def _ending_quietly() -> Iterator[None]:
    """Have the signals that end a server end it alone: uvicorn raises them again afterwards."""
    before = {one: signal.signal(one, _ignored) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _ignored(*_: object) -> None:
    return
