"""A source: a folder of code systems in TOML and of texts in PO files.

``docs/sources.md`` describes the folder and both kinds of file.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from .. import paths
from ..errors import InvalidSource, shown
from ..language.interface import DOMAIN
from ..language.plurals import ENGLISH, Forms
from ..language.tags import DEFAULT
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..po import reader
from . import places, relations, toml
from .matching import Matching
from .problems import NOTE, Problem
from .toml import SourceSystem

BUILT_IN = paths.DISTRIBUTION

Progress = Callable[[str, int, int], None]
"""Called with what is done (``reading``, ``writing``, ``indexing``), how far, and of how much."""

# hexadecimal digits of a locale's hash, which a database keeps for every locale
_HASH = 24
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
        return cls(BUILT_IN, Path(paths.systems()), Path(paths.locales()))

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
            problem = _("is no folder; give one with systems/ or locales/ in it")
            raise InvalidSource(at, None, problem)
        made = cls(
            folder.resolve().name if name is None else name, folder / "systems", folder / "locales"
        )
        if not (made.systems.is_dir() or made.locales.is_dir()):
            raise InvalidSource(at, None, _("has neither systems/ nor locales/ in it"))
        if not _NAME.fullmatch(made.name) or made.name == BUILT_IN:
            raise InvalidSource(at, None, _no_name(made.name, at))
        return made

    def system_files(self) -> list[Path]:
        """Return its TOML files, in the order of their names."""
        return sorted(self.systems.glob("*.toml"))

    def files(self) -> list[Path]:
        """Return all files that may be read: of systems, and PO and MO files in their places."""
        in_place = [
            path
            for path in places.candidates(self.locales)
            if places.is_in_place(path, self.locales) and path.stem != DOMAIN
        ]
        return [*self.system_files(), *in_place]

    def digest(self) -> str:
        """Return a hash of all files that may be read, and of the places of the others."""
        made = hashlib.sha256()
        for path in self.files():
            content = hashlib.sha256(reader.data_of(path)).hexdigest()
            place = "/".join(path.parts[-3 if path.parent.name == "LC_MESSAGES" else -1 :])
            made.update(f"{place}\0{content}\n".encode("utf-8", "surrogateescape"))
        for path in places.candidates(self.locales):
            if not places.is_in_place(path, self.locales):
                place = os.fspath(path.relative_to(self.locales))
                made.update(f"{place}\n".encode("utf-8", "surrogateescape"))
        return made.hexdigest()


def _no_name(name: str, folder: str) -> InterfaceMessage:
    example = f"NAME={folder}"
    if name == BUILT_IN:
        return _(
            "{name} is the package's own name; give the source another: {example}",
            name=shown(name),
            example=example,
        )
    return _(
        "{name} is not one word of ASCII letters, digits, '-', '_' and '.'; "
        "give the source another: {example}",
        name=shown(name),
        example=example,
    )


@dataclass(frozen=True, slots=True)
class Translations:
    """A source's texts of one system in one locale, by key, and the rule for their plurals."""

    texts: Mapping[str, Forms]
    plural: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Content:
    """What a source holds: its systems, its texts by system and locale, and what is not served.

    ``hashes`` has by locale what its files and the English are, where there is nothing to mend.
    The texts of ``kept`` locales were not read, for they are as somebody noted.
    """

    source: Source
    systems: tuple[SourceSystem, ...]
    translations: Mapping[tuple[str, str], Translations]
    skipped: list[Problem] = field(default_factory=list)
    hashes: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    to_mend: frozenset[str] = frozenset()


def read(
    sources: Sequence[Source],
    progress: Progress | None = None,
    noted: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[Content]:
    """Read some sources, whose systems may have texts in each other.

    Raises InvalidSource, with file, line and key, for files that cannot be read, for a system
    that two sources define, and for texts of a system that none defines. Single translations
    that cannot be served are left out, and listed as skipped; so are files of other programs,
    and files of ours that are in a wrong place. ``noted`` has the ``hashes`` of an earlier reading
    by source; locales of which they are the same are not read.
    """
    names = [source.name for source in sources]
    for source in sources:
        if names.count(source.name) > 1:
            place = os.fspath(source.systems.parent)
            problem = _("there are two sources named {name}", name=source.name)
            raise InvalidSource(place, None, problem)
    files = [(source, source.system_files()) for source in sources]
    systems = {path.stem for path in (*Source.built_in().system_files(), *_flat(files))}
    found = [places.placed(source.locales, systems) for source in sources]
    step = _Steps(progress, len(_flat(files)) + sum(len(one.files) for one in found))
    known: dict[str, SourceSystem] = {}
    defined: list[tuple[SourceSystem, ...]] = []
    for source, paths_of_one in files:
        own = []
        for path in paths_of_one:
            own.append(_define(toml.read_system(path), source, known))
            step.done()
        defined.append(tuple(own))
    for systems_of_one in defined:
        relations.check(systems_of_one, systems, lambda name: known.get(name) or _built_in(name))
    in_systems = [*Source.built_in().system_files(), *_flat(files)]
    english = _hash(paths.__version__, *(reader.data_of(path) for path in in_systems))
    contents = []
    for source, own_systems, placed in zip(sources, defined, found, strict=True):
        hashes = _hashes(placed.files, english)
        before = noted.get(source.name, {})
        kept = {one for one, made in hashes.items() if one != DEFAULT and before.get(one) == made}
        content = _content(source, own_systems, placed, kept, known, step)
        mended = {one: made for one, made in hashes.items() if one not in content.to_mend}
        contents.append(replace(content, hashes=mended))
    return contents


def _hash(*parts: str | bytes) -> str:
    made = hashlib.sha256()
    for part in parts:
        made.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    return made.hexdigest()[:_HASH]


def _hashes(files: Mapping[tuple[str, str], Path], english: str) -> dict[str, str]:
    """Return by locale a hash of what its texts are made from: its files, and the English."""
    parts: dict[str, list[str | bytes]] = {}
    for (name, locale), path in sorted(files.items()):
        parts.setdefault(locale, [english]).extend((name, path.suffix, reader.data_of(path)))
    return {locale: _hash(*of_locale) for locale, of_locale in parts.items()}


def _flat(files: Sequence[tuple[Source, list[Path]]]) -> list[Path]:
    return [path for __, paths_of_one in files for path in paths_of_one]


class _Steps:
    """Tells whoever asked how many files have been read."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress = progress
        self.total = total
        self.count = 0

    def done(self) -> None:
        self.count += 1
        if self.progress:
            self.progress("reading", self.count, self.total)


def _content(
    source: Source,
    systems: tuple[SourceSystem, ...],
    placed: places.Placed,
    kept: Collection[str],
    known: Mapping[str, SourceSystem],
    step: _Steps,
) -> Content:
    """Return what a source holds, from its systems and the PO files that are in their places."""
    for problem in placed.problems:
        if problem.check == "unknown-system":
            raise InvalidSource(problem.path, problem.line, problem.problem)
    skipped = list(placed.problems)
    to_mend: set[str] = set()
    translations = _english(systems)
    english: dict[str, dict[str, Forms]] = {}
    for (name, locale), path in placed.files.items():
        step.done()
        if locale in kept:
            continue
        if name not in english:
            english[name] = dict(_system(name, path, known).texts())
        found = Matching(path, english[name])
        before = translations.get((name, locale))
        texts = {**before.texts, **found.texts} if before else found.texts
        has_plurals = any(isinstance(text, tuple) for text in found.texts.values())
        rule = before.plural if before and not has_plurals else found.header.plural
        translations[name, locale] = Translations(texts, rule)
        skipped += found.problems
        if any(problem.severity != NOTE for problem in found.problems):
            to_mend.add(locale)
    return Content(source, systems, translations, skipped, {}, frozenset(kept), frozenset(to_mend))


def _define(system: SourceSystem, source: Source, known: dict[str, SourceSystem]) -> SourceSystem:
    other = known.get(system.name)
    if other is None and source.name != BUILT_IN:
        other = _built_in(system.name)
    if other:
        raise InvalidSource(
            system.path,
            None,
            _(
                "the system {system} is defined by {path}; choose another name, "
                "or give texts for that one in locales/ alone",
                system=system.name,
                path=other.path,
            ),
        )
    known[system.name] = system
    return system


def _system(name: str, path: Path, known: Mapping[str, SourceSystem]) -> SourceSystem:
    system = known.get(name) or _built_in(name)
    if system is None:
        raise InvalidSource(
            os.fspath(path),
            None,
            _(
                "no system is called {name}; name the source that defines it too",
                name=shown(name),
            ),
        )
    return system


def _built_in(name: str) -> SourceSystem | None:
    path = Path(paths.systems(), f"{name}.toml")
    return toml.read_system(path) if path.is_file() else None


def _english(systems: Sequence[SourceSystem]) -> dict[tuple[str, str], Translations]:
    return {(system.name, DEFAULT): Translations(dict(system.texts())) for system in systems}
