"""Platforms whose numbers the catalogue has: their names, and the one that runs this program."""

from __future__ import annotations

import sys

from ..errors import InvalidPlatform

# those whose numbers for errno and getaddrinfo the catalogue has; on Windows libuv, which Node.js
# uses, has numbers of its own
PLATFORMS = {
    "linux": "Linux",
    "macos": "macOS",
    "freebsd": "FreeBSD",
    "windows": "Windows",
    "libuv": "libuv on Windows",
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


def _running() -> str | None:
    name = folded(sys.platform)
    return name if name in PLATFORMS else None


RUNNING = _running()
