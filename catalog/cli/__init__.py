"""The command ``catalog``: parse, call one function, print."""

from __future__ import annotations

import os
import sys
from io import BytesIO, TextIOWrapper

from ..extras import needs
from ..marking import gettext_lazy as _
from ..paths import __version__

with needs("cli"):
    import click

    from .errors import BAD_INPUT, Failure, heed_signals
    from .read import list_, locales, search, show, systems
    from .speaking.commands import Group, Option
    from .speaking.language import told


class AllCommands(Group):
    """The reading commands, and the others, which are loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "annotate", "db", "po", "serve", "site"])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = _(
                "{problem}; to look up a code: catalog show CODE",
                problem=error.message.rstrip(".。"),
            )
            raise click.UsageError(told(hint), ctx) from error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "annotate":
            from .annotate.command import annotate

            return annotate
        if cmd_name == "db":
            from .db import db

            return db
        if cmd_name == "po":
            from .po import po

            return po
        if cmd_name == "serve":
            from .serve import serve

            return serve
        if cmd_name == "site":
            from .site import site

            return site
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=AllCommands,
    about=[_("Say what error codes mean, in your language.")],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__, prog_name="catalog", cls=Option, about=_("Show the version, and exit.")
)
@click.pass_context
def main(ctx: click.Context) -> None:
    heed_signals()
    if sys.stdout is None:
        raise Failure(_("standard output is closed"), BAD_INPUT)
    if sys.stdin is None:
        # a standard input that is closed is read as an empty one
        sys.stdin = TextIOWrapper(BytesIO())
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if hasattr(sys.stdout, "reconfigure"):
        # characters that the output's encoding lacks are printed as escapes, as on standard error
        sys.stdout.reconfigure(errors="backslashreplace")


for _command in (show, search, list_, systems, locales):
    main.add_command(_command)
