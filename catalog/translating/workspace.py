"""The folder that translators work in: new languages, and files brought forward."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from .. import paths
from ..errors import InvalidSource, UnknownSystem
from ..files import content, replace
from ..language.interface import DOMAIN
from ..language.tags import of_folder
from ..marking import gettext_lazy as _
from ..po import interface, layout, reader
from ..po.file import PoFile
from ..po.interface import Interface
from ..sources.folder import Source
from ..sources.places import Placed, placed
from ..sources.toml import SourceSystem, read_system
from . import languages, merging

System = SourceSystem | Interface
Merge = Callable[[PoFile], PoFile]
"""Brings what a file holds forward."""

_TRIES = 10


class Workspace:
    """A source's folder, seen by translators: its own systems, and the package's if it likes.

    Raises InvalidSource for what is no folder.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise InvalidSource(os.fspath(folder), None, _("is no folder"))
        self.source = Source("workspace", self.folder / "systems", self.folder / "locales")

    def placed(self) -> Placed:
        """Return the PO and MO files by system and locale, and what is wrong with others."""
        package = [path.stem for path in Source.built_in().system_files()]
        return placed(self.source.locales, {*package, *self.own_systems(), DOMAIN})

    def files(self) -> dict[tuple[str, str], Path]:
        """Return the PO and MO files by system and locale."""
        return self.placed().files

    def own_systems(self) -> list[str]:
        """Return the names of the folder's own systems."""
        return [path.stem for path in self.source.system_files()]

    def systems(self, names: Iterable[str] = ()) -> list[System]:
        """Return the systems of some names; without names, those that the folder is about.

        The domain of the interface messages is one of them to translators. These are its own and
        those that it has files for, or else all of the package's. Raises UnknownSystem for a name
        that is none, InvalidSource for a file that is not right.
        """
        own = {path.stem: path for path in self.source.system_files()}
        package = {path.stem: path for path in Source.built_in().system_files()}
        known = {**package, **own}
        if asked := list(names):
            for name in asked:
                if name not in (*known, DOMAIN):
                    raise UnknownSystem(name, sorted(known))
            return [_read(name, known) for name in asked]
        held = {path.stem for path in self.source.locales.glob("*.pot")}
        held |= {system for system, _ in self.files()}
        if os.path.realpath(self.source.locales) == os.path.realpath(paths.locales()):
            held |= {*package, DOMAIN}
        about = (held & {*known, DOMAIN}) | own.keys()
        return [_read(name, known) for name in sorted(about or {*package, DOMAIN})]

    def start(self, tag: str, names: Iterable[str] = ()) -> list[Path]:
        """Write the files of a new language, and return them.

        Raises InvalidLocale for what is no language, and InvalidSource where there is one already.
        """
        locale = of_folder(tag)
        languages.babel_locale(locale)
        systems = self.systems(names or self.own_systems())
        files = self.files()
        for system in systems:
            if path := files.get((system.name, locale)):
                raise InvalidSource(
                    os.fspath(path),
                    None,
                    _(
                        "is there already; bring it forward: {command}",
                        command="catalog po update",
                    ),
                )
        today = _now()
        made = []
        for system in systems:
            existing, pot = self._template(system, today)
            if pot != existing:
                replace(self._template_path(system), layout.written(pot), self.source.locales)
            path = self.source.locales / locale / "LC_MESSAGES" / f"{system.name}.po"
            started = layout.written(merging.started(system, locale, pot, today))
            replace(path, started, self.source.locales)
            made.append(path)
        return made

    def update(self, names: Iterable[str] = (), *, check: bool = False) -> list[Path]:
        """Bring templates and PO files forward, and return those that change.

        A file that says what it should is left as it is, however its lines are broken. With
        ``check`` nothing is written. Raises InvalidSource for a file that cannot be read, before
        any is written, and for a folder without anything to bring forward.
        """
        todo: dict[Path, tuple[bytes | None, PoFile, Merge]] = {}
        files = self.files()
        self.require(self.source.files() or list(self.source.locales.glob("*.pot")))
        for system in self.systems(names):
            path, today = self._template_path(system), _now()
            known = content(path) if path.exists() else None
            existing, pot = self._template(system, today)
            if pot != existing:
                todo[path] = known, pot, partial(merging.template, system, today=today)
            for (name, locale), path in files.items():
                if name == system.name and path.suffix == ".po":
                    known, held = content(path), reader.read(path)
                    merge = partial(_merged, system, locale, pot)
                    if (merged := merge(held)) != held:
                        todo[path] = known, merged, merge
        if not check:
            for path, planned in todo.items():
                self._save(path, *planned)
        return list(todo)

    def _save(self, path: Path, known: bytes | None, new: PoFile, merge: Merge) -> None:
        """Replace a file, and merge again where somebody has saved it meanwhile."""
        for __ in range(_TRIES):
            if replace(path, layout.written(new), self.source.locales, known):
                return
            known = content(path)
            new = merge(reader.read(path))
        problem = _("is saved again and again by another program; try again when it is at rest")
        raise InvalidSource(os.fspath(path), None, problem)

    def require(self, files: Collection[object]) -> None:
        """Raise InvalidSource where there are no files, as in a folder that is none of ours."""
        if not files:
            raise InvalidSource(
                os.fspath(self.folder),
                None,
                _(
                    "has no {systems} and no {translations}; start a language with: {command}",
                    systems="systems/*.toml",
                    translations="locales/<tag>/LC_MESSAGES/*.po",
                    command="catalog po init",
                ),
            )

    def _template(self, system: System, today: datetime) -> tuple[PoFile | None, PoFile]:
        """Return a system's template as it is, if it is, and as it should be."""
        path = self._template_path(system)
        existing = reader.read(path) if path.exists() else None
        return existing, merging.template(system, existing, today)

    def _template_path(self, system: System) -> Path:
        return self.source.locales / f"{system.name}.pot"


def _read(name: str, paths: Mapping[str, Path]) -> System:
    return interface.current() if name == DOMAIN else read_system(paths[name])


def _now() -> datetime:
    return datetime.now(UTC)


def _merged(system: System, locale: str, pot: PoFile, held: PoFile) -> PoFile:
    return merging.merged(system, held, locale, pot)
