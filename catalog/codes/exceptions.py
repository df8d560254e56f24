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

import _socket
import builtins
import errno
import os
from functools import lru_cache

from . import windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from typing import Any

    from .platforms import Traits
    from .rules import Raised, Rules

    Code = tuple[str, int | str]

# packages that tell in words alone; others say in words what their causes say better
_IN_WORDS = ("psycopg", "psycopg2", "aiohttp", "httpx", "urllib3")
# how sure types are, by the strength of their rule; words come between
_RANKS = {"": 0, "usual": 2, "weak": 3}
_OF_WORDS = 1
_H_ERRNO = {1: "EAI_NONAME", 2: "EAI_AGAIN", 3: "EAI_FAIL", 4: "EAI_NODATA"}  # of any netdb.h
# RFC 6455, 7.4.1: those of which an errno says as much
_CLOSE_CODES = {1002: "EPROTO", 1003: "EPROTO", 1007: "EPROTO", 1009: "EMSGSIZE", 1010: "EPROTO"}
# the systems whose numbers the modules of the running Python have
_OF_THIS_PYTHON = ("errno", "getaddrinfo")
_FIRST_WINSOCK = 10_000
_STATUSES = range(300, 600)  # no success is what went wrong
_DIGITS = 19  # of the numbers that codes have
_SYMBOL, _SHORTEST = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), 5
_LONGEST = 100_000  # characters of a text that are read for a code
_MOST = 20_000  # an exception may bear others without end
# types that have nothing but what Python gives them
_PLAIN = {k for k in vars(builtins).values() if type(k) is type and "Group" not in k.__name__}


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
        # what would block is waited for; behind another exception it is not what went wrong
        found: list[Code] = [*_of_itself(current), *_of_host(current, rules, traits)]
        if issubclass(kind, OSError) and (kind is not BlockingIOError or current is exception):
            found += _of_oserror(current, rules, platform)  # type: ignore[arg-type]
        elif not _is_plain(kind):
            found += _of_windows(current, traits)
        if not _is_plain(kind):
            found += _of_response(current)
        yield from [(*code, current) for code in found]
        waiting += _behind(current, context=context)
    last = [
        (rank, *code, error)
        for error in every.values()
        for rank, code in _of_library(error, rules, platform)
    ]
    yield from [one[1:] for one in sorted(last, key=lambda one: one[0])]


def own_codes(
    error: BaseException, rules: Callable[[], Rules], traits: Callable[[], Traits]
) -> Iterator[tuple[str, int | str, BaseException]]:
    """Yield, as ``codes_of``, what an application says of this very exception, and nothing else."""
    yield from [(*one, error) for one in (*_of_itself(error), *_of_host(error, rules, traits))]


def _of_itself(error: BaseException) -> list[Code]:
    """Return the code that an application's exception says it has.

    It is the ``catalog_code``, or a ``code`` that looks like a symbol, as in Node.js' errors.
    """
    code = _attribute(error, "catalog_code")
    if not issubclass(type(code), str):
        code = None if _is_plain(type(error)) else _attribute(error, "code")
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
    if _is_plain(type(error)) or not (own := traits().own):
        return []
    found = [one for kind in _bases(type(error)) for one in _rules_of(kind, rules())]
    named: list[Code] = [(one.system, one.symbol) for one in found if one.system in own]
    return named[:1]


def _behind(error: BaseException, *, context: bool = True) -> list[BaseException]:
    """Return what an exception was raised from or while, and what it carries, the last first."""
    behind = _attribute(error, "__cause__")
    if context and behind is None and _attribute(error, "__suppress_context__") is False:
        behind = _attribute(error, "__context__")
    inside = _tuple(error, "args")
    if not _is_plain(type(error)):
        # not by getattr: where it is a property, it is no exception, and to ask may bring a warning
        own = _attribute(error, "__dict__")
        reason = own.get("reason") if type(own) is dict else None
        inside = (*_tuple(error, "exceptions"), reason, *inside)
    return [one for one in (behind, *inside[::-1]) if issubclass(type(one), BaseException)]


def _attribute(one: object, name: str) -> Any:
    try:
        return getattr(one, name, None)
    except Exception:  # a property may raise whatever it likes, and then tells nothing
        return None


def _tuple(error: BaseException, name: str) -> tuple[Any, ...]:
    value = _attribute(error, name)
    return value if type(value) is tuple else ()


def _number(value: object) -> int | None:
    if not issubclass(type(value), int) or type(value) is bool:  # a mock can say that it is one
        return None
    number = int.__index__(value)  # type: ignore[arg-type]
    return number if -(1 << 63) <= number < 1 << 63 else None


def _names(error: object) -> list[str]:
    return [f"{package}.{name}" for package, name in map(_name, _kinds(error))]


def _is_plain(kind: type) -> bool:
    """Tell whether a type has nothing but what Python gives it; a metaclass may forbid hashing."""
    return type(kind) is type and kind in _PLAIN


def _kinds(error: object) -> Sequence[type]:
    """Return the types to tell an exception by: its own, and its bases unless it is built in."""
    bases = _bases(type(error))
    return bases[:1] if _is_plain(type(error)) else bases


def _bases(kind: type) -> tuple[type, ...]:
    """Return a type and its bases as they are, whatever its metaclass says of them."""
    found: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    return found


def _name(kind: type) -> tuple[str, str]:
    """Return the package that a type is of, and its name; empty where it does not tell them."""
    module, name = _attribute(kind, "__module__"), _attribute(kind, "__qualname__")
    told = [text if type(text) is str else "" for text in (module, name)]
    return told[0].partition(".")[0], told[1]


def _of_oserror(error: OSError, rules: Callable[[], Rules], platform: str | None) -> Iterable[Code]:
    plain = _is_plain(type(error))
    if not plain or os.name == "nt" or len(error.args) > 3:
        # off Windows there is no attribute to hold the fourth of five arguments
        fourth = (*_tuple(error, "args"), *[None] * 4)[3]
        if winerror := _number(_attribute(error, "winerror")) or _number(fourth):
            # the type is made from it
            return [*windows.meant(winerror, rules().traits), *_of_type(error, rules(), _RANKS)]
    value = error.errno if plain else _attribute(error, "errno")
    number = _number(value)
    if value is None:
        return _of_type(error, rules(), ("",))
    if plain or number is None:
        return () if number is None else _numbered("errno", number, platform)
    names = _names(error)
    numbers = [_number(_attribute(one, "errno")) for one in _behind(error) if one is not error]
    # an SSLError has a number of OpenSSL's; of one that is repeated, the first tells the system
    if "ssl.SSLError" in names or number in numbers:
        return ()
    if "socket.herror" in names and number < _FIRST_WINSOCK:
        return [("getaddrinfo", _H_ERRNO[number])] if number in _H_ERRNO else ()
    return _numbered("getaddrinfo" if "socket.gaierror" in names else "errno", number, platform)


def _of_type(error: BaseException, rules: Rules, strengths: Container[str]) -> list[Code]:
    """Return what the type of an exception stands for, or the first of its bases that does."""
    found = [one for kind in _bases(type(error)) for one in _rules_of(kind, rules)][:1]
    return [(one.system, one.symbol) for one in found if one.strength in strengths]


def _rules_of(kind: type, rules: Rules) -> list[Raised]:
    """Return the rules for a type: of its name, in the package that it is of."""
    package, name = _name(kind)
    named = rules.raised.get(name.rpartition(".")[2], ())
    return [one for one in named if one.name.partition(".")[0] == package]


def _numbered(system: str, number: int, platform: str | None) -> Iterable[Code]:
    if number >= _FIRST_WINSOCK:
        return [("winsock", number)]
    if system not in _OF_THIS_PYTHON or platform is not None:
        return [(system, number)]
    return _named("getaddrinfo" if number < 0 else system, number)


@lru_cache(maxsize=256)
def _named(system: str, number: int) -> list[Code]:
    """Return all names of a number by the interpreter's tables, right on every architecture."""
    module, prefix = (errno, "E") if system == "errno" else (_socket, "EAI_")
    items = sorted(vars(module).items())
    return [(system, name) for name, value in items if name.startswith(prefix) and value == number]


def _of_windows(error: BaseException, traits: Callable[[], Traits]) -> list[Code]:
    """Return what Windows told a library, or a process that another one ended with."""
    # the last of EXCEPINFO is the HRESULT of the exception that a method of COM raised
    told = [*_tuple(error, "excepinfo")[5:], *(_attribute(error, one) for one in windows.TOLD)]
    if "subprocess.CalledProcessError" in _names(error):
        code = _number(_attribute(error, "returncode")) or 0
        told.append(code if windows.unpacked(code) else None)  # others are a program's own
    return [code for one in map(_number, told) if one for code in windows.meant(one, traits())]


def _of_response(error: BaseException) -> list[Code]:
    """Return the status of the HTTP response that an exception carries, or is made of."""
    response = _attribute(error, "response")
    holders = (error,) if response is None else (response, error)
    statuses = [_number(_attribute(one, n)) for one in holders for n in ("status_code", "status")]
    found: list[Code] = [("http", number) for number in statuses if number and number in _STATUSES]
    own = found and "aiohttp.HttpProcessingError" in _names(_attribute(error, "__cause__"))
    return [] if own else found  # what is no response, aiohttp gives a status of its own


def _of_library(
    error: BaseException, rules: Callable[[], Rules], platform: str | None
) -> Iterator[tuple[int, Code]]:
    """Yield the codes that the type of an exception or its words stand for, with how surely."""
    if _is_plain(type(error)) and not issubclass(type(error), OSError | EOFError):
        return
    names, texts = _names(error), _tuple(error, "args")
    if "websockets.ConnectionClosedError" in names:
        frames = [_attribute(error, name) for name in ("rcvd", "sent")]
        closed = [_CLOSE_CODES.get(_number(_attribute(one, "code")) or 0) for one in frames]
        yield from [(0, ("errno", symbol)) for symbol in closed if symbol]
    of_types = [one for kind in _kinds(error) for one in _rules_of(kind, rules())]
    if _is_plain(type(error)):
        # which of its several errors a built-in type stands for, only its number would tell
        of_types = [one for one in of_types if one.strength != "weak"]
    yield from [(_RANKS[one.strength], (one.system, one.symbol)) for one in of_types[:1]]
    tells = (
        type(error) is OSError or type(error) is EOFError or names[0].partition(".")[0] in _IN_WORDS
    )
    if tells and len(texts) == 1 and type(texts[0]) is str:
        yield from [(_OF_WORDS, code) for code in _in_words(texts[0], rules(), platform)]


def _in_words(text: str, rules: Rules, platform: str | None) -> Iterator[Code]:
    """Yield the codes that the words of an exception name, words before numbers."""
    from .evidence import WRITTEN, in_line, present
    from .rules import fold

    for line in text[:_LONGEST].splitlines():
        every = in_line(line, rules, present(rules, fold(line)), asked=True)
        found = [one for one in every if not one.needs_words]
        yield from [(one.systems[0], one.symbol) for one in found if one.is_entry]
        for one in found:
            if one.value is None or one.rank != WRITTEN:
                continue
            for system in one.systems:
                yield from _numbered(system, one.value, platform)
                if one.value < 0 and system in rules.traits.negated:
                    yield from _numbered(system, -one.value, platform)
