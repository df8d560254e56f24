"""The command ``catalog``: parse, call one function, print."""

from __future__ import annotations

import os
import sys

import click

from catalog.cli.databases import db
from catalog.cli.errors import BAD_INPUT, Commands, Failure
from catalog.cli.reading import list_, locales, search, show, systems
from catalog.cli.translating import po


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="error-catalog", prog_name="catalog")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Say what error codes mean, in your language."""
    if sys.stdout is None:
        raise Failure("standard output is closed", BAD_INPUT)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if hasattr(sys.stdout, "reconfigure"):
        # an output that cannot take a character gets its escape, as stderr does
        sys.stdout.reconfigure(errors="backslashreplace")


for _command in (show, search, list_, systems, locales, db, po):
    main.add_command(_command)
