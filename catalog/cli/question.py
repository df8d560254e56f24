"""What all reading commands are asked: of which database and systems, in which languages, where."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from .. import Catalog, UnknownSystem
from ..codes.platforms import PLATFORMS, folded
from ..language.tags import from_environment
from ..paths import DATABASE_VARIABLE


@dataclass(frozen=True)
class Question:
    """The values of the options that all reading commands share.

    ``database`` is None for the bundled one. ``systems`` are those to look in, in the order of
    the command line; there are none where all are looked in. ``locales`` are the languages to
    answer in, best first. ``platform`` is that whose numbers count, or None for the running one.
    """

    database: str | None
    systems: tuple[str, ...]
    locales: Sequence[str]
    platform: str | None
    as_json: bool

    def open(self) -> Catalog:
        """Open the database; raises DatabaseError, and UnknownSystem for a system it lacks."""
        catalog = Catalog(self.database)
        known = [one.name for one in catalog.systems()] if self.systems else []
        for name in self.systems:
            if name not in known:
                catalog.close()
                raise UnknownSystem(name, known)
        return catalog

    @property
    def each_system(self) -> Sequence[str | None]:
        """The systems to ask about one by one; None alone, which stands for all of them."""
        return self.systems or (None,)


class _Platform(click.Choice[str]):
    """A platform, by any name that the library takes."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        return folded(super().normalize_choice(choice, ctx))


_PLATFORM = click.option(
    "--platform",
    type=_Platform(list(PLATFORMS)),
    help="Platform whose numbers count.  [default: the running one]",
)
_OPTIONS = (
    click.option(
        "--database",
        metavar="FILE|URL",
        envvar=DATABASE_VARIABLE,
        help=f"Read this database instead of the bundled one. [env: {DATABASE_VARIABLE}]",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print a JSON array."),
    click.option(
        "--system",
        "systems",
        metavar="NAME",
        multiple=True,
        help="Look in this code system only; repeat it for several.",
    ),
    click.option(
        "--locale",
        "locales",
        metavar="TAG",
        multiple=True,
        help="Language of the texts; repeat it for further choices. "
        "[default: from LANGUAGE, LC_ALL, LC_MESSAGES or LANG, else en]",
    ),
)


def reading(*, has_platform: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command the shared options, as one ``question``.

    Without ``has_platform``, the command takes no --platform, for its answer has no numbers.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def asked(
            *,
            database: str | None,
            systems: tuple[str, ...],
            locales: tuple[str, ...],
            as_json: bool,
            platform: str | None = None,
            **own: Any,
        ) -> None:
            # an option that is given twice asks once
            named = tuple(dict.fromkeys(systems))
            languages = locales or from_environment(os.environ)
            command(question=Question(database, named, languages, platform, as_json), **own)

        for option in (*_OPTIONS, _PLATFORM) if has_platform else _OPTIONS:
            asked = option(asked)
        return asked

    return decorate
