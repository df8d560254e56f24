"""The commands for translators: po init, update, check and stats.

What they call is imported when they run: it takes longer to load than any reading command takes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UnknownSystem
from .errors import NOT_FOUND, Failure, require_time_zone
from .output import print_json, print_rows, say

if TYPE_CHECKING:
    from ..sources.problems import Problem
    from ..translating.stats import Stats

_source = click.option(
    "--source",
    metavar="FOLDER",
    default=".",
    show_default="the current folder",
    help="The folder with locales/ in it, and systems/ if it has any.",
)


@click.group()
def po() -> None:
    """Work on translations."""
    require_time_zone()


@po.command()
@click.argument("locale", metavar="LOCALE")
@click.argument("systems", metavar="[SYSTEM]...", nargs=-1)
@_source
def init(locale: str, systems: tuple[str, ...], source: str) -> None:
    """Start a language: write locales/LOCALE/LC_MESSAGES/SYSTEM.po for each SYSTEM.

    Without a SYSTEM, for those of the folder, or else for all that the package has.
    """
    from ..translating.workspace import Workspace

    for path in Workspace(source).start(locale, systems):
        say(os.fspath(path))


@po.command()
@click.argument("systems", metavar="[SYSTEM]...", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if something would.")
@_source
def update(systems: tuple[str, ...], check: bool, source: str) -> None:
    """Bring templates and PO files forward to the English texts."""
    from ..translating.workspace import Workspace

    changed = Workspace(source).update(systems, check=check)
    for path in changed:
        say(os.fspath(path))
    if check and changed:
        raise Failure("these files are not up to date; run: catalog po update", NOT_FOUND)


@po.command()
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option(
    "--ignore",
    metavar="CHECK",
    multiple=True,
    help="Leave out what the check of this name finds; the names stand in brackets.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@_source
def check(
    files: tuple[str, ...], strict: bool, ignore: tuple[str, ...], as_json: bool, source: str
) -> None:
    """Find mistakes in PO files: in each FILE, or in all of the folder.

    A comment "# catalog-ignore: CHECK" in a file waives a check for one message, or above the
    header for the whole file.
    """
    from ..sources.problems import ERROR, NOTE, SEVERITIES

    for name in ignore:
        if name not in SEVERITIES:
            raise click.UsageError(f"there is no check {name}; there are {', '.join(SEVERITIES)}")
    found = _problems(files, ignore, source)
    if as_json:
        print_json(one.as_dict() for one in found)
    else:
        for one in found:
            say(str(one))
    severities = [one.severity for one in found if one.severity != NOTE]
    errors = severities.count(ERROR)
    if errors:
        raise Failure(f"there are errors to mend: {errors:,}", NOT_FOUND)
    if strict and severities:
        raise Failure(f"there are warnings to mend or waive: {len(severities):,}", NOT_FOUND)


def _problems(files: tuple[str, ...], ignore: tuple[str, ...], source: str) -> list[Problem]:
    """Return what is wrong with some PO files, or with all of a folder."""
    from ..sources.problems import Problem
    from ..translating.check import check as check_file
    from ..translating.workspace import Workspace

    workspace = Workspace(source)
    placed = workspace.placed()
    paths = [Path(file) for file in files] or list(placed.files.values())
    found = [] if files else [one for one in placed.problems if one.check not in ignore]
    workspace.require(paths or placed.problems)
    workspace.systems(workspace.own_systems())
    for path in paths:
        try:
            (system,) = workspace.systems([path.stem])
        except UnknownSystem as error:
            problem = f"{error}; a PO file is named after its system, see also --source"
            found.append(Problem(os.fspath(path), None, "unknown-system", problem))
        else:
            found += check_file(path, system, ignore)
    return found


@po.command()
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.option(
    "--fail-under",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help="Exit with 1 if less of a language is translated.",
)
@_source
def stats(locales: tuple[str, ...], as_json: bool, fail_under: float | None, source: str) -> None:
    """Count what is translated, fuzzy and missing: in each LOCALE, or in all."""
    from ..language.tags import normalize
    from ..translating.stats import share
    from ..translating.stats import stats as count
    from ..translating.workspace import Workspace

    workspace = Workspace(source)
    tags = [normalize(tag) for tag in locales]
    if not tags:
        workspace.require(workspace.files())
    found = count(workspace.files(), workspace.systems(workspace.own_systems()), tags)
    if as_json:
        print_json(one.as_dict() for one in found)
    else:
        columns = ("locale", "system", "translated", "fuzzy", "missing", "text")
        print_rows(columns, map(_row, found))
    if fail_under is not None:
        for tag in dict.fromkeys(one.locale for one in found):
            percent = share(one for one in found if one.locale == tag)
            if percent < fail_under:
                raise Failure(f"{tag}: {percent:.1f} % is under {fail_under:g} %", NOT_FOUND)


def _row(one: Stats) -> tuple[str, ...]:
    numbers = (str(one.translated), str(one.fuzzy), str(one.missing))
    return one.locale, one.system, *numbers, one.kind
