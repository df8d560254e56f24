"""How far translations are: per language, system and kind of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ..language.plurals import Forms
from ..language.tags import DEFAULT
from ..language.text import TEXT_FIELDS
from ..po.interface import Interface
from ..sources.matching import Matching
from ..sources.toml import SourceSystem

MESSAGE = "message"
"""The kind of all texts of the interface."""
KINDS = ("title", *(field.name for field in TEXT_FIELDS), MESSAGE)


@dataclass(frozen=True, slots=True)
class Stats:
    """How many texts of one kind of a system are translated, fuzzy and missing in a language.

    Fuzzy are also those whose English text has changed since, or that cannot be served as they
    are; missing those without any translation. ``unexplained`` counts, once for each system and
    language, the codes that have no such text in English either.
    """

    locale: str
    system: str
    kind: str
    translated: int
    fuzzy: int
    missing: int
    unexplained: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return the counts as plain values for JSON."""
        return asdict(self)


def share(every: Iterable[Stats]) -> float:
    """Return how much of some counts is translated, in percent."""
    counts = [(one.translated, one.translated + one.fuzzy + one.missing) for one in every]
    return 100 * sum(done for done, _ in counts) / max(1, sum(total for _, total in counts))


def stats(
    files: Mapping[tuple[str, str], Path],
    systems: Iterable[SourceSystem | Interface],
    locales: Iterable[str] = (),
) -> list[Stats]:
    """Return the state of some languages, or of all that have files, in their order.

    English is complete without a file, for its texts are in the system itself. Raises
    InvalidSource for a file that cannot be read.
    """
    tags = sorted(set(locales)) or sorted({locale for _, locale in files})
    found = []
    for locale in tags:
        for system in systems:
            english = dict(system.texts())
            path = files.get((system.name, locale))
            plain = isinstance(system, Interface)
            matching = Matching(path, english, parameters=not plain) if path else None
            entries = () if isinstance(system, Interface) else system.entries
            named = len([entry for entry in entries if "meaning" not in entry.texts])
            found += _counted(locale, system.name, english, matching, named)
    return found


def _counted(
    locale: str,
    system: str,
    english: Mapping[str, Forms],
    matching: Matching | None,
    unexplained: int,
) -> list[Stats]:
    counts = {kind: [0, 0, 0] for kind in KINDS}
    for key in english:
        if matching is None:
            state = 0 if locale == DEFAULT else 2
        else:
            state = 0 if key in matching.texts else 1 if key in matching.drafts else 2
        kind = MESSAGE if system == Interface.name else key.rpartition(".")[2]
        counts[kind][state] += 1
    for kind, count in counts.items():
        count.append(unexplained if kind == "meaning" else 0)
    return [Stats(locale, system, kind, *count) for kind, count in counts.items() if any(count)]
