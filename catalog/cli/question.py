"""What all reading commands are asked: of which database and systems, in which languages, where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from .. import Catalog, UnknownSystem
from ..codes.platforms import PLATFORMS, folded
from ..hints import Platform
from ..marking import gettext_lazy as _
from ..paths import DATABASE_VARIABLE
from .speaking.commands import option
from .speaking.language import languages


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
    platform: Platform | None
    as_json: bool

    def open(self) -> Catalog:
        """Open the database; raises DatabaseError, and UnknownSystem for a system it lacks."""
        catalog = Catalog(self.database)
        known = [one.name for one in catalog.systems()] if self.systems else []
        for name in self.systems:
            # letter case does not matter, as in the library
            if name.casefold() not in map(str.casefold, known):
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


_PLATFORM = option(
    "--platform",
    type=_Platform(list(PLATFORMS)),
    about=_("Platform whose numbers count.  [default: the running one]"),
)
database_option = option(
    "--database",
    metavar="FILE|URL",
    envvar=DATABASE_VARIABLE,
    about=_(
        "Read this database instead of the bundled one. [env: {variable}]",
        variable=DATABASE_VARIABLE,
    ),
)
_OPTIONS = (
    database_option,
    option("--json", "as_json", is_flag=True, about=_("Print a JSON array.")),
    option(
        "--system",
        "systems",
        metavar="NAME",
        multiple=True,
        about=_("Look in this code system only; repeat it for several."),
    ),
    option(
        "--locale",
        "locales",
        metavar="TAG",
        multiple=True,
        about=_(
            "Language of the answer; repeat it for further choices. "
            "[default: from LANGUAGE, LC_ALL, LC_MESSAGES or LANG, else en]"
        ),
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
            platform: Platform | None = None,
            **own: Any,
        ) -> None:
            # an option that is given twice asks once
            named = tuple(dict.fromkeys(systems))
            question = Question(database, named, locales or languages(), platform, as_json)
            command(question=question, **own)

        for one in (*_OPTIONS, _PLATFORM) if has_platform else _OPTIONS:
            asked = one(asked)
        return asked

    return decorate
