"""The folder that translators work in: new languages, and files brought forward."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from catalog import paths, pofile, translations
from catalog.errors import InvalidSource, UnknownSystem
from catalog.locales import normalize
from catalog.pofile import PoFile
from catalog.source import Source
from catalog.tomlfile import SourceSystem, read_system


class Workspace:
    """A source's folder, seen by translators: its own systems, and the package's if it likes."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self.source = Source("workspace", self.folder / "systems", self.folder / "locales")

    def files(self) -> dict[tuple[str, str], Path]:
        """Return the PO and MO files by system and locale."""
        return self.source.message_files()

    def systems(self, names: Iterable[str] = ()) -> list[SourceSystem]:
        """Return the systems of some names; without names, those that the folder is about.

        These are its own and those that it has files for, or else all of the package's. Raises
        UnknownSystem for a name of none of these, InvalidSource for a file that is not right.
        """
        own = {path.stem: path for path in self.source.system_files()}
        package = {path.stem: path for path in Source.built_in().system_files()}
        known = {**package, **own}
        if asked := list(names):
            for name in asked:
                if name not in known:
                    raise UnknownSystem(name, sorted(known))
            return [read_system(known[name]) for name in asked]
        held = {path.stem for path in self.source.locales.glob("*.pot")}
        held |= {system for system, _ in self.files()}
        if self.source.locales.resolve() == Path(paths.locales()).resolve():
            held |= package.keys()
        about = sorted((held & known.keys()) | own.keys()) or sorted(package)
        return [read_system(known[name]) for name in about]

    def start(self, tag: str, names: Iterable[str] = ()) -> list[Path]:
        """Write the files of a new language, and return them.

        Raises InvalidLocale for what is no language, and InvalidSource where there is one already.
        """
        locale = normalize(tag)
        translations.babel_locale(locale)
        systems = self.systems(names)
        files = self.files()
        for system in systems:
            if path := files.get((system.name, locale)):
                raise InvalidSource(
                    os.fspath(path), None, "is there already; bring it forward: catalog po update"
                )
        today = _now()
        made = []
        for system in systems:
            pot = self._template(system, today)
            _replace(self._template_path(system), pofile.written(pot))
            path = self.source.locales / locale / "LC_MESSAGES" / f"{system.name}.po"
            _replace(path, pofile.written(translations.started(system, locale, pot, today)))
            made.append(path)
        return made

    def update(self, names: Iterable[str] = (), *, check: bool = False) -> list[Path]:
        """Bring templates and PO files forward, and return those that change.

        With ``check`` nothing is written. Raises InvalidSource for a file that cannot be read,
        before any is written.
        """
        contents: dict[Path, bytes] = {}
        files = self.files()
        for system in self.systems(names):
            pot = self._template(system, _now())
            contents[self._template_path(system)] = pofile.written(pot)
            for (name, locale), path in files.items():
                if name == system.name and path.suffix == ".po":
                    merged = translations.merged(system, pofile.read(path), locale, pot)
                    contents[path] = pofile.written(merged)
        changed = [
            path
            for path, content in contents.items()
            if not path.exists() or path.read_bytes() != content
        ]
        if not check:
            for path in changed:
                _replace(path, contents[path])
        return changed

    def _template(self, system: SourceSystem, today: datetime) -> PoFile:
        path = self._template_path(system)
        existing = pofile.read(path) if path.exists() else None
        return translations.template(system, existing, today)

    def _template_path(self, system: SourceSystem) -> Path:
        return self.source.locales / f"{system.name}.pot"


def _now() -> datetime:
    return datetime.now(UTC)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InvalidSource(
            os.fspath(path), None, f"cannot be written: {error.strerror}"
        ) from error
