"""Which PO and MO files of a folder are read, which are in a wrong place, and which not ours.

A file's place is ``locales/<tag>/LC_MESSAGES/<system>.po``. Applications keep their own gettext
files beside ours; what these say is theirs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InvalidLocale, InvalidSource, shown
from ..language.interface import DOMAIN
from ..language.tags import of_folder
from ..language.text import TEXT_FIELDS
from ..marking import InterfaceMessage, names
from ..marking import gettext_lazy as _
from ..po import interface, reader
from .problems import Problem

_MESSAGES = "LC_MESSAGES"
_SUFFIXES = (".po", ".mo")
_SHOWN = 5
_FIELDS = "|".join(field.name for field in TEXT_FIELDS)
# a key of ours, as no other program's files have them
_OURS = re.compile(rf'^[ \t]*msgctxt[ \t]*"\S+\.(?:{_FIELDS})"'.encode(), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Placed:
    """The files of a folder: those to read by system and locale, and what is wrong with others."""

    files: dict[tuple[str, str], Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def candidates(locales: Path) -> Iterator[Path]:
    """Yield all PO and MO files of a folder, in order, but hidden ones.

    Those are of version control, and of editors while they write.
    """
    for path in sorted(locales.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(locales).parts)
        if path.suffix.lower() in _SUFFIXES and not hidden and not path.is_dir():
            yield path


def is_in_place(path: Path, locales: Path) -> bool:
    """Tell whether a file is where one that is read can be."""
    return (
        path.suffix in _SUFFIXES
        and path.parent.name == _MESSAGES
        and path.parent.parent.parent == locales
    )


def placed(locales: Path, systems: Collection[str]) -> Placed:
    """Return the files of a folder that are for some systems, and tell of the others.

    Raises InvalidSource for two folders of one language that both have files of a system.
    """
    found = Placed()
    foreign: dict[str, None] = {}
    systems = {*systems}
    # a PO file goes before a MO file of the same name
    for path in sorted(candidates(locales), key=lambda path: path.suffix.lower() != ".po"):
        name = path.stem
        if name == DOMAIN and interface.is_ours(path):
            if name not in systems:
                # what the product itself says is in no database
                continue
        elif name == DOMAIN:
            foreign[name] = None
            continue
        if is_in_place(path, locales) and name in systems:
            _take(found, path)
        elif name in systems:
            place = f"locales/<tag>/{_MESSAGES}/{name}.po"
            problem = _("is not read; its place is {place}", place=place)
            _tell(found, path, "misplaced-file", problem)
        elif other := next((one for one in systems if one.casefold() == name.casefold()), None):
            named = f"{other}{path.suffix.lower()}"
            problem = _("is not read; it must be named {name}", name=named)
            _tell(found, path, "misplaced-file", problem)
        elif path.suffix.lower() == ".po" and _OURS.search(reader.data_of(path)):
            problem = _(
                "no system is called {name}; name the source that defines it too, "
                "or give the file its system's name",
                name=shown(name),
            )
            _tell(found, path, "unknown-system", problem)
        else:
            foreign[name] = None
    if foreign:
        listed = names([*list(foreign)[:_SHOWN], *(["…"] if len(foreign) > _SHOWN else [])])
        problem = _("has files of other programs, which are not read: {names}", names=listed)
        found.problems.append(Problem(os.fspath(locales), None, "foreign-file", problem))
    return found


def _take(found: Placed, path: Path) -> None:
    folder = path.parent.parent
    try:
        locale = of_folder(folder.name)
    except InvalidLocale as error:
        problem = _("is not read; its folder {problem}", problem=error.message)
        _tell(found, path, "misplaced-file", problem)
        return
    other = found.files.setdefault((path.stem, locale), path)
    if other.parent != path.parent:
        raise InvalidSource(
            os.fspath(path),
            None,
            _(
                "{other} is of the same language, {locale}; keep one of the two",
                other=os.fspath(other),
                locale=locale,
            ),
        )


def _tell(found: Placed, path: Path, check: str, problem: InterfaceMessage) -> None:
    found.problems.append(Problem(os.fspath(path), None, check, problem))
