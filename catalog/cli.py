"""The command ``catalog``: parse, ask the catalogue, print."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from catalog import Catalog, CatalogError, Entry, UnknownCode, UnknownSystem
from catalog.errors import shown
from catalog.locales import from_environment
from catalog.paths import DATABASE_VARIABLE, DEFAULT_DATABASE
from catalog.printing import print_entry, print_rows, say

FOUND, NOT_FOUND, BAD_INPUT = 0, 1, 2


class Failure(click.ClickException):
    """An error as this command line shows it: one line, and the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc] # a class variable to click, whose own set it

    def show(self, file: Any = None) -> None:
        click.echo(f"catalog: {self.format_message()}", file=file or sys.stderr)


class Commands(click.Group):
    """A group whose errors, click's and the catalogue's alike, are one line each."""

    def make_context(self, *args: Any, **named: Any) -> click.Context:
        with _one_line_errors():
            return super().make_context(*args, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line_errors():
            return super().invoke(ctx)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "catalog"
        message = error.format_message().rstrip(".").replace("\n", " ")
        raise Failure(f"{message}; see: {path} --help", BAD_INPUT) from error
    except CatalogError as error:
        status = NOT_FOUND if isinstance(error, UnknownCode) else BAD_INPUT
        raise Failure(str(error), status) from error
    except OSError as error:
        if error.filename is not None:
            raise  # not of the output, which has no name
        # what could not be written must not be tried again when the interpreter exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            raise click.exceptions.Exit(FOUND) from error
        raise Failure(f"cannot write the output: {error.strerror}", BAD_INPUT) from error


class CodeCommand(click.Command):
    """A command whose arguments may be negative numbers, with or without ``--`` before them.

    click takes them for options. It is told to let unknown options be, and what is neither a
    known option nor a number is refused here.
    """

    ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = [name for parameter in self.get_params(ctx) for name in parameter.opts]
        for word in args[: args.index("--")] if "--" in args else args:
            name = word.partition("=")[0]
            if word[:1] == "-" and name not in known and not word[1:2].isdecimal():
                raise click.NoSuchOption(name, ctx=ctx)
        return super().parse_args(ctx, args)


def _reading(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every reading command takes."""
    for option in (
        click.option(
            "--database",
            metavar="FILE|URL",
            envvar=DATABASE_VARIABLE,
            help=f"Read this database instead of the bundled one. [env: {DATABASE_VARIABLE}]",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print a JSON array."),
        click.option("--system", metavar="NAME", help="Look in this code system only."),
        click.option(
            "--locale",
            "locales",
            metavar="TAG",
            multiple=True,
            help="Language of the texts; repeat it for further choices. "
            "[default: from LANGUAGE, LC_ALL, LC_MESSAGES or LANG, else en]",
        ),
    ):
        command = option(command)
    return command


def _locale(given: Sequence[str]) -> Sequence[str]:
    return given or from_environment(os.environ)


_SHOW_HELP = """Explain one CODE: a number, a symbol, or a line that holds one.

\b
catalog show 10054
catalog show 0x80072746 --locale ja
catalog show "[WinError 10061] No connection could be made"
"""


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


@main.command(cls=CodeCommand, help=_SHOW_HELP)
@click.argument("code", nargs=-1, required=True)
@_reading
def show(
    code: tuple[str, ...],
    locales: tuple[str, ...],
    system: str | None,
    as_json: bool,
    database: str | None,
) -> None:
    text = " ".join(code)
    with Catalog(database) as catalog:
        entry = catalog.get(text, system=system, locale=_locale(locales))
        reason = catalog.find(text, system=system)[0].reason
    if as_json:
        _print_json([entry])
    else:
        print_entry(entry, reason)


@main.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@_reading
def search(
    text: tuple[str, ...],
    limit: int,
    locales: tuple[str, ...],
    system: str | None,
    as_json: bool,
    database: str | None,
) -> None:
    """List the entries that have all words of TEXT, in any language."""
    wanted = " ".join(text)
    with Catalog(database) as catalog:
        found = catalog.search(wanted, system=system, locale=_locale(locales), limit=limit)
    if found or as_json:
        _print_entries(found, as_json)
    if not found:
        raise Failure(f"no entry has all words of {shown(wanted)}; try fewer or others", NOT_FOUND)


@main.command("list")
@_reading
def list_(
    locales: tuple[str, ...], system: str | None, as_json: bool, database: str | None
) -> None:
    """List all entries with their meanings."""
    with Catalog(database) as catalog:
        _print_entries(catalog.entries(system, locale=_locale(locales)), as_json)


@main.command()
@_reading
def systems(
    locales: tuple[str, ...], system: str | None, as_json: bool, database: str | None
) -> None:
    """List the code systems."""
    with Catalog(database) as catalog:
        every = catalog.systems(locale=_locale(locales))
    found = [one for one in every if system in (None, one.name)]
    if not found and system is not None:
        raise UnknownSystem(system, [one.name for one in every])
    if as_json:
        _print_json(found)
    else:
        print_rows(
            ("system", "entries", "title"), ((one.name, str(one.size), one.title) for one in found)
        )


@main.command()
@_reading
def locales(
    locales: tuple[str, ...], system: str | None, as_json: bool, database: str | None
) -> None:
    """List the languages that texts are in."""
    with Catalog(database) as catalog:
        found = catalog.locales(system)
    if as_json:
        say(json.dumps([{"locale": tag} for tag in found], indent=2))
    else:
        print_rows(("locale",), ((tag,) for tag in found))


@main.group()
def db() -> None:
    """Make and mend databases."""


@db.command()
@click.option(
    "--database",
    metavar="FILE|URL",
    envvar=DATABASE_VARIABLE,
    default=DEFAULT_DATABASE,
    show_default=True,
    help=f"The database. [env: {DATABASE_VARIABLE}]",
)
def upgrade(database: str) -> None:
    """Create a database, or bring one to the newest schema and texts."""
    # imported here: SQLAlchemy takes longer to load than any reading command to run
    from catalog import migrate, urls

    revision = migrate.upgrade(database)
    say(f"{urls.name_of(migrate.database_url(database))}: at revision {revision}")


def _print_entries(entries: Iterable[Entry], as_json: bool) -> None:
    if as_json:
        _print_json(entries)
    else:
        print_rows(("system", "value", "symbol", "meaning"), map(_row, entries))


def _row(entry: Entry) -> tuple[str, ...]:
    value = "" if entry.value is None else str(entry.value)
    return entry.system, value, entry.symbol, entry.meaning


def _print_json(values: Iterable[Any]) -> None:
    """Print a JSON array as its values come, one a line or more each."""

    def lines() -> Iterator[str]:
        start = "["
        for value in values:
            text = json.dumps(value.as_dict(), ensure_ascii=False, indent=2)
            yield start + "\n  " + text.replace("\n", "\n  ")
            start = ","
        yield "[]\n" if start == "[" else "\n]\n"

    for line in lines():
        say(line, newline=False)
