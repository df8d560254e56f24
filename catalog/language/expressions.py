"""Expressions of C in one variable, ``n``, which rules for plurals are written in.

CPython's gettext has a parser for them, which refuses more than 1,000 characters and twenty
brackets; rules of some files have more.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[[int], int]

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


def compiled(text: str) -> Function:
    """Return the function that an expression is.

    It raises ZeroDivisionError for a count that the expression divides by zero for. Raises
    ValueError, with the reason, for what is no expression, and RecursionError for one with
    hundreds of brackets inside of another.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"plural has more than {_MOST_CHARACTERS:,} characters")
    parser = _Parser(_symbols(text.rstrip(" \t")))
    function = parser.choice()
    if parser.ahead:
        raise ValueError(f"plural goes on with {parser.ahead!r} where it should end")
    return function


def _symbols(text: str) -> list[str]:
    symbols, at = [], 0
    while at < len(text):
        found = _SYMBOL.match(text, at)
        if found is None:
            raise ValueError(f"plural has {text[at:].strip()[:1]!r}, which no expression has")
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
            where = f"before {self.ahead!r}" if self.ahead else "at its end"
            raise ValueError(f"plural lacks {symbol!r} {where}")
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
        raise ValueError(
            f"plural has {symbol!r} where a number or n should be" if symbol else _ENDS
        )


_ENDS = "plural ends where a number or n should be"


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
