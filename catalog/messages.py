"""What C libraries call their errors, and which exceptions of Python carry them.

The texts are those of strerror in the GNU C library, musl, macOS and FreeBSD, and of the GNU C
library's gai_strerror, in lower case; what else the running system says is added to them.
"""

from __future__ import annotations

import builtins
import errno
import os
from collections import Counter
from functools import cache

# those of Python whose first argument is an errno
EXCEPTIONS = (
    "gaierror",
    "socket.error",
    *(
        name
        for name, one in vars(builtins).items()
        if isinstance(one, type) and issubclass(one, OSError)
    ),
)
_EVERYWHERE = {
    "E2BIG": ["argument list too long"],
    "EACCES": ["permission denied"],
    "EADDRINUSE": ["address already in use", "address in use"],
    "EADDRNOTAVAIL": [
        "address not available",
        "can't assign requested address",
        "cannot assign requested address",
    ],
    "EAFNOSUPPORT": ["address family not supported by protocol"],
    "EAGAIN": ["resource temporarily unavailable"],
    "EALREADY": ["operation already in progress"],
    "EBADF": ["bad file descriptor"],
    "EBUSY": ["device or resource busy", "resource busy"],
    "ECONNABORTED": ["connection aborted", "software caused connection abort"],
    "ECONNREFUSED": ["connection refused"],
    "ECONNRESET": ["connection reset by peer"],
    "EDEADLK": ["resource deadlock avoided", "resource deadlock would occur"],
    "EDESTADDRREQ": ["destination address required"],
    "EEXIST": ["file exists"],
    "EFBIG": ["file too large"],
    "EHOSTDOWN": ["host is down"],
    "EHOSTUNREACH": ["host is unreachable", "no route to host"],
    "EINPROGRESS": ["operation in progress", "operation now in progress"],
    "EINTR": ["interrupted system call"],
    "EINVAL": ["invalid argument"],
    "EISCONN": [
        "socket is already connected",
        "socket is connected",
        "transport endpoint is already connected",
    ],
    "EISDIR": ["is a directory"],
    "EMFILE": ["no file descriptors available", "too many open files"],
    "EMSGSIZE": ["message too long", "message too large"],
    "ENAMETOOLONG": ["file name too long", "filename too long"],
    "ENETDOWN": ["network is down"],
    "ENETRESET": ["network dropped connection on reset", "connection reset by network"],
    "ENETUNREACH": ["network is unreachable", "network unreachable"],
    "ENFILE": ["too many open files in system"],
    "ENOBUFS": ["no buffer space available"],
    "ENODEV": ["no such device", "operation not supported by device"],
    "ENOENT": ["no such file or directory"],
    "ENOMEM": ["cannot allocate memory"],
    "ENOPROTOOPT": ["protocol not available"],
    "ENOSPC": ["no space left on device"],
    "ENOTCONN": [
        "socket is not connected",
        "socket not connected",
        "transport endpoint is not connected",
    ],
    "ENOTDIR": ["not a directory"],
    "ENOTEMPTY": ["directory not empty"],
    "ENOTSOCK": ["socket operation on non-socket"],
    "ENXIO": ["device not configured", "no such device or address"],
    "EPERM": ["operation not permitted"],
    "EPIPE": ["broken pipe"],
    "EPROTONOSUPPORT": ["protocol not supported"],
    "EPROTOTYPE": ["protocol wrong type for socket"],
    "EROFS": ["read-only file system"],
    "ESHUTDOWN": [
        "can't send after socket shutdown",
        "cannot send after socket shutdown",
        "cannot send after transport endpoint shutdown",
    ],
    "ETIMEDOUT": ["connection timed out", "operation timed out"],
    "EAI_AGAIN": ["temporary failure in name resolution"],
    "EAI_NODATA": ["no address associated with hostname"],
    "EAI_NONAME": ["name or service not known", "nodename nor servname provided"],
}


@cache
def messages() -> dict[str, str]:
    """Return the symbols of messages in lower case."""
    own = {name: os.strerror(number).lower() for number, name in errno.errorcode.items()}
    # what is said of several errors, as where a library has no text for them, says nothing
    used = Counter(own.values())
    mine = {said: name for name, said in own.items() if used[said] == 1}
    return mine | {said: name for name, several in _EVERYWHERE.items() for said in several}
