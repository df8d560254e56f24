"""Shapes: the regular expressions in which sources say how codes stand in text.

A shape is written by whoever describes a system, and it is run over text that strangers wrote. It
may take any part of Python's syntax, but each repetition in it has an end, and one repetition
inside another is small: matching then takes time in proportion to the text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..marking import InterfaceMessage, Unfit
from ..marking import gettext_lazy as _

# what the named groups of a shape hold: a number, or a symbol
NUMBER, SYMBOL = "number", "symbol"

_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?(?:P<[a-z]+>|[:=!]|<[=!]))?)"
    r"|(?P<close>\))|(?P<repeat>[*+?]|\{[0-9]*(?:,[0-9]*)?\})|(?P<other>.)",
    re.DOTALL,
)
_LARGEST_REPEAT = 400
# of a repetition around others
_LARGEST_OUTER = 4
# repetitions of more than this are wide; several of them in a row multiply
_WIDE = 60
_MOST_WIDE = 4


@lru_cache(maxsize=1024)
def compiled(shape: str) -> re.Pattern[str]:
    """Return a shape as a pattern; raises Unfit, a ValueError, for what is none."""
    pattern = bounded(shape)
    named = pattern.groupindex.keys()
    if not named & {NUMBER, SYMBOL} or named - {NUMBER, SYMBOL}:
        raise Unfit(_("it needs a group (?P<number>…) or (?P<symbol>…), and no other named one"))
    return pattern


@lru_cache(maxsize=1024)
def bounded(expression: str) -> re.Pattern[str]:
    """Return a regular expression that takes time in proportion to the text, as a pattern.

    Raises Unfit, a ValueError with the reason, for one that may take longer or is none.
    """
    if problem := _unbounded(expression):
        raise Unfit(problem)
    try:
        pattern = re.compile(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise Unfit(_("it is no regular expression: {reason}", reason=str(error))) from error
    if pattern.match(""):
        raise Unfit(_("it matches an empty text"))
    return pattern


def _unbounded(shape: str) -> InterfaceMessage | None:
    """Return what makes a shape take long on some text, or None."""
    # for each open group: whether it holds a repetition
    groups = [False]
    last_is_group = last_repeats = False
    wide = 0
    for token in _TOKEN.finditer(shape):
        if token["repeat"]:
            most = _most(token["repeat"])
            if most is None or most > _LARGEST_REPEAT:
                most_allowed = f"{{0,{_LARGEST_REPEAT}}}"
                return _("it repeats without end: write {most} at most", most=most_allowed)
            if last_is_group and last_repeats and most > _LARGEST_OUTER:
                return _("it repeats a repetition more than {most} times", most=_LARGEST_OUTER)
            wide += most > _WIDE
            groups[-1] = groups[-1] or most > 1
        elif token["open"]:
            groups.append(False)
        elif token["close"] and len(groups) > 1:
            last_repeats = groups.pop()
            groups[-1] = groups[-1] or last_repeats
        last_is_group = bool(token["close"])
    if wide > _MOST_WIDE:
        return _("it has more than {most} wide repetitions", most=_MOST_WIDE)
    return None


def _most(repeat: str) -> int | None:
    if repeat == "?":
        return 1
    least, comma, most = repeat.strip("{}").partition(",")
    if repeat in "*+" or (comma and not most):
        return None
    return int(most or least or 0)
