"""The commands for translators: po init, update, check and stats.

What they call is imported when they run: it takes longer to load than any reading command takes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UnknownSystem
from ..marking import gettext_lazy as _
from ..marking import names
from ..marking import ngettext_lazy as _n
from .errors import NOT_FOUND, Failure, require_time_zone
from .output import print_json, print_rows, say
from .speaking.commands import Group, Percent, option
from .speaking.language import languages, told

if TYPE_CHECKING:
    from ..sources.problems import Problem
    from ..translating.stats import Stats

# what kinds of texts are called
_TEXTS = {
    "title": _("title"),
    "meaning": _("meaning"),
    "description": _("description"),
    "action": _("what to do"),
    "retry_reason": _("why (not) to retry"),
    "keywords": _("search words"),
    "message": _("interface message"),
}
_source = option(
    "--source",
    metavar="FOLDER",
    default=".",
    about=_(
        "The folder with locales/ in it, and systems/ if it has any. [default: the current folder]"
    ),
)


@click.group(cls=Group, about=[_("Work on translations.")])
def po() -> None:
    require_time_zone()


@po.command(
    about=[
        _("Start a language: write locales/LOCALE/LC_MESSAGES/SYSTEM.po for each SYSTEM."),
        _("Without a SYSTEM, for those of the folder, or else for all that the package has."),
    ]
)
@click.argument("locale", metavar="LOCALE")
@click.argument("systems", metavar="[SYSTEM]...", nargs=-1)
@_source
def init(locale: str, systems: tuple[str, ...], source: str) -> None:
    from ..translating.workspace import Workspace

    for path in Workspace(source).start(locale, systems):
        say(os.fspath(path))


@po.command(about=[_("Bring templates and PO files forward to the English texts.")])
@click.argument("systems", metavar="[SYSTEM]...", nargs=-1)
@option("--check", is_flag=True, about=_("Change nothing; exit with 1 if something would."))
@_source
def update(systems: tuple[str, ...], check: bool, source: str) -> None:
    from ..translating.workspace import Workspace

    changed = Workspace(source).update(systems, check=check)
    for path in changed:
        say(os.fspath(path))
    if check and changed:
        raise Failure(_("these files are not up to date; run: catalog po update"), NOT_FOUND)


@po.command(
    about=[
        _("Find mistakes in PO files: in each FILE, or in all of the folder."),
        _(
            'A comment "# catalog-ignore: CHECK" in a file waives a check for one message, '
            "or above the header for the whole file."
        ),
    ]
)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@option("--strict", is_flag=True, about=_("Exit with 1 for warnings too."))
@option(
    "--ignore",
    metavar="CHECK",
    multiple=True,
    about=_("Leave out what the check of this name finds; the names stand in brackets."),
)
@option("--json", "as_json", is_flag=True, about=_("Print a JSON array."))
@_source
def check(
    files: tuple[str, ...], strict: bool, ignore: tuple[str, ...], as_json: bool, source: str
) -> None:
    from ..sources.problems import ERROR, NOTE, SEVERITIES

    for name in ignore:
        if name not in SEVERITIES:
            problem = _("there is no check {name}; there are {checks}", name=name,
                        checks=names(SEVERITIES))  # fmt: skip
            raise click.UsageError(told(problem))
    found = _problems(files, ignore, source)
    if as_json:
        print_json(one.as_dict(languages()) for one in found)
    else:
        for one in found:
            say(one.localized(languages()))
    severities = [one.severity for one in found if one.severity != NOTE]
    errors = severities.count(ERROR)
    if errors:
        raise Failure(_("there are errors to mend: {number}", number=f"{errors:,}"), NOT_FOUND)
    if strict and severities:
        number = f"{len(severities):,}"
        raise Failure(_("there are warnings to mend or waive: {number}", number=number), NOT_FOUND)


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
            problem = _(
                "{problem}; a PO file is named after its system, see also --source",
                problem=error.message,
            )
            found.append(Problem(os.fspath(path), None, "unknown-system", problem))
        else:
            found += check_file(path, system, ignore)
    return found


@po.command(about=[_("Count what is translated, fuzzy and missing: in each LOCALE, or in all.")])
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@option("--json", "as_json", is_flag=True, about=_("Print a JSON array."))
@option(
    "--fail-under",
    metavar="PERCENT",
    type=Percent(),
    about=_("Exit with 1 if less of a language is translated."),
)
@_source
def stats(locales: tuple[str, ...], as_json: bool, fail_under: float | None, source: str) -> None:
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
        counted = (one for one in found if one.translated or one.fuzzy or one.missing)
        print_rows(columns, map(_row, counted))
        _print_unexplained(found)
    if fail_under is not None:
        for tag in dict.fromkeys(one.locale for one in found):
            percent = share(one for one in found if one.locale == tag)
            if percent < fail_under:
                problem = _("{locale}: {percent} % is under {least} %", locale=tag,
                            percent=f"{percent:.1f}", least=f"{fail_under:g}")  # fmt: skip
                raise Failure(problem, NOT_FOUND)


def _print_unexplained(found: Iterable[Stats]) -> None:
    """Print of each system how many codes have no texts that could be translated."""
    for system, count in {one.system: one.unexplained for one in found if one.unexplained}.items():
        said = _n(
            "{system}: {count} code has no texts yet",
            "{system}: {count} codes have no texts yet",
            count=count,
            system=system,
        )
        say(told(said))


def _row(one: Stats) -> tuple[str, ...]:
    numbers = (str(one.translated), str(one.fuzzy), str(one.missing))
    return one.locale, one.system, *numbers, told(_TEXTS.get(one.kind, one.kind))
