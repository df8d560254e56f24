"""What the type and the words of an exception stand for, by the rules of the database."""

from __future__ import annotations

from .numbers import numbered
from .safely import bases, is_plain, kinds, name_of, tuple_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from typing import TypeVar

    from ..codes.rules import Attribute, Raised, Rules
    from .numbers import Code

    Rule = TypeVar("Rule", Attribute, Raised)

# packages that tell in words alone; others say in words what their causes say better
_IN_WORDS = ("psycopg", "psycopg2", "aiohttp", "httpx", "urllib3")
# how sure types are, by the strength of their rule; words come between
RANKS = {"": 0, "usual": 2, "weak": 3}
_OF_WORDS = 1
_LONGEST = 100_000  # characters of a text that are read for a code


def of_type(error: BaseException, rules: Rules, strengths: Container[str]) -> list[Code]:
    """Return what the type of an exception stands for, or the first of its bases that does."""
    found = [one for kind in bases(type(error)) for one in rules_of(kind, rules.raised)][:1]
    return [(one.system, one.symbol) for one in found if one.strength in strengths]


def rules_of(kind: type, by_name: Mapping[str, Sequence[Rule]]) -> list[Rule]:
    """Return those of some rules that are for a type: of its name, in the package that it is of."""
    package, name = name_of(kind)
    named = by_name.get(name.rpartition(".")[2], ())
    return [one for one in named if one.name.partition(".")[0] == package]


def of_library(
    error: BaseException, rules: Callable[[], Rules], platform: str | None
) -> Iterator[tuple[int, Code]]:
    """Yield the codes that the type of an exception or its words stand for, with how surely."""
    if is_plain(type(error)) and not issubclass(type(error), OSError | EOFError):
        return
    texts = tuple_of(error, "args")
    of_types = [one for kind in kinds(error) for one in rules_of(kind, rules().raised)]
    if is_plain(type(error)):
        # which of its several errors a built-in type stands for, only its number would tell
        of_types = [one for one in of_types if one.strength != "weak"]
    yield from [(RANKS[one.strength], (one.system, one.symbol)) for one in of_types[:1]]
    package = name_of(type(error))[0]
    tells = type(error) is OSError or type(error) is EOFError or package in _IN_WORDS
    if tells and len(texts) == 1 and type(texts[0]) is str:
        yield from [(_OF_WORDS, code) for code in _in_words(texts[0], rules(), platform)]


def _in_words(text: str, rules: Rules, platform: str | None) -> Iterator[Code]:
    """Yield the codes that the words of an exception name, words before numbers."""
    from ..codes.evidence import WRITTEN, in_line, present
    from ..codes.rules import fold

    for line in text[:_LONGEST].splitlines():
        every = in_line(line, rules, present(rules, fold(line)), asked=True)
        found = [one for one in every if not one.needs_words]
        yield from [(one.systems[0], one.symbol) for one in found if one.is_entry]
        for one in found:
            if one.value is None or one.rank > WRITTEN:
                continue
            for system in one.systems:
                yield from numbered(system, one.value, platform)
                if one.value < 0 and system in rules.traits.negated:
                    yield from numbered(system, -one.value, platform)
