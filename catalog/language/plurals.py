"""gettext's rules for plurals, as a PO file's ``Plural-Forms`` states them.

Such a rule gives the number of forms and, as an expression of C, which of them a count takes:
``nplurals=2; plural=(n != 1);`` (manual of GNU gettext, "Plural forms").
"""

from __future__ import annotations

import re
from functools import lru_cache

from .expressions import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# a text, or the forms of one that has plurals
Forms = str | tuple[str, ...]


def all_forms(text: Forms) -> tuple[str, ...]:
    """Return the forms of a text; itself, if it has no plural."""
    return (text,) if isinstance(text, str) else text


ENGLISH = "nplurals=2; plural=(n != 1);"

_RULE = re.compile(
    r"nplurals[ \t]*+=[ \t]*+([0-9]{1,9})[ \t]*+;[ \t]*+plural[ \t]*+=([^;\n]++);?+[ \t]*+"
)
# Arabic has six, the most of any language
_MOST_FORMS = 10
# msgfmt tries the same
_TRIED = range(1001)
_FEW = 5


@lru_cache(maxsize=64)
def parsed(rule: str) -> tuple[int, Callable[[int], int]]:
    """Return the number of forms of a rule, and the function from a count to a form.

    Raises ValueError, with the reason, for what is no rule or gives a form that is not there.
    """
    found = _RULE.fullmatch(rule.strip(" \t"))
    if not found:
        raise ValueError("Plural-Forms is not of the form 'nplurals=2; plural=(n != 1);'")
    forms = int(found[1])
    if not 1 <= forms <= _MOST_FORMS:
        raise ValueError(f"nplurals is {forms}; it must be from 1 to {_MOST_FORMS}")
    try:
        choose = compiled(found[2])
        for count in _TRIED:
            form = choose(count)
            if not 0 <= form < forms:
                raise ValueError(f"plural gives form {form} for {count}, but nplurals is {forms}")
    except (ArithmeticError, RecursionError) as error:
        raise ValueError(f"plural cannot be calculated: {error}") from error
    return forms, choose


@lru_cache(maxsize=256)
def serves_one(rule: str, form: int, counts: range = _TRIED) -> bool:
    """Tell whether one of some counts at most takes a form, as the singular of English is."""
    choose = parsed(rule)[1]
    return sum(choose(count) == form for count in counts) <= 1


@lru_cache(maxsize=256)
def serves_many(rule: str, form: int) -> bool:
    """Tell whether a form is taken by so many counts that it needs them all in words or figures.

    More than five of the first thousand are, to GNU msgfmt.
    """
    choose = parsed(rule)[1]
    return sum(choose(count) == form for count in _TRIED) > _FEW


def chosen(rule: str, count: int) -> int:
    """Return the form that a count takes; the last one, where the rule fails for it."""
    forms, choose = parsed(rule)
    try:
        form = choose(abs(count))
    except ArithmeticError:
        return forms - 1
    return form if 0 <= form < forms else forms - 1
