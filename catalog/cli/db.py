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
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..paths import DATABASE_VARIABLE, DEFAULT_DATABASE
from .errors import spoken
from .output import print_object, say
from .speaking.commands import Group, option
from .speaking.language import languages, told
from .speaking.wrapping import INDENT, cells, padded

if TYPE_CHECKING:
    from rich.progress import TaskID

    from ..db.syncing import SyncReport
    from ..sources.folder import Progress, Source

_NOTHING_TO_CHANGE = _("nothing to change")
_KINDS = {"added": _("added"), "changed": _("changed"), "removed": _("removed")}
_LISTED = 20
_BETWEEN_LOOKS = 0.5
_UNTIL_AGAIN = 5
_BEFORE_THE_BAR = 1.0


def _database(command: Callable[..., None]) -> Callable[..., None]:
    return option(
        "--database",
        metavar="FILE|URL",
        envvar=DATABASE_VARIABLE,
        default=DEFAULT_DATABASE,
        about=_(
            "The database. [env: {variable}; default: {default}]",
            variable=DATABASE_VARIABLE,
            default=DEFAULT_DATABASE,
        ),
    )(command)


_SOURCES_ARE = _(
    "A SOURCE is a folder with systems/*.toml, locales/<tag>/LC_MESSAGES/*.po, or both; its name "
    "is the folder's, or NAME in NAME=FOLDER. Of later ones the texts win."
)
_sources = click.argument("sources", metavar="SOURCE...", nargs=-1)
_json = option("--json", "as_json", is_flag=True, about=_("Print the report as JSON."))


@click.group(cls=Group, about=[_("Make, change and check databases.")])
def db() -> None:
    # what psycopg logs while it gives up is told by the error as well
    logging.getLogger("psycopg").addHandler(logging.NullHandler())


@db.command(about=[_("Create a database, or bring one to the newest schema and texts.")])
@_database
def upgrade(database: str) -> None:
    with needs("db"):
        from ..db import migrations, transactions
        from ..store import urls

    revision = migrations.upgrade(database)
    name = urls.name_of(transactions.database_url(database))
    say(told(_("{database}: at revision {revision}", database=name, revision=revision)))


@db.command(
    about=[_("Tell whether a database is at the newest revision; if not, how to bring it there.")]
)
@_database
def check(database: str) -> None:
    with needs("db"):
        from ..db import migrations, transactions
        from ..store import urls

    revision = migrations.check(database)
    name = urls.name_of(transactions.database_url(database))
    newest = _("{database}: at revision {revision}, the newest", database=name, revision=revision)
    say(told(newest))


@db.command(
    about=[
        _("Write one read-only database with our content and that of each SOURCE."),
        _SOURCES_ARE,
    ]
)
@_sources
@option("-o", "--output", required=True, metavar="FILE", about=_("The file to write."))
@_json
def build(sources: tuple[str, ...], output: str, as_json: bool) -> None:
    with needs("po"):
        from ..db.building import build as build_database

    with _progress() as progress:
        report = build_database(output, *map(_source, sources), progress=progress)
    _print_report(report, as_json, _("no texts but ours"))


@db.command(
    about=[
        _("Bring a database to what each SOURCE says, touching only what is theirs."),
        _SOURCES_ARE,
    ]
)
@_sources
@_database
@option("--remove", metavar="NAME", multiple=True, about=_("Take a source out again."))
@option("--dry-run", is_flag=True, about=_("Change nothing, only tell what would."))
@option("--watch", is_flag=True, about=_("Go on: sync again whenever a file is saved."))
@_json
def sync(
    sources: tuple[str, ...],
    database: str,
    remove: tuple[str, ...],
    dry_run: bool,
    watch: bool,
    as_json: bool,
) -> None:
    with needs("po"):
        from ..db.syncing import sync as sync_database

    if not sources and not remove:
        raise click.UsageError(told(_("Name a SOURCE, or one to --remove")))
    if watch and (dry_run or not sources):
        raise click.UsageError(told(_("--watch needs a SOURCE, and goes without --dry-run")))

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
    for _change in _saved(sources):
        while True:
            try:
                once(remove)
                remove, has_worked = (), True
            except InvalidSource as error:
                # whoever is at work on the file will save it again
                _tell(spoken(error))
            except DatabaseError as error:
                if not has_worked:
                    raise
                problem = told(spoken(error))
                _tell(_("{problem}; trying again in {seconds} s", problem=problem,
                        seconds=_UNTIL_AGAIN))  # fmt: skip
                time.sleep(_UNTIL_AGAIN)
                continue
            break


def _tell(problem: InterfaceMessage | str) -> None:
    """Print a problem that does not end the command."""
    if sys.stderr is not None:
        click.echo(f"catalog: {printable(told(problem))}", err=True)


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
            tasks[what] = bar.add_task(told(what))
        bar.update(tasks[what], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:
            bar.stop()


def _print_report(
    report: SyncReport, as_json: bool, nothing: InterfaceMessage = _NOTHING_TO_CHANGE
) -> None:
    kinds = {"added": report.added, "changed": report.changed, "removed": report.removed}
    for problem in report.skipped:
        click.echo(printable(problem.localized(languages())), err=True)
    if as_json:
        found: dict[str, object] = {
            kind: [change._asdict() for change in changes] for kind, changes in kinds.items()
        }
        print_object(found | {"skipped": [one.as_dict(languages()) for one in report.skipped]})
        return
    words = {kind: told(word) for kind, word in _KINDS.items()}
    beside = max(map(cells, words.values())) + len(INDENT)
    lines = [(words[kind], change) for kind, changes in kinds.items() for change in changes]
    for word, change in lines[:_LISTED]:
        say(f"{padded(word, beside)}{change}")
    if len(lines) > _LISTED:
        left = f"{len(lines) - _LISTED:,}"
        say(told(_("… and {number} more", number=left)))
    counts = {kind: f"{len(changes):,}" for kind, changes in kinds.items()}
    summary = _("{added} added, {changed} changed, {removed} removed", **counts)
    say(told(summary if report else nothing))
