"""Attributes of exceptions in which libraries carry codes, or the exceptions behind them.

Which types have which is data: the ``[[attribute]]`` tables of the systems.
"""

from __future__ import annotations

from ..codes.rules import EXCEPTION, NEGATED, SYMBOL
from .numbers import numbered
from .safely import attribute, bases, is_exception, number
from .types import rules_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..codes.rules import Attribute, Rules
    from .numbers import Code

# members of one attribute that are looked at
_MOST = 100
# characters of a text in which a symbol is looked for
_LONGEST = 10_000
_LARGEST = 18  # digits of a number that a text may be
_CALL = "()"
_EACH = "*"


def codes(error: BaseException, rules: Rules, platform: str | None) -> Iterator[Code]:
    """Yield the codes in the attributes of an exception, those of its nearest type first."""
    for rule in _rules_of(error, rules):
        if rule.holds == EXCEPTION:
            continue
        for value in _values(error, rule.steps):
            if rule.holds == SYMBOL:
                symbol = _symbol(value, rule)
                yield from [(rule.system, symbol)] if symbol else []
            elif (found := _number(value, rule)) is not None:
                yield from numbered(rule.system, found, platform)


def exceptions(error: BaseException, rules: Rules) -> list[BaseException]:
    """Return the exceptions that an exception holds in attributes of its own."""
    held = [one for one in _rules_of(error, rules) if one.holds == EXCEPTION]
    every = [value for rule in held for value in _values(error, rule.steps)]
    return [one for one in every if is_exception(one)]


def _rules_of(error: BaseException, rules: Rules) -> list[Attribute]:
    """Return the rules for the types of an exception, those of the nearest type first.

    Of one type, those for symbols come first, which say more than numbers.
    """
    return [
        one
        for kind in bases(type(error))
        for one in sorted(rules_of(kind, rules.attributes), key=lambda one: one.holds != SYMBOL)
    ]


def _values(value: object, steps: tuple[str, ...]) -> Iterator[object]:
    """Yield what a path leads to: one value or none, or each where a step is ``*``."""
    if not steps or value is None:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step == _EACH:
        for member in _members(value)[:_MOST]:
            yield from _values(member, rest)
        return
    name = step.removesuffix(_CALL)
    found = _member(value, name)
    if name != step:
        found = _called(found)
    yield from _values(found, rest)


def _member(value: object, name: str) -> object:
    if issubclass(type(value), dict):
        return dict.get(value, name)  # type: ignore[call-overload]
    if issubclass(type(value), tuple | list):
        members, place = _members(value), _whole(name)
        return members[place] if place is not None and place < len(members) else None
    return attribute(value, name)


def _members(value: object) -> list[object]:
    if issubclass(type(value), dict):
        return list(dict.values(value))  # type: ignore[arg-type]
    for kind in (list, tuple):
        if issubclass(type(value), kind):
            return list(kind.__iter__(value))  # type: ignore[arg-type]
    return []


def _called(function: object) -> object:
    try:
        return function()  # type: ignore[operator]
    except Exception:  # what fails tells nothing
        return None


def _whole(text: str) -> int | None:
    """Return a text of decimal digits as a number; None for any other."""
    is_whole = text.isascii() and text.isdecimal() and len(text) <= _LARGEST
    return int(text) if is_whole else None


def _text(value: object) -> str | None:
    if issubclass(type(value), bytes):
        return bytes.decode(value, "utf-8", "replace")  # type: ignore[arg-type]
    return str.__str__(value) if issubclass(type(value), str) else None


def _symbol(value: object, rule: Attribute) -> str | None:
    text = _text(value)
    if text is None or rule.pattern is None:
        return text or None
    found = rule.pattern.search(text[:_LONGEST])
    return found and found[0]


def _number(value: object, rule: Attribute) -> int | None:
    found = number(value)
    if found is None and (text := _text(value)) is not None:
        found = _whole(text)
    if found is None:
        return None
    found = (-found if rule.holds == NEGATED else found) + rule.offset
    return found if rule.least <= found <= rule.most else None
