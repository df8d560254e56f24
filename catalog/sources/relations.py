"""What entries say of entries of other systems: which are the same, and that there are such."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InvalidSource
from ..language import hygiene
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from . import tables

if TYPE_CHECKING:
    from .toml import SourceSystem

SAME_AS = "same_as"
# how alike two names of systems are of which one is mistyped, from 0 to 1
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class SameAs:
    """Another entry that an entry is called, both ways or one way, and where that is said."""

    system: str
    symbol: str
    authority: str
    one_way: bool = False


def share_out(
    file: Mapping[str, Any], every: Iterable[dict[str, Any]]
) -> Iterator[tuple[int, str]]:
    """Give the tables of entries what the ``[[same_as]]`` tables of a file say of them.

    Yields the number of such a table (from 0) and a symbol of it that is no entry.
    """
    by_symbol = {row["symbol"]: row for row in every}
    for number, table in enumerate(file.get(SAME_AS, ())):
        for symbol, others in table["codes"].items():
            if symbol not in by_symbol:
                yield number, symbol
                continue
            stated = by_symbol[symbol].setdefault(SAME_AS, [])
            for other in _listed(others):
                code = f"{table['system']}:{other}"
                one_way = table.get("one_way", False)
                stated.append({"code": code, "authority": table["authority"], "one_way": one_way})


def equivalences(
    stated: Iterable[Mapping[str, Any]], itself: str
) -> tuple[SameAs, ...] | InterfaceMessage:
    """Return what an entry, as ``SYSTEM:SYMBOL``, is called elsewhere, or what is wrong with it."""
    found: dict[str, SameAs] = {}
    for table in stated:
        code = table["code"]
        if problem := hygiene.in_line(table["authority"]) or hygiene.in_name(code):
            return problem.given(value="same_as")
        if code == itself:
            return _("same_as names the entry itself")
        if code in found:
            return _("same_as names {code} twice", code=code)
        system, __, symbol = code.partition(":")
        found[code] = SameAs(system, symbol, table["authority"], table.get("one_way", False))
    return tuple(found.values())


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
                        raise _wrong(system, number, same, problem)
                    continue
                if same.system not in symbols:
                    other = find(same.system)
                    symbols[same.system] = {one.symbol for one in other.entries} if other else set()
                if same.symbol not in symbols[same.system]:
                    code = f"{same.system}:{same.symbol}"
                    problem = _("same_as names {code}, which is no entry", code=code)
                    raise _wrong(system, number, same, problem)


def _wrong(
    system: SourceSystem, number: int, same: SameAs, problem: InterfaceMessage
) -> InvalidSource:
    text = Path(system.path).read_text("utf-8")
    symbol = system.entries[number].symbol
    line = _line_of(tables.read(system.path, text), text, number, same)
    return InvalidSource(system.path, line, _("{name}: {problem}", name=symbol, problem=problem))


def _line_of(file: Mapping[str, Any], text: str, number: int, same: SameAs) -> int:
    """Return the line that says of an entry, by its place among all, what it is the same as."""
    symbol = tables.rows(file)[number]["symbol"]
    for at, table in enumerate(file.get(SAME_AS, ())):
        others = _listed(table["codes"].get(symbol, ()))
        if table["system"] == same.system and same.symbol in others:
            return tables.line_of(text, at, symbol, SAME_AS)
    return tables.line_of_entry(file, text, number, SAME_AS)


def _listed(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
