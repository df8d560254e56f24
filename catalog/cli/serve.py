"""The command that serves pages and an API over HTTP: serve."""

from __future__ import annotations

import sys

import click

from .. import Catalog
from ..extras import needs
from ..marking import gettext_lazy as _
from .errors import BAD_INPUT, Failure
from .output import say
from .question import database_option
from .speaking.commands import Command, Count, option
from .speaking.language import told

_EXAMPLES = """\
catalog serve
catalog serve --database my.db --port 8080
"""


@click.command(
    cls=Command,
    about=[
        _("Serve pages to ask, and an API to call, over HTTP."),
        _("Only this machine can reach them unless --host says otherwise; Ctrl-C ends it."),
    ],
    examples=_EXAMPLES,
)
@database_option
@option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    about=_("Address to listen on."),
)
@option(
    "--port",
    metavar="N",
    type=Count(0, 65_535),
    default=8000,
    show_default=True,
    about=_("Port to listen on; 0 is any that is free."),
)
@option(
    "--root-path",
    metavar="PATH",
    default="",
    about=_("What a proxy in front takes off the paths, such as /errors."),
)
@option(
    "--workers",
    metavar="N",
    type=Count(1),
    default=1,
    show_default=True,
    about=_("Serve with so many processes."),
)
def serve(database: str | None, host: str, port: int, root_path: str, workers: int) -> None:
    with needs("web"):
        from ..web import serving
    # that it can be read is seen here, where what is wrong is told in one line
    Catalog(database).close()
    try:
        listener = serving.listening(host, port)
    except OSError as error:
        problem = _("cannot listen on {address}: {problem}", address=_address(host, port),
                    problem=error.strerror or str(error))  # fmt: skip
        raise Failure(problem, BAD_INPUT) from error
    with listener:
        address = _address(host, listener.getsockname()[1])
        say(told(_("Serving on {url}", url=f"http://{address}{root_path}/")))
        sys.stdout.flush()
        if not serving.serve(database, listener, root_path=root_path, workers=workers):
            raise Failure(_("the server could not be started; its log says why"), BAD_INPUT)


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
