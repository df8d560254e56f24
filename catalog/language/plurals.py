"""gettext's rules for plurals, as a PO file's ``Plural-Forms`` states them.

Such a rule gives the number of forms and, as an expression of C, which of them a count takes:
``nplurals=2; plural=(n != 1);`` (manual of GNU gettext, "Plural forms").

CPython's gettext has a parser for such expressions, which refuses more than 1,000 characters and
twenty brackets; rules of some files have more.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..marking import Unfit, problem_of
from ..marking import gettext_lazy as _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..marking import InterfaceMessage

    Function = Callable[[int], int]

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
_MOST_CHARACTERS = 10_000
_SYMBOL = re.compile(r"[ \t]*+(?:([0-9]{1,18}+)|(n)(?!\w)|(\|\||&&|[=!<>]=|[-+*/%<>!?:()]))")
# from the loosest to the tightest; those of one level are taken from left to right
_LEVELS = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
# C calculates with unsigned long
_MASK = (1 << 64) - 1


@lru_cache(maxsize=64)
def parsed(rule: str) -> tuple[int, Callable[[int], int]]:
    """Return the number of forms of a rule, and the function from a count to a form.

    Raises Unfit, a ValueError, for what is no rule or gives a form that is not there.
    """
    found = _RULE.fullmatch(rule.strip(" \t"))
    if not found:
        raise Unfit(_("it is not of the form {example}", example=f"'{ENGLISH}'"))
    forms = int(found[1])
    if not 1 <= forms <= _MOST_FORMS:
        raise Unfit(
            _("nplurals is {forms}; it must be from 1 to {most}", forms=forms, most=_MOST_FORMS)
        )
    try:
        choose = compiled(found[2])
        for count in _TRIED:
            form = choose(count)
            if not 0 <= form < forms:
                raise Unfit(_no_form(form, count, forms))
    except (ArithmeticError, RecursionError) as error:
        raise Unfit(_("plural cannot be calculated: {reason}", reason=problem_of(error))) from error
    return forms, choose


def _no_form(form: int, number: int, forms: int) -> InterfaceMessage:
    return _(
        "plural gives form {form} for {number}, but nplurals is {forms}",
        form=form,
        number=number,
        forms=forms,
    )


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


def compiled(text: str) -> Function:
    """Return the function that an expression is.

    It raises ZeroDivisionError for a count that the expression divides by zero for. Raises
    Unfit, a ValueError with the reason, for what is no expression, and RecursionError for one with
    hundreds of brackets inside of another.
    """
    if len(text) > _MOST_CHARACTERS:
        raise Unfit(_("plural has more than {most} characters", most=f"{_MOST_CHARACTERS:,}"))
    parser = _Parser(_symbols(text.rstrip(" \t")))
    function = parser.choice()
    if parser.ahead:
        symbol = repr(parser.ahead)
        raise Unfit(_("plural goes on with {symbol} where it should end", symbol=symbol))
    return function


def _symbols(text: str) -> list[str]:
    symbols, at = [], 0
    while at < len(text):
        found = _SYMBOL.match(text, at)
        if found is None:
            symbol = repr(text[at:].strip()[:1])
            raise Unfit(_("plural has {symbol}, which no expression has", symbol=symbol))
        symbols.append(found[found.lastindex or 0])
        at = found.end()
    return symbols


class _Parser:
    """Reads symbols from the left; ``ahead`` is the next one, and empty at the end."""

    def __init__(self, symbols: list[str]) -> None:
        self.symbols = symbols
        self.at = 0
        self.ahead = symbols[0] if symbols else ""

    def next(self) -> str:
        symbol = self.ahead
        self.at += 1
        self.ahead = self.symbols[self.at] if self.at < len(self.symbols) else ""
        return symbol

    def expect(self, symbol: str) -> None:
        if self.ahead != symbol:
            raise Unfit(_lacking(repr(symbol), self.ahead))
        self.next()

    def choice(self) -> Function:
        """Read ``condition ? one : other``, or what has no question mark."""
        condition = self.level(0)
        if self.ahead != "?":
            return condition
        self.next()
        one = self.choice()
        self.expect(":")
        other = self.choice()
        return lambda n: one(n) if condition(n) else other(n)

    def level(self, number: int) -> Function:
        """Read operands between operators of a level or tighter ones."""
        if number == len(_LEVELS):
            return self.operand()
        function = self.level(number + 1)
        while self.ahead in _LEVELS[number]:
            operator = self.next()
            function = _joined(operator, function, self.level(number + 1))
        return function

    def operand(self) -> Function:
        symbol = self.next()
        if symbol == "n":
            return lambda n: n
        if symbol == "!":
            inner = self.operand()
            return lambda n: not inner(n)
        if symbol == "(":
            inner = self.choice()
            self.expect(")")
            return inner
        if symbol.isdigit():
            number = int(symbol)
            return lambda n: number
        if not symbol:
            raise Unfit(_("plural ends where a number or n should be"))
        raise Unfit(_("plural has {symbol} where a number or n should be", symbol=repr(symbol)))


def _lacking(symbol: str, ahead: str) -> InterfaceMessage:
    if not ahead:
        return _("plural lacks {symbol} at its end", symbol=symbol)
    return _("plural lacks {symbol} before {other}", symbol=symbol, other=repr(ahead))


def _joined(operator: str, left: Function, right: Function) -> Function:
    functions: dict[str, Function] = {
        "||": lambda n: bool(left(n) or right(n)),
        "&&": lambda n: bool(left(n) and right(n)),
        "==": lambda n: left(n) == right(n),
        "!=": lambda n: left(n) != right(n),
        "<": lambda n: left(n) < right(n),
        ">": lambda n: left(n) > right(n),
        "<=": lambda n: left(n) <= right(n),
        ">=": lambda n: left(n) >= right(n),
        "+": lambda n: (left(n) + right(n)) & _MASK,
        "-": lambda n: (left(n) - right(n)) & _MASK,
        "*": lambda n: (left(n) * right(n)) & _MASK,
        "/": lambda n: left(n) // right(n),
        "%": lambda n: left(n) % right(n),
    }
    return functions[operator]
