"""The command that writes the pages as files, for any host: site."""

from __future__ import annotations

import click

from .. import Catalog
from ..extras import needs
from ..marking import gettext_lazy as _
from ..marking import ngettext_lazy as _n
from .output import say
from .question import database_option
from .speaking.commands import Command, option
from .speaking.language import told

_EXAMPLES = """\
catalog site -o public
catalog site -o public --base https://errors.example/ --database my.db
"""


@click.command(
    cls=Command,
    about=[
        _("Write the pages that serve has as files, in every language, for any host."),
        _("A site that it has written before is replaced; other folders have to be empty."),
    ],
    examples=_EXAMPLES,
)
@database_option
@option("-o", "--output", required=True, metavar="FOLDER", about=_("The folder to write."))
@option(
    "--base",
    metavar="URL",
    about=_("Address that the folder will have; with it, a sitemap is written too."),
)
@option(
    "--system",
    "systems",
    metavar="NAME",
    multiple=True,
    about=_("Write pages of this code system only; repeat it for several."),
)
def site(database: str | None, output: str, base: str | None, systems: tuple[str, ...]) -> None:
    with needs("web"):
        from ..web.site import write

    with Catalog(database) as catalog:
        count = write(catalog, output, base=base, systems=systems)
    pages = _n("{folder}: {count} page", "{folder}: {count} pages", count=count, folder=output)
    say(told(pages))
