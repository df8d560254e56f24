"""Exceptions -> the codes they carry, best first, each with its system.

An exception and all behind it are looked at as a traceback shows them: itself, the members of a
group, then what it was raised from or while, and what libraries put into ``reason`` and arguments.
In that order come the Windows error number, errno by this platform's name, the status of an HTTP
response, and types that stand for an errno. Where all are silent, the types of libraries count:
those that say one thing, then words, then the rest. None is imported; no attribute makes it fail.
"""

from __future__ import annotations

import _socket
import builtins
import errno
import os
from functools import lru_cache

from .platforms import system_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Code = tuple[str, int | str]

# PEP 3151; only those that stand for one errno
_ERRNO_OF_TYPE: dict[type[OSError], str] = {
    ConnectionAbortedError: "ECONNABORTED", ConnectionRefusedError: "ECONNREFUSED",
    ConnectionResetError: "ECONNRESET", InterruptedError: "EINTR", TimeoutError: "ETIMEDOUT",
    BlockingIOError: "EAGAIN", BrokenPipeError: "EPIPE", ChildProcessError: "ECHILD",
    FileExistsError: "EEXIST", FileNotFoundError: "ENOENT", IsADirectoryError: "EISDIR",
    NotADirectoryError: "ENOTDIR", ProcessLookupError: "ESRCH",
}  # fmt: skip
# what types without a number stand for, by package; those of the last part for several reasons
_TYPES = """
ECONNRESET ssl.SSLEOFError http.IncompleteRead urllib.ContentTooShortError anyio.EndOfStream
ECONNRESET anyio.BrokenResourceError asyncio.IncompleteReadError aiohttp.ServerDisconnectedError
EPROTO ssl.SSLError http.BadStatusLine http.LineTooLong http.UnknownProtocol urllib3.DecodeError
EINVAL http.InvalidURL requests.InvalidURL httpx.InvalidURL aiohttp.InvalidURL
ETIMEDOUT psycopg.ConnectionTimeout
EAI_NONAME dns.NXDOMAIN urllib3.NameResolutionError
EAI_NODATA dns.NoAnswer
EAI_FAIL dns.NoNameservers
EAI_AGAIN dns.Timeout

ETIMEDOUT requests.Timeout urllib3.TimeoutError httpx.TimeoutException
ECONNRESET websockets.ConnectionClosedError
EPROTO httpx.RemoteProtocolError aiohttp.ClientPayloadError aiohttp.HttpProcessingError
EPROTO websockets.InvalidHandshake httpx.DecodingError
EAGAIN builtins.BlockingIOError ssl.SSLWantReadError ssl.SSLWantWriteError
ESHUTDOWN ssl.SSLZeroReturnError
"""
_RANKED = {
    name: (2 * rank, line.partition(" ")[0])
    for rank, part in enumerate(_TYPES.split("\n\n"))
    for line in part.splitlines()
    for name in line.split()[1:]
}
# who tells in words alone, and what they say
_IN_WORDS = ("psycopg", "psycopg2", "aiohttp", "httpx", "urllib3")
_WORDS = {
    "closed the connection unexpectedly": "ECONNRESET", "closed connection without": "ECONNRESET",
    "disconnected without": "ECONNRESET", "connection closed while": "ECONNRESET",
    "stream ends after": "ECONNRESET", "Not enough data": "ECONNRESET",
    "timeout expired": "ETIMEDOUT", "could not translate host name": "EAI_NONAME",
    "response to SSL": "EPROTO", "not support SSL": "EPROTO", "SSL error: ": "EPROTO",
}  # fmt: skip
_H_ERRNO = {1: "EAI_NONAME", 2: "EAI_AGAIN", 3: "EAI_FAIL", 4: "EAI_NODATA"}  # of any netdb.h
# RFC 6455, 7.4.1: those of which an errno says as much
_CLOSE_CODES = {1002: "EPROTO", 1003: "EPROTO", 1007: "EPROTO", 1009: "EMSGSIZE", 1010: "EPROTO"}
_FIRST_WINSOCK = 10_000
_STATUSES = range(300, 600)  # no success is what went wrong
_LONGEST = 100_000  # characters of a text that are read for a code
_MOST = 20_000  # an exception may bear others without end
# types that have nothing but what Python gives them
_PLAIN = {k for k in vars(builtins).values() if type(k) is type and "Group" not in k.__name__}


def codes_of(exception: BaseException, platform: str | None = None) -> Iterator[Code]:
    """Yield (system, number or symbol) of an exception and of those behind it, best first.

    ``platform`` is that whose numbers they carry, if not those of this Python's own modules.
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
        if issubclass(kind, OSError) and (kind is not BlockingIOError or current is exception):
            yield from _of_oserror(current, platform)  # type: ignore[arg-type]
        if kind not in _PLAIN:
            yield from _of_response(current)
        waiting += _behind(current)
    found = [one for error in every.values() for one in _of_library(error, platform)]
    yield from [code for _, code in sorted(found, key=lambda one: one[0])]


def _behind(error: BaseException) -> list[BaseException]:
    """Return what an exception was raised from or while, and what it carries, the last first."""
    behind = _attribute(error, "__cause__")
    if behind is None and _attribute(error, "__suppress_context__") is False:
        behind = _attribute(error, "__context__")
    inside = _tuple(error, "args")
    if type(error) not in _PLAIN:
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
    kinds = type(error).__mro__[: 1 if type(error) in _PLAIN else None]
    return [f"{str(kind.__module__).partition('.')[0]}.{kind.__qualname__}" for kind in kinds]


def _code(symbol: str) -> Code:
    return system_of(symbol), symbol


def _of_oserror(error: OSError, platform: str | None) -> Iterable[Code]:
    plain = type(error) in _PLAIN
    if not plain or os.name == "nt" or len(error.args) > 3:
        # off Windows there is no attribute to hold the fourth of five arguments
        fourth = (*_tuple(error, "args"), *[None] * 4)[3]
        if winerror := _number(_attribute(error, "winerror")) or _number(fourth):
            # the type is made from it, and is never EPERM's
            types = _ERRNO_OF_TYPE | {PermissionError: "EACCES"}
            return [*_of_windows(winerror), *_of_type(error, types)]
    value = error.errno if plain else _attribute(error, "errno")
    number = _number(value)
    if value is None:
        return _of_type(error, _ERRNO_OF_TYPE)
    if plain or number is None:
        return () if number is None else _numbered("errno", number, platform)
    names = _names(error)
    numbers = [_number(_attribute(one, "errno")) for one in _behind(error) if one is not error]
    # an SSLError has a number of OpenSSL's; of one that is repeated, the first tells the system
    if "ssl.SSLError" in names or number in numbers:
        return ()
    if "socket.herror" in names and number < _FIRST_WINSOCK:
        return [_code(_H_ERRNO[number])] if number in _H_ERRNO else ()
    return _numbered("getaddrinfo" if "socket.gaierror" in names else "errno", number, platform)


def _of_type(error: OSError, types: dict[type[OSError], str]) -> list[Code]:
    return [_code(types[kind]) for kind in type(error).__mro__ if kind in types]


def _of_windows(number: int) -> list[Code]:
    from .windows import CARRIED, unpacked

    packed = unpacked(number)
    if packed is None:
        return [("winsock", number), ("win32", number)]
    status = packed.bits if packed.ntstatus is None else packed.ntstatus
    inside = CARRIED.get(packed.facility_name, ())
    return [("ntstatus", status), *[(system, packed.code) for system in inside]]


def _numbered(system: str, number: int, platform: str | None) -> Iterable[Code]:
    if number >= _FIRST_WINSOCK:
        return [("winsock", number)]
    system = "getaddrinfo" if number < 0 else system
    return _named(system, number) if platform is None else [(system, number)]


@lru_cache(maxsize=256)
def _named(system: str, number: int) -> list[Code]:
    """Return all names of a number by the interpreter's tables, right on every architecture."""
    module, prefix = (errno, "E") if system == "errno" else (_socket, "EAI_")
    items = sorted(vars(module).items())
    return [(system, name) for name, value in items if name.startswith(prefix) and value == number]


def _of_response(error: BaseException) -> list[Code]:
    """Return the status of the HTTP response that an exception carries, or is made of."""
    response = _attribute(error, "response")
    holders = (error,) if response is None else (response, error)
    statuses = [_number(_attribute(one, n)) for one in holders for n in ("status_code", "status")]
    found: list[Code] = [("http", number) for number in statuses if number and number in _STATUSES]
    own = found and "aiohttp.HttpProcessingError" in _names(_attribute(error, "__cause__"))
    return [] if own else found  # what is no response, aiohttp gives a status of its own


def _of_library(error: BaseException, platform: str | None) -> Iterator[tuple[int, Code]]:
    names, texts = _names(error), _tuple(error, "args")
    if "websockets.ConnectionClosedError" in names:
        frames = [_attribute(error, name) for name in ("rcvd", "sent")]
        closed = [_CLOSE_CODES.get(_number(_attribute(one, "code")) or 0) for one in frames]
        yield from [(0, _code(symbol)) for symbol in closed if symbol]
    yield from [(rank, _code(to)) for rank, to in [_RANKED[n] for n in names if n in _RANKED][:1]]
    tells = type(error) in (OSError, EOFError) or names[0].partition(".")[0] in _IN_WORDS
    if tells and len(texts) == 1 and type(texts[0]) is str:
        yield from [(1, code) for code in _in_words(texts[0], platform)]


def _in_words(text: str, platform: str | None) -> Iterator[Code]:
    from . import forms
    from .clib import messages

    for line in text[:_LONGEST].splitlines():
        if name := messages().get(line.rpartition(": ")[2].strip().lower()):
            yield _code(name)
        for token in forms.labelled(line):
            if token.system in ("errno", "getaddrinfo"):
                yield from _numbered(token.system, forms.value(token.text), platform)
    yield from [_code(symbol) for words, symbol in _WORDS.items() if words in text]
    after = [text.partition(words)[2][:3] for words in ("Tunnel connection failed: ", "too many ")]
    yield from [("http", int(status)) for status in after if status.isdecimal()]
