"""Exceptions -> the codes they carry, best first.

Of each exception: the Windows error number, or the names that this platform gives its errno,
or the errno that its type stands for (a socket's time-out has no number). After the
exception itself come those of a group, then what it was raised from, as a traceback shows it.
"""

from __future__ import annotations

import errno
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

# PEP 3151; BrokenPipeError and others stand for errnos that several entries or none have
_ERRNO_OF_TYPE = (
    (BlockingIOError, "EWOULDBLOCK"),
    (ConnectionAbortedError, "ECONNABORTED"),
    (ConnectionRefusedError, "ECONNREFUSED"),
    (ConnectionResetError, "ECONNRESET"),
    (InterruptedError, "EINTR"),
    (TimeoutError, "ETIMEDOUT"),
)
# netdb.h; the numbers are the same wherever there is a h_errno
_H_ERRNO = {1: "HOST_NOT_FOUND", 2: "TRY_AGAIN", 3: "NO_RECOVERY", 4: "NO_DATA"}
_FIRST_WINSOCK = 10000


def codes_of(exception: BaseException) -> Iterator[int | str]:
    """Yield the codes of an exception and of those it was raised from, each exception once."""
    seen: set[int] = set()
    waiting: list[BaseException] = [exception]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, OSError):
            yield from _codes_of_one(current)
        if current.__cause__ is not None:
            waiting.append(current.__cause__)
        elif current.__context__ is not None and not current.__suppress_context__:
            waiting.append(current.__context__)
        if isinstance(current, BaseExceptionGroup):
            waiting += reversed(current.exceptions)


def _codes_of_one(error: OSError) -> Iterator[int | str]:
    winerror = getattr(error, "winerror", None)
    if winerror is None and len(error.args) > 3:
        # made with five arguments off Windows, where there is no attribute to hold it
        winerror = error.args[3]
    if _is_number(winerror) and winerror:
        yield winerror
        return  # errno is made from it, and EINVAL where there is nothing to make
    number = error.errno
    if not _is_number(number) or _is(error, "ssl", "SSLError"):
        pass  # an SSLError has a number of OpenSSL's in the place of an errno
    elif number >= _FIRST_WINSOCK:
        yield number
    elif _is(error, "socket", "gaierror"):
        yield from _names("socket", "EAI_", number)
    elif _is(error, "socket", "herror"):
        yield from filter(None, [_H_ERRNO.get(number)])
    else:
        yield from _names("errno", "E", number)
    for kind, name in _ERRNO_OF_TYPE:
        if number is None and isinstance(error, kind):
            yield name


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63


def _is(error: OSError, module: str, name: str) -> bool:
    # not imported: the module of an exception's type is loaded already
    return module in sys.modules and isinstance(error, getattr(sys.modules[module], name))


def _names(module: str, prefix: str, number: int) -> list[str]:
    """Return every name this platform has for a number; errno.errorcode knows only one of them."""
    names = vars(sys.modules.get(module, errno))
    return sorted(name for name in names if name.startswith(prefix) and names[name] == number)
