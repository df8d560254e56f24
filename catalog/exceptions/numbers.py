"""Numbers that exceptions of the operating system carry, as codes of the systems they are of."""

from __future__ import annotations

import _socket
import errno
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Code = tuple[str, int | str]

# the systems whose numbers the modules of the running Python have
_OF_THIS_PYTHON = ("errno", "getaddrinfo")
FIRST_WINSOCK = 10_000


def numbered(system: str, number: int, platform: str | None) -> Iterable[Code]:
    """Return a number of errno or getaddrinfo as this Python names it; any other as it is."""
    if system in _OF_THIS_PYTHON and number >= FIRST_WINSOCK:
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
