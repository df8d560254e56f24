"""What an exception of the operating system, of Windows or of HTTP tells by its own numbers."""

from __future__ import annotations

import os

from ..codes import windows
from . import types
from .causes import behind
from .numbers import FIRST_WINSOCK, numbered
from .safely import attribute, is_plain, names, number, tuple_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..codes.platforms import Traits
    from ..codes.rules import Rules
    from .numbers import Code

_H_ERRNO = {1: "EAI_NONAME", 2: "EAI_AGAIN", 3: "EAI_FAIL", 4: "EAI_NODATA"}  # of any netdb.h
_STATUSES = range(300, 600)  # no success is what went wrong


def of_oserror(error: OSError, rules: Callable[[], Rules], platform: str | None) -> Iterable[Code]:
    """Return what Windows told, else the errno or the number of getaddrinfo, else by its type."""
    plain = is_plain(type(error))
    if not plain or os.name == "nt" or len(error.args) > 3:
        # off Windows there is no attribute to hold the fourth of five arguments
        fourth = (*tuple_of(error, "args"), *[None] * 4)[3]
        if winerror := number(attribute(error, "winerror")) or number(fourth):
            # the type is made from it
            return [
                *windows.meant(winerror, rules().traits),
                *types.of_type(error, rules(), types.RANKS),
            ]
    value = error.errno if plain else attribute(error, "errno")
    own = number(value)
    if value is None:
        return types.of_type(error, rules(), ("",))
    if plain or own is None:
        return () if own is None else numbered("errno", own, platform)
    types_of = names(error)
    repeated = [number(attribute(one, "errno")) for one in behind(error) if one is not error]
    # an SSLError has a number of OpenSSL's; of one that is repeated, the first tells the system
    if "ssl.SSLError" in types_of or own in repeated:
        return ()
    if "socket.herror" in types_of and own < FIRST_WINSOCK:
        return [("getaddrinfo", _H_ERRNO[own])] if own in _H_ERRNO else ()
    return numbered("getaddrinfo" if "socket.gaierror" in types_of else "errno", own, platform)


def of_windows(error: BaseException, traits: Callable[[], Traits]) -> list[Code]:
    """Return what Windows told a library, or a process that another one ended with."""
    # the last of EXCEPINFO is the HRESULT of the exception that a method of COM raised
    told = [*tuple_of(error, "excepinfo")[5:], *(attribute(error, one) for one in windows.TOLD)]
    if "subprocess.CalledProcessError" in names(error):
        code = number(attribute(error, "returncode")) or 0
        told.append(code if windows.unpacked(code) else None)  # others are a program's own
    return [code for one in map(number, told) if one for code in windows.meant(one, traits())]


def of_response(error: BaseException) -> list[Code]:
    """Return the status of the HTTP response that an exception carries, or is made of."""
    response = attribute(error, "response")
    holders = (error,) if response is None else (response, error)
    statuses = [number(attribute(one, n)) for one in holders for n in ("status_code", "status")]
    found: list[Code] = [("http", number) for number in statuses if number and number in _STATUSES]
    own = found and "aiohttp.HttpProcessingError" in names(attribute(error, "__cause__"))
    return [] if own else found  # what is no response, aiohttp gives a status of its own
