"""What C libraries call their errors, and which exceptions of Python carry them.

The texts are those of strerror in the GNU C library, musl, macOS and FreeBSD, and of the GNU C
library's gai_strerror, in lower case; what else the running system says is added to them.
"""

from __future__ import annotations

import builtins
import errno
import os
import re
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
# those that are raised for one errno alone (PEP 3151)
TYPES = {
    "ChildProcessError": "ECHILD",
    "ConnectionAbortedError": "ECONNABORTED",
    "ConnectionRefusedError": "ECONNREFUSED",
    "ConnectionResetError": "ECONNRESET",
    "FileExistsError": "EEXIST",
    "FileNotFoundError": "ENOENT",
    "InterruptedError": "EINTR",
    "IsADirectoryError": "EISDIR",
    "NotADirectoryError": "ENOTDIR",
    "ProcessLookupError": "ESRCH",
    "TimeoutError": "ETIMEDOUT",
}
_TEXTS = {
    "E2BIG": ["argument list too long"],
    "EACCES": ["permission denied"],
    "EADDRINUSE": ["address already in use", "address in use"],
    "EADDRNOTAVAIL": [
        "address not available",
        "can't assign requested address",
        "cannot assign requested address",
    ],
    "EAFNOSUPPORT": [
        "address family not supported by protocol",
        "address family not supported by protocol family",
    ],
    "EAGAIN": ["resource temporarily unavailable"],
    "EALREADY": ["operation already in progress"],
    "EAUTH": ["authentication error"],
    "EBADARCH": ["bad cpu type in executable"],
    "EBADEXEC": ["bad executable (or shared library)"],
    "EBADF": ["bad file descriptor"],
    "EBADMACHO": ["malformed mach-o file"],
    "EBADRPC": ["rpc struct is bad"],
    "EBUSY": ["device or resource busy", "resource busy"],
    "ECAPMODE": ["not permitted in capability mode"],
    "ECONNABORTED": ["connection aborted", "software caused connection abort"],
    "ECONNREFUSED": ["connection refused"],
    "ECONNRESET": ["connection reset by peer"],
    "EDEADLK": ["resource deadlock avoided", "resource deadlock would occur"],
    "EDESTADDRREQ": ["destination address required"],
    "EDEVERR": ["device error"],
    "EDOOFUS": ["programming error"],
    "EDQUOT": ["disc quota exceeded", "disk quota exceeded", "quota exceeded"],
    "EEXIST": ["file exists"],
    "EFBIG": ["file too large"],
    "EFTYPE": ["inappropriate file type or format"],
    "EHOSTDOWN": ["host is down"],
    "EHOSTUNREACH": ["host is unreachable", "no route to host"],
    "EILSEQ": [
        "illegal byte sequence",
        "illegal sequence",
        "invalid or incomplete multibyte or wide character",
    ],
    "EINPROGRESS": ["operation in progress", "operation now in progress"],
    "EINTEGRITY": ["integrity check failed"],
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
    "ENEEDAUTH": ["need authenticator"],
    "ENETDOWN": ["network is down"],
    "ENETRESET": ["network dropped connection on reset", "connection reset by network"],
    "ENETUNREACH": ["network is unreachable", "network unreachable"],
    "ENFILE": ["too many open files in system"],
    "ENOATTR": ["attribute not found"],
    "ENOBUFS": ["no buffer space available"],
    "ENODEV": ["no such device", "operation not supported by device"],
    "ENOENT": ["no such file or directory"],
    "ENOMEM": ["cannot allocate memory"],
    "ENOPOLICY": ["policy not found"],
    "ENOPROTOOPT": ["protocol not available"],
    "ENOSPC": ["no space left on device"],
    "ENOTCAPABLE": ["capabilities insufficient"],
    "ENOTCONN": [
        "socket is not connected",
        "socket not connected",
        "transport endpoint is not connected",
    ],
    "ENOTDIR": ["not a directory"],
    "ENOTEMPTY": ["directory not empty"],
    "ENOTSOCK": ["socket operation on non-socket"],
    "ENXIO": ["device not configured", "no such device or address"],
    "EOPNOTSUPP": ["operation not supported on socket"],
    "EOVERFLOW": [
        "value too large for data type",
        "value too large for defined data type",
        "value too large to be stored in data type",
    ],
    "EPERM": ["operation not permitted"],
    "EPFNOSUPPORT": ["protocol family not supported"],
    "EPIPE": ["broken pipe"],
    "EPROCLIM": ["too many processes"],
    "EPROCUNAVAIL": ["bad procedure for program"],
    "EPROGMISMATCH": ["program version wrong"],
    "EPROGUNAVAIL": ["rpc prog. not avail"],
    "EPROTONOSUPPORT": ["protocol not supported"],
    "EPROTOTYPE": ["protocol wrong type for socket"],
    "EPWROFF": ["device power is off"],
    "EQFULL": ["interface output queue is full"],
    "ERANGE": ["numerical result out of range", "result not representable", "result too large"],
    "EREMOTE": ["object is remote", "too many levels of remote in path"],
    "EROFS": ["read-only file system"],
    "ERPCMISMATCH": ["rpc version wrong"],
    "ESHLIBVERS": ["shared library version mismatch"],
    "ESHUTDOWN": [
        "can't send after socket shutdown",
        "cannot send after socket shutdown",
        "cannot send after transport endpoint shutdown",
    ],
    "ESTALE": ["stale file handle", "stale nfs file handle"],
    "ETIMEDOUT": ["connection timed out", "operation timed out"],
    "EAI_AGAIN": ["temporary failure in name resolution"],
    "EAI_NODATA": ["no address associated with hostname"],
    "EAI_NONAME": ["name or service not known", "nodename nor servname provided"],
}


# a message after a number, at once or as a field, at the end of a text; and before it
_AFTER = re.compile(r"[]): ,'\"(-]{1,4}([A-Za-z][A-Za-z' /-]{4,60})")
_FIELD = re.compile(r"[^}]{0,60}message: \"([A-Za-z][A-Za-z' /-]{4,60})\"")
_LAST = re.compile(r".{0,150}: ([A-Za-z][A-Za-z' /-]{4,60})\Z")
_BEFORE = re.compile(r"([A-Za-z][A-Za-z' /-]{4,60}) \([Ee]?\Z")
# a symbol as it stands after a number, or in the field that Node.js gives it
_SYMBOL = re.compile(r"[]): ,'\"(-]{1,4}(?:code['\"]?: ?['\"])?(E[A-Z0-9]{3,})\b")
# the text before a number ends within "Errno" or within the name itself
_TYPE = re.compile(rf"\b({'|'.join(name.removesuffix('rror') for name in TYPES)})(?:rror: \[E)?\Z")
# Windows ends what it says with a full stop, and no C library does
_WINDOWS_BEFORE = re.compile(r"[.。] \(\Z")
_WINDOWS_AFTER = re.compile(r"[^}]{0,200}[.。]\" ?\}")


def said_beside(before: str, after: str) -> str | None:
    """Return the symbol of what stands beside a number of errno.h: its name or its message."""
    if named := _SYMBOL.match(after):
        return named[1]
    in_front = _BEFORE.search(before)
    for beside in (_AFTER.match(after), _FIELD.match(after), _LAST.match(after), in_front):
        words = beside[1].strip(" '").lower().split(" ") if beside else []
        # on its far side, other words may go on
        for length in range(len(words), 0, -1):
            said = " ".join(words[-length:] if beside is in_front else words[:length])
            if symbol := messages().get(said):
                return symbol
    raised = _TYPE.search(before)
    return TYPES[f"{raised[1]}rror"] if raised else None


def is_of_windows(before: str, after: str) -> bool:
    """Tell whether a number that is called that of the system has Windows' words beside it."""
    return bool(_WINDOWS_BEFORE.search(before) or _WINDOWS_AFTER.match(after))


@cache
def messages() -> dict[str, str]:
    """Return the symbols of messages in lower case."""
    own = {name: os.strerror(number).lower() for number, name in errno.errorcode.items()}
    # what is said of several errors, as where a library has no text for them, says nothing
    used = Counter(own.values())
    mine = {said: name for name, said in own.items() if used[said] == 1}
    return mine | {said: name for name, several in _TEXTS.items() for said in several}
