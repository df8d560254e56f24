"""Exceptions -> the codes they carry, best first, each with its system.

An exception and all behind it are looked at as a traceback shows them: itself, the members of a
group, then what it was raised from or while, and what libraries put into ``reason`` and arguments.
What an application says of its own comes first: by the attribute ``catalog_code``, or the types
that its systems name. Then come, in that order, what Windows told, errno by this platform's name,
the status of an HTTP response, and types that stand for an errno. Where all are silent, the types
of libraries count: those that say one thing, then words, then the rest, by the rules of the
database. None is imported; no attribute makes it fail.
"""

from __future__ import annotations

from . import attributes, standard, types
from .causes import behind
from .safely import attribute, bases, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..codes.platforms import Traits
    from ..codes.rules import Rules
    from .numbers import Code

_DIGITS = 19  # of the numbers that codes have
_SYMBOL, _SHORTEST = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), 5
_MOST = 20_000  # an exception may bear others without end


def codes_of(
    exception: BaseException,
    rules: Callable[[], Rules],
    traits: Callable[[], Traits],
    platform: str | None = None,
    *,
    context: bool = True,
) -> Iterator[tuple[str, int | str, BaseException]]:
    """Yield (system, number or symbol, exception) of one and of those behind it, best first.

    The exception is the one that tells the code; the system is empty for a symbol of any.
    ``rules`` returns those of the database, asked only where no number tells, and ``traits``.
    ``platform`` is that whose numbers the exceptions carry, if not those of this Python's modules.
    Without ``context``, what was being handled when one was raised is not behind it.
    """
    every: dict[int, BaseException] = {}
    waiting = [exception]
    while waiting and len(every) < _MOST:
        current = waiting.pop()
        if id(current) in every:
            continue
        every[id(current)] = current
        kind = type(current)
        plain = is_plain(kind)
        # what would block is waited for; behind another exception it is not what went wrong
        found = _of_application(current, rules, traits)
        if issubclass(kind, OSError) and (kind is not BlockingIOError or current is exception):
            found += standard.of_oserror(current, rules, platform)  # type: ignore[arg-type]
        elif not plain:
            found += standard.of_windows(current, traits)
        if not plain:
            found += standard.of_response(current)
            # asked last, for it needs the rules, which take time to load
            found = found or [*attributes.codes(current, rules(), platform)]
        yield from [(*code, current) for code in found]
        waiting += behind(current, context=context)
        if not plain:
            waiting += attributes.exceptions(current, rules())
    last = [
        (rank, *code, error)
        for error in every.values()
        for rank, code in types.of_library(error, rules, platform)
    ]
    yield from [one[1:] for one in sorted(last, key=lambda one: one[0])]


def own_codes(
    error: BaseException, rules: Callable[[], Rules], traits: Callable[[], Traits]
) -> Iterator[tuple[str, int | str, BaseException]]:
    """Yield, as ``codes_of``, what an application says of this very exception, and nothing else."""
    yield from [(*one, error) for one in _of_application(error, rules, traits)]


def _of_application(
    error: BaseException, rules: Callable[[], Rules], traits: Callable[[], Traits]
) -> list[Code]:
    """Return what an application says of an exception: the code it has, then that of its type."""
    found = _of_itself(error)
    return found if is_plain(type(error)) else found + _of_host(error, rules, traits)


def _of_itself(error: BaseException) -> list[Code]:
    """Return the code that an application's exception says it has.

    It is the ``catalog_code``, or a ``code`` that looks like a symbol, as in Node.js' errors.
    """
    code = attribute(error, "catalog_code")
    if not issubclass(type(code), str):
        code = None if is_plain(type(error)) else attribute(error, "code")
        if type(code) is not str or not _SYMBOL.issuperset(code) or len(code) < _SHORTEST:
            return []
    system, _, symbol = str.__str__(code).rpartition(":")
    number = symbol.removeprefix("-")
    if system and number.isascii() and number.isdecimal() and len(number) < _DIGITS:
        return [(system, int(symbol))]
    return [(system, symbol)] if symbol else []


def _of_host(
    error: BaseException, rules: Callable[[], Rules], traits: Callable[[], Traits]
) -> list[Code]:
    """Return what an application's own systems say that the type of an exception stands for."""
    if not (own := traits().own):
        return []
    carried = [code for code in attributes.codes(error, rules(), None) if code[0] in own]
    found = [one for kind in bases(type(error)) for one in types.rules_of(kind, rules().raised)]
    named: list[Code] = [(one.system, one.symbol) for one in found if one.system in own]
    return [*carried, *named][:1]
