"""A source: a folder of code systems in TOML and of texts in PO files.

``docs/sources.md`` describes the folder and both kinds of file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .. import paths
from ..errors import InvalidLocale, InvalidSource, shown
from ..language.plurals import ENGLISH, Forms
from ..language.tags import DEFAULT, normalize
from ..po import reader
from . import positions, toml
from .matching import Matching
from .problems import Problem
from .toml import SourceSystem

BUILT_IN = "error-catalog"

Progress = Callable[[str, int, int], None]
"""Called with what is done (``reading``, ``writing``, ``indexing``), how far, and of how much."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where codes and texts come from: a name, a folder of systems and a folder of locales.

    Nothing is read before it is needed.
    """

    name: str
    systems: Path
    locales: Path

    @classmethod
    def built_in(cls) -> Source:
        """Return the package's own source."""
        return cls(BUILT_IN, Path(paths.SYSTEMS), Path(paths.locales()))

    @classmethod
    def from_path(cls, path: str | os.PathLike[str], name: str | None = None) -> Source:
        """Return the source in a folder with ``systems/``, ``locales/``, or both.

        It is known in a database by its name, which is the folder's unless given. Raises
        InvalidSource for a folder that has neither, and for a name that is not one word of at
        most 64 ASCII letters, digits, ``-``, ``_`` and ``.``.
        """
        folder = Path(path)
        at = os.fspath(path)
        if not folder.is_dir():
            raise InvalidSource(at, None, "is no folder; give one with systems/ or locales/ in it")
        made = cls(
            folder.resolve().name if name is None else name, folder / "systems", folder / "locales"
        )
        if not (made.systems.is_dir() or made.locales.is_dir()):
            raise InvalidSource(at, None, "has neither systems/ nor locales/ in it")
        if not _NAME.fullmatch(made.name) or made.name == BUILT_IN:
            why = (
                "is the package's own name"
                if made.name == BUILT_IN
                else "is not one word of ASCII letters, digits, '-', '_' and '.'"
            )
            problem = f"{shown(made.name)} {why}; give the source another: NAME={at}"
            raise InvalidSource(at, None, problem)
        return made

    def system_files(self) -> list[Path]:
        """Return its TOML files, in the order of their names."""
        return sorted(self.systems.glob("*.toml"))

    def message_files(self) -> dict[tuple[str, str], Path]:
        """Return its PO files by system and locale; a MO file where there is no PO file.

        Raises InvalidSource for a folder that is no language tag, and for two of one language.
        """
        found: dict[tuple[str, str], Path] = {}
        for suffix in ("po", "mo"):
            for path in sorted(self.locales.glob(f"*/LC_MESSAGES/*.{suffix}")):
                folder = path.parent.parent
                if folder.name.startswith(".") or path.name.startswith("."):
                    # of version control, and of editors while they write
                    continue
                try:
                    locale = normalize(folder.name)
                except InvalidLocale as error:
                    raise InvalidSource(os.fspath(path), None, f"its folder {error}") from error
                other = found.setdefault((path.stem, locale), path)
                if other.parent != path.parent:
                    raise InvalidSource(
                        os.fspath(path),
                        None,
                        f"{other} is of the same language, {locale}; keep one of the two",
                    )
        return found

    def files(self) -> list[Path]:
        """Return all its files."""
        return [*self.system_files(), *self.message_files().values()]

    def digest(self) -> str:
        """Return a hash of all its files."""
        made = hashlib.sha256()
        for path in self.files():
            content = hashlib.sha256(reader.data_of(path)).hexdigest()
            place = "/".join(path.parts[-3 if path.parent.name == "LC_MESSAGES" else -1 :])
            made.update(f"{place}\0{content}\n".encode("utf-8", "surrogateescape"))
        return made.hexdigest()


@dataclass(frozen=True, slots=True)
class Translations:
    """A source's texts of one system in one locale, by key, and the rule for their plurals."""

    texts: Mapping[str, Forms]
    plural: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Content:
    """What a source holds: its systems, its texts by system and locale, and what is not served."""

    source: Source
    systems: tuple[SourceSystem, ...]
    translations: Mapping[tuple[str, str], Translations]
    skipped: list[Problem] = field(default_factory=list)


def read(sources: Sequence[Source], progress: Progress | None = None) -> list[Content]:
    """Read some sources, whose systems may have texts in each other.

    Raises InvalidSource, with file, line and key, for files that cannot be read, for a system
    that two sources define, and for texts of a system that none defines. Single translations
    that cannot be served are left out, and listed as skipped.
    """
    names = [source.name for source in sources]
    for source in sources:
        if names.count(source.name) > 1:
            place = os.fspath(source.systems.parent)
            raise InvalidSource(place, None, f"there are two sources named {source.name}")
    files = [(source, source.system_files(), source.message_files()) for source in sources]
    total = sum(len(systems) + len(messages) for _, systems, messages in files)
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        if progress:
            progress("reading", done, total)

    known: dict[str, SourceSystem] = {}
    defined: list[tuple[SourceSystem, ...]] = []
    for source, systems, _ in files:
        own = []
        for path in systems:
            own.append(_define(toml.read_system(path), source, known))
            advance()
        defined.append(tuple(own))
    for systems_of_one in defined:
        _check_same(systems_of_one, known)
    contents = []
    for (source, _, messages), own_systems in zip(files, defined, strict=True):
        skipped: list[Problem] = []
        translations = _english(own_systems)
        for (name, locale), path in messages.items():
            found = Matching(path, dict(_system(name, path, known).texts()))
            before = translations.get((name, locale))
            texts = {**before.texts, **found.texts} if before else found.texts
            has_plurals = any(isinstance(text, tuple) for text in found.texts.values())
            rule = before.plural if before and not has_plurals else found.header.plural
            translations[name, locale] = Translations(texts, rule)
            skipped += found.problems
            advance()
        contents.append(Content(source, own_systems, translations, skipped))
    return contents


def _define(system: SourceSystem, source: Source, known: dict[str, SourceSystem]) -> SourceSystem:
    other = known.get(system.name)
    if other is None and source.name != BUILT_IN:
        other = _built_in(system.name)
    if other:
        raise InvalidSource(
            system.path,
            None,
            f"the system {system.name} is defined by {other.path}; choose another name, "
            "or give texts for that one in locales/ alone",
        )
    known[system.name] = system
    return system


def _check_same(systems: Sequence[SourceSystem], known: Mapping[str, SourceSystem]) -> None:
    """Raise InvalidSource for an entry that is the same as one that its system does not have."""
    symbols: dict[str, set[str] | None] = {}
    for system in systems:
        for number, entry in enumerate(system.entries):
            for same in entry.same_as:
                if same.system not in symbols:
                    other = known.get(same.system) or _built_in(same.system)
                    symbols[same.system] = {one.symbol for one in other.entries} if other else None
                # a system that is not at hand may be in the database, or come later
                if same.symbol not in (symbols[same.system] or (same.symbol,)):
                    text = Path(system.path).read_text("utf-8")
                    raise InvalidSource(
                        system.path,
                        positions.line_of(text, number, "same_as"),
                        f"{entry.symbol}: same_as names {same.system}:{same.symbol}, "
                        "which is no entry",
                    )


def _system(name: str, path: Path, known: Mapping[str, SourceSystem]) -> SourceSystem:
    system = known.get(name) or _built_in(name)
    if system is None:
        raise InvalidSource(
            os.fspath(path),
            None,
            f"no system is called {shown(name)}; name the source that defines it too",
        )
    return system


def _built_in(name: str) -> SourceSystem | None:
    path = Path(paths.SYSTEMS, f"{name}.toml")
    return toml.read_system(path) if path.is_file() else None


def _english(systems: Sequence[SourceSystem]) -> dict[tuple[str, str], Translations]:
    return {(system.name, DEFAULT): Translations(dict(system.texts())) for system in systems}
