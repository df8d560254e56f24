"""Names that somebody may have meant who wrote another one."""

from __future__ import annotations

from difflib import SequenceMatcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LIKENESS = 0.85
_SHORTEST = 5
_MOST_ASKED = 12
_MOST = 3


def alike(asked: Iterable[str], near: Callable[[str], Iterable[str]]) -> list[str]:
    """Return the known names that are most like those asked for, best first.

    ``near`` gives the known names that come into question for one. What is like the first of
    those asked for comes before what is like another.
    """
    likeness: dict[str, float] = {}
    places: dict[str, int] = {}
    for place, name in enumerate([name.casefold() for name in asked][:_MOST_ASKED]):
        if len(name) < _SHORTEST:
            continue
        matcher = SequenceMatcher(None, "", name)
        for known in near(name):
            matcher.set_seq1(known.casefold())
            # the first two are upper bounds, and far cheaper
            if (
                matcher.real_quick_ratio() >= _LIKENESS
                and matcher.quick_ratio() >= _LIKENESS
                and matcher.ratio() >= max(_LIKENESS, likeness.get(known, 0))
            ):
                likeness[known] = matcher.ratio()
                places.setdefault(known, min(place, 1))
    return sorted(likeness, key=lambda name: (places[name], -likeness[name], name))[:_MOST]
