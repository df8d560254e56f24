"""The commands that make, change and check databases: db upgrade, check, build and sync.

What they call is imported when they run: it takes longer to load than any reading command takes.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ..errors import DatabaseError, InvalidSource, printable
from ..extras import needs
from ..paths import DATABASE_VARIABLE, DEFAULT_DATABASE
from .output import print_object, say

if TYPE_CHECKING:
    from rich.progress import TaskID

    from ..db.syncing import SyncReport
    from ..sources.folder import Progress, Source

_LISTED = 20
_BETWEEN_LOOKS = 0.5
_UNTIL_AGAIN = 5
_BEFORE_THE_BAR = 1.0


def _database(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--database",
        metavar="FILE|URL",
        envvar=DATABASE_VARIABLE,
        default=DEFAULT_DATABASE,
        help=f"The database. [env: {DATABASE_VARIABLE}; default: {DEFAULT_DATABASE}]",
    )(command)


_sources = click.argument("sources", metavar="SOURCE...", nargs=-1)
_json = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")


@click.group()
def db() -> None:
    """Make and change databases."""
    # what psycopg logs while it gives up is told by the error as well
    logging.getLogger("psycopg").addHandler(logging.NullHandler())


@db.command()
@_database
def upgrade(database: str) -> None:
    """Create a database, or bring one to the newest schema and texts."""
    with needs("db"):
        from ..db import migrations, transactions
        from ..store import urls

    revision = migrations.upgrade(database)
    say(f"{urls.name_of(transactions.database_url(database))}: at revision {revision}")


@db.command()
@_database
def check(database: str) -> None:
    """Tell whether a database is at the newest revision; if not, how to bring it there."""
    with needs("db"):
        from ..db import migrations, transactions
        from ..store import urls

    revision = migrations.check(database)
    say(f"{urls.name_of(transactions.database_url(database))}: at revision {revision}, the newest")


@db.command()
@_sources
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to write.")
@_json
def build(sources: tuple[str, ...], output: str, as_json: bool) -> None:
    """Write one read-only database with our content and that of each SOURCE.

    A SOURCE is a folder with systems/*.toml, locales/<tag>/LC_MESSAGES/*.po, or both; its name is
    the folder's, or NAME in NAME=FOLDER. Of later ones the texts win.
    """
    with needs("po"):
        from ..db.building import build as build_database

    with _progress() as progress:
        report = build_database(output, *map(_source, sources), progress=progress)
    _print_report(report, as_json, "no texts but ours")


@db.command()
@_sources
@_database
@click.option("--remove", metavar="NAME", multiple=True, help="Take a source out again.")
@click.option("--dry-run", is_flag=True, help="Change nothing, only tell what would.")
@click.option("--watch", is_flag=True, help="Go on: sync again whenever a file is saved.")
@_json
def sync(
    sources: tuple[str, ...],
    database: str,
    remove: tuple[str, ...],
    dry_run: bool,
    watch: bool,
    as_json: bool,
) -> None:
    """Bring a database to what each SOURCE says, touching only what is theirs.

    A SOURCE is a folder with systems/*.toml, locales/<tag>/LC_MESSAGES/*.po, or both; its name is
    the folder's, or NAME in NAME=FOLDER. Of later ones the texts win.
    """
    with needs("po"):
        from ..db.syncing import sync as sync_database

    if not sources and not remove:
        raise click.UsageError("Name a SOURCE, or one to --remove")
    if watch and (dry_run or not sources):
        raise click.UsageError("--watch needs a SOURCE, and goes without --dry-run")

    def once(remove: tuple[str, ...]) -> None:
        # looked at each time: while one watches, a folder may go and come back
        found = [_source(source) for source in sources]
        with _progress() as progress:
            report = sync_database(
                database, *found, remove=remove, dry_run=dry_run, progress=progress
            )
        _print_report(report, as_json)

    if watch:
        _watch([_source(source) for source in sources], once, remove)
    else:
        once(remove)


def _watch(
    sources: list[Source], once: Callable[[tuple[str, ...]], None], remove: tuple[str, ...]
) -> None:
    """Sync now and whenever a file is saved; only the first time what fails ends the command."""
    has_worked = False
    for _ in _saved(sources):
        while True:
            try:
                once(remove)
                remove, has_worked = (), True
            except InvalidSource as error:
                # whoever is at work on the file will save it again
                _tell(str(error))
            except DatabaseError as error:
                if not has_worked:
                    raise
                _tell(f"{error}; trying again in {_UNTIL_AGAIN} s")
                time.sleep(_UNTIL_AGAIN)
                continue
            break


def _tell(problem: str) -> None:
    """Print a problem that does not end the command."""
    if sys.stderr is not None:
        click.echo(f"catalog: {printable(problem)}", err=True)


def _source(argument: str) -> Source:
    from ..sources.folder import Source

    name, equals, folder = argument.partition("=")
    if equals and not os.path.exists(argument):
        return Source.from_path(folder, name)
    return Source.from_path(argument)


def _saved(sources: list[Source]) -> Iterator[None]:
    """Yield now, and whenever a file of the sources has changed, until interrupted."""
    before = None
    try:
        while True:
            now = _state(sources)
            if now != before:
                before = now
                yield
                sys.stdout.flush()
            time.sleep(_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        return


def _state(sources: list[Source]) -> set[tuple[str, int, int]]:
    found = set()
    for source in sources:
        try:
            for path in source.files():
                status = path.stat()
                found.add((str(path), status.st_mtime_ns, status.st_size))
        except (OSError, InvalidSource) as error:
            # an editor is replacing a file, or a folder is not right: the sync tells of it
            found.add((str(error), 0, 0))
    return found


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Offer a bar on a terminal, shown once the work has taken a second."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)
    tasks: dict[str, TaskID] = {}
    start = time.monotonic()

    def report(what: str, done: int, total: int) -> None:
        if time.monotonic() - start < _BEFORE_THE_BAR:
            return
        bar.start()
        if what not in tasks:
            tasks[what] = bar.add_task(what)
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()


def _print_report(report: SyncReport, as_json: bool, nothing: str = "nothing to change") -> None:
    kinds = {"added": report.added, "changed": report.changed, "removed": report.removed}
    for problem in report.skipped:
        click.echo(printable(str(problem)), err=True)
    if as_json:
        found: dict[str, object] = {
            kind: [change._asdict() for change in changes] for kind, changes in kinds.items()
        }
        print_object(found | {"skipped": [problem.as_dict() for problem in report.skipped]})
        return
    lines = [f"{kind:<8} {change}" for kind, changes in kinds.items() for change in changes]
    for line in lines[:_LISTED]:
        say(line)
    if len(lines) > _LISTED:
        say(f"… and {len(lines) - _LISTED:,} more")
    counts = ", ".join(f"{len(changes):,} {kind}" for kind, changes in kinds.items())
    say(counts if report else nothing)
