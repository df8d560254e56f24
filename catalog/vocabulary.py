"""The closed vocabularies: platforms, kinds of errors, and whether trying again makes sense."""

from __future__ import annotations

import sys

from catalog.errors import InvalidPlatform

# those whose numbers for errno and getaddrinfo the catalogue has
PLATFORMS = {"linux": "Linux", "macos": "macOS", "freebsd": "FreeBSD", "windows": "Windows"}
# the systems whose numbers are those of Windows
OF_WINDOWS = ("win32", "winsock", "ntstatus")
KINDS = {
    "connection": "reaching, keeping or losing a peer",
    "name-resolution": "a name that does not lead to an address",
    "address": "addresses and ports: in use, not available, of the wrong family",
    "permission": "not allowed, or not known who asks",
    "resource": "something has run out: memory, descriptors, space, a quota, a rate limit",
    "usage": "the caller asked wrongly: a bad argument, a wrong state, a wrong type",
    "protocol": "not supported, or broken by a message",
    "file": "files, folders, file systems and other stored content",
    "device": "hardware, media, terminals and their drivers",
    "process": "processes, threads, signals, locks and what passes between them",
    "peer": "the other side failed inside",
    "status": "no failure: progress, an orderly end, a cancellation",
}
RETRIES = {
    "yes": "try again as it is, at once",
    "later": "try again after a while; the cause may pass by itself",
    "after-change": "something must be changed first",
    "no": "trying again is of no use",
    "not-an-error": "pending, would block, orderly end, redirect, success",
}

# sys.platform and platform.system() have other names
_ALSO = {"darwin": "macos", "win32": "windows", "android": "linux"}


def folded(name: str) -> str:
    """Return the name of a platform as the catalogue has it; any other is only in lower case."""
    name = name.lower()
    # sys.platform of FreeBSD ends with its version
    name = name.rstrip("0123456789.") if name.startswith("freebsd") else name
    return _ALSO.get(name, name)


def platform_of(name: str | None) -> str | None:
    """Return a platform by any of its names; for None the running one, None if it is no such one.

    Raises InvalidPlatform for any other name.
    """
    if name is None:
        return RUNNING
    if isinstance(name, str) and (known := folded(name)) in PLATFORMS:
        return known
    raise InvalidPlatform(name, f"is no platform; there are {', '.join(PLATFORMS)}")


def system_of(symbol: str) -> str:
    """Return the system of what C libraries call so."""
    return "getaddrinfo" if symbol.startswith("EAI_") else "errno"


def _running() -> str | None:
    name = folded(sys.platform)
    return name if name in PLATFORMS else None


RUNNING = _running()
