"""Exceptions -> the codes they carry, best first, each with its system.

An exception and all that stands behind it are looked at as a traceback shows them: the exception
itself, the members of a group, then what it was raised from or while; what libraries put into
``reason``, ``os_error`` and their arguments counts as a cause too. In that order come the
Windows error number, errno by the name that this platform gives it, the status of an HTTP
response, and the types of the standard library that stand for an errno. Only where all of them
are silent, the types of well-known libraries count. No library is imported for it.
"""

from __future__ import annotations

import errno
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

    Code = tuple[str, int | str]

# PEP 3151; only those that stand for one errno
_ERRNO_OF_TYPE: dict[type, str] = {
    ConnectionAbortedError: "ECONNABORTED",
    ConnectionRefusedError: "ECONNREFUSED",
    ConnectionResetError: "ECONNRESET",
    InterruptedError: "EINTR",
    TimeoutError: "ETIMEDOUT",
    BlockingIOError: "EAGAIN",
    BrokenPipeError: "EPIPE",
    ChildProcessError: "ECHILD",
    FileExistsError: "EEXIST",
    FileNotFoundError: "ENOENT",
    IsADirectoryError: "EISDIR",
    NotADirectoryError: "ENOTDIR",
    ProcessLookupError: "ESRCH",
}
# what types without a number stand for, by module and name
_OF_LIBRARY: dict[str, Code] = {
    "ssl.SSLWantReadError": ("errno", "EAGAIN"),
    "ssl.SSLWantWriteError": ("errno", "EAGAIN"),
    "ssl.SSLZeroReturnError": ("errno", "ESHUTDOWN"),
    "ssl.SSLEOFError": ("errno", "ECONNRESET"),
    "ssl.SSLError": ("errno", "EPROTO"),
    "http.client.BadStatusLine": ("errno", "EPROTO"),
    "http.client.LineTooLong": ("errno", "EPROTO"),
    "http.client.UnknownProtocol": ("errno", "EPROTO"),
    "http.client.IncompleteRead": ("errno", "ECONNRESET"),
    "http.client.InvalidURL": ("errno", "EINVAL"),
    "asyncio.exceptions.IncompleteReadError": ("errno", "ECONNRESET"),
    "requests.exceptions.Timeout": ("errno", "ETIMEDOUT"),
    "requests.exceptions.InvalidURL": ("errno", "EINVAL"),
    "urllib3.exceptions.NameResolutionError": ("getaddrinfo", "EAI_NONAME"),
    "urllib3.exceptions.TimeoutError": ("errno", "ETIMEDOUT"),
    "urllib3.exceptions.IncompleteRead": ("errno", "ECONNRESET"),
    "httpx.TimeoutException": ("errno", "ETIMEDOUT"),
    "httpx.RemoteProtocolError": ("errno", "EPROTO"),
    "httpx.InvalidURL": ("errno", "EINVAL"),
    "aiohttp.client_exceptions.ServerDisconnectedError": ("errno", "ECONNRESET"),
    "aiohttp.client_exceptions.ClientPayloadError": ("errno", "EPROTO"),
    "aiohttp.client_exceptions.InvalidURL": ("errno", "EINVAL"),
    "dns.resolver.NXDOMAIN": ("getaddrinfo", "EAI_NONAME"),
    "dns.resolver.NoAnswer": ("getaddrinfo", "EAI_NODATA"),
    "dns.resolver.NoNameservers": ("getaddrinfo", "EAI_FAIL"),
    "dns.exception.Timeout": ("getaddrinfo", "EAI_AGAIN"),
    "psycopg.errors.ConnectionTimeout": ("errno", "ETIMEDOUT"),
    "websockets.exceptions.ConnectionClosedError": ("errno", "ECONNRESET"),
    "websockets.exceptions.InvalidHandshake": ("errno", "EPROTO"),
}
# libpq tells what failed in words alone
_IN_WORDS = ("psycopg", "psycopg2")
# netdb.h; the numbers are the same wherever there is a h_errno
_H_ERRNO = {1: "EAI_NONAME", 2: "EAI_AGAIN", 3: "EAI_FAIL", 4: "EAI_NODATA"}
_FIRST_WINSOCK = 10_000
_STATUSES = range(100, 600)
_names_of: dict[str, dict[int, list[str]]] = {}


def codes_of(exception: BaseException, platform: str | None = None) -> Iterator[Code]:
    """Yield (system, number or symbol) of an exception and of those behind it, each once.

    ``platform`` is that whose numbers they carry, if not those of this Python's own modules.
    """
    every: list[BaseException] = []
    waiting: list[BaseException] = [exception]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        every.append(current)
        if isinstance(current, OSError):
            yield from _of_oserror(current, platform)
        yield from _of_response(current)
        if current.__cause__ is not None:
            waiting.append(current.__cause__)
        elif current.__context__ is not None and not current.__suppress_context__:
            waiting.append(current.__context__)
        waiting += reversed(_inside(current))
    for current in every:
        yield from _of_library(current)


def _inside(error: BaseException) -> list[BaseException]:
    """Return the exceptions that one carries, in order."""
    if isinstance(error, BaseExceptionGroup):
        return list(error.exceptions)
    found = [_attribute(error, name) for name in ("os_error", "reason")]
    return [one for one in (*found, *error.args) if isinstance(one, BaseException)]


def _attribute(error: object, name: str) -> object:
    # a property may raise whatever it likes, and then tells nothing
    try:
        return getattr(error, name, None)
    except Exception:
        return None


def _of_oserror(error: OSError, platform: str | None) -> Iterator[Code]:
    winerror = getattr(error, "winerror", None)
    if winerror is None and len(error.args) > 3:
        # made with five arguments off Windows, where there is no attribute to hold it
        winerror = error.args[3]
    if _is_number(winerror) and winerror:
        yield from _of_windows(winerror)
        return  # errno is made from it, and EINVAL where there is nothing to make
    number = error.errno
    if number is None:
        names = [_ERRNO_OF_TYPE[kind] for kind in type(error).__mro__ if kind in _ERRNO_OF_TYPE]
        yield from [("errno", name) for name in names]
    elif _is_number(number):
        yield from _of_number(error, number, platform)


def _of_number(error: OSError, number: int, platform: str | None) -> Iterator[Code]:
    if _is(error, "ssl", "SSLError"):
        return  # an SSLError has a number of OpenSSL's in the place of an errno
    if isinstance(_attribute(error, "os_error"), OSError):
        return  # which has the number, and tells of which system it is
    if number >= _FIRST_WINSOCK:
        yield "winsock", number
    elif _is(error, "socket", "herror"):
        yield from [("getaddrinfo", _H_ERRNO[number])] if number in _H_ERRNO else []
    elif number < 0 or _is(error, "socket", "gaierror"):
        yield from _numbered("getaddrinfo", number, platform)
    else:
        yield from _numbered("errno", number, platform)


def _of_windows(number: int) -> Iterator[Code]:
    from catalog.encodings import unpacked

    packed = unpacked(number)
    if packed is None:
        yield "winsock", number
        yield "win32", number
    else:
        yield "ntstatus", packed.bits if packed.ntstatus is None else packed.ntstatus
        if packed.facility_name in ("WIN32", "NTWIN32"):
            yield "winsock", packed.code
            yield "win32", packed.code
        elif packed.facility_name == "HTTP":
            yield "http", packed.code


def _numbered(system: str, number: int, platform: str | None) -> Iterator[Code]:
    """Yield every name that this platform has for a number, or the number on another platform."""
    if platform is not None:
        yield system, number
        return
    # the interpreter's own tables are right on every architecture
    module, prefix = ("errno", "E") if system == "errno" else ("socket", "EAI_")
    if module not in _names_of:
        names: dict[int, list[str]] = {}
        for name, value in sorted(vars(sys.modules.get(module, errno)).items()):
            if name.startswith(prefix) and isinstance(value, int):
                names.setdefault(int(value), []).append(name)
        _names_of[module] = names
    for name in _names_of[module].get(number, ()):
        yield system, name


def _of_response(error: BaseException) -> Iterator[Code]:
    """Yield the status of the HTTP response that an exception carries, or is made of."""
    response = _attribute(error, "response")
    for holder in (error,) if response is None else (response, error):
        for name in ("status_code", "status"):
            status = _attribute(holder, name)
            if _is_number(status) and status in _STATUSES:
                yield "http", int(status)
                return


def _of_library(error: BaseException) -> Iterator[Code]:
    for kind in type(error).__mro__:
        module = kind.__module__
        if (code := _OF_LIBRARY.get(f"{module}.{kind.__qualname__}")) is not None:
            yield code
            return
        if module.partition(".")[0] in _IN_WORDS:
            yield from _in_words(str(error))
            return


def _in_words(text: str) -> Iterator[Code]:
    """Yield the codes that a text of libpq's ends a line with, as the system words them."""
    import os

    from catalog import lines

    words = {os.strerror(number): name for number, name in errno.errorcode.items()}
    for line in text.splitlines():
        name = words.get(line.rpartition(": ")[2].strip())
        if name is not None:
            yield "errno", name
        for token in lines.named(line):
            if token.system in ("errno", "getaddrinfo"):
                yield from _numbered(token.system, int(token.text), None)


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63


def _is(error: OSError, module: str, name: str) -> bool:
    # not imported: the module of an exception's type is loaded already
    return module in sys.modules and isinstance(error, getattr(sys.modules[module], name))
