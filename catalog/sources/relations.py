"""What entries say of entries of other systems: that there are such entries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

from ..errors import InvalidSource
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from . import positions
from .toml import SourceSystem

# how alike two names of systems are of which one is mistyped, from 0 to 1
_NEAR = 0.75


def check(
    systems: Sequence[SourceSystem],
    names: Collection[str],
    find: Callable[[str], SourceSystem | None],
) -> None:
    """Raise InvalidSource for an entry that is the same as one that its system does not have.

    ``names`` are those of all systems at hand, which ``find`` returns. A system that is not at
    hand may be in the database, or come later; but not one whose name is nearly that of another.
    """
    symbols: dict[str, set[str]] = {}
    for system in systems:
        for number, entry in enumerate(system.entries):
            for same in entry.same_as:
                if same.system not in names:
                    if near := get_close_matches(same.system, names, 1, _NEAR):
                        problem = _(
                            "same_as names {code}, which is no system; did you mean {near}?",
                            code=same.system,
                            near=near[0],
                        )
                        raise _wrong(system, number, problem)
                    continue
                if same.system not in symbols:
                    other = find(same.system)
                    symbols[same.system] = {one.symbol for one in other.entries} if other else set()
                if same.symbol not in symbols[same.system]:
                    code = f"{same.system}:{same.symbol}"
                    problem = _("same_as names {code}, which is no entry", code=code)
                    raise _wrong(system, number, problem)


def _wrong(system: SourceSystem, number: int, problem: InterfaceMessage) -> InvalidSource:
    text = Path(system.path).read_text("utf-8")
    line = positions.line_of(text, number, "same_as")
    symbol = system.entries[number].symbol
    return InvalidSource(system.path, line, _("{name}: {problem}", name=symbol, problem=problem))
