"""Plain files: read without waiting for what is none, and replaced whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from .errors import InvalidSource
from .marking import gettext_lazy as _

_LARGEST_BYTES = 1 << 28
_UNFINISHED = ".unfinished"
# what is older was left by a process that was killed
_SURELY_DEAD_S = 3600


def content(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a plain file.

    Raises InvalidSource for what cannot be read, is no plain file (a pipe would be waited at, a
    device may have no end), or is larger than 256 MiB.
    """
    name = os.fspath(path)
    try:
        # without the flag, opening a pipe waits for somebody who writes
        flags = _flags("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
        opened = os.open(name, os.O_RDONLY | flags)
        with open(opened, "rb") as file:
            status = os.fstat(opened)
            if not stat.S_ISREG(status.st_mode):
                raise InvalidSource(name, None, _("is no plain file"))
            data = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        problem = _("cannot be read: {reason}", reason=error.strerror)
        raise InvalidSource(name, None, problem) from error
    if len(data) > _LARGEST_BYTES:
        raise InvalidSource(name, None, _("is larger than {size} MiB", size=_LARGEST_BYTES >> 20))
    return data


def replace(path: Path, new: bytes, inside: Path, known: bytes | None = None) -> bool:
    """Write a plain file whole or not at all; return False where it is not what was ``known``.

    A link is followed only to a place inside a folder. The mode of the file stays. Where ``known``
    is given, the file is left as it is if its content is another by now: somebody else has saved
    it. What is written is on the disk before it takes the file's place. Raises InvalidSource when
    it cannot be written.
    """
    target = Path(os.path.realpath(path))
    if not target.is_relative_to(os.path.realpath(inside)):
        folder = os.fspath(inside)
        problem = _("leads out of {folder}; put a file in the place of the link", folder=folder)
        raise InvalidSource(os.fspath(path), None, problem)
    unfinished = ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        # made anew, by a name that nobody can foresee
        opened, unfinished = tempfile.mkstemp(_UNFINISHED, f".{target.name}.", target.parent)
        with open(opened, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(unfinished, target.stat().st_mode if target.exists() else 0o666 & ~_umask())
        if known is not None and content(target) != known:
            return False
        os.replace(unfinished, target)
        _sync_folder(target.parent)
    except OSError as error:
        problem = _("cannot be written: {reason}", reason=error.strerror)
        raise InvalidSource(os.fspath(path), None, problem) from error
    finally:
        if unfinished:
            with suppress(OSError):
                os.unlink(unfinished)
    return True


def _flags(*names: str) -> int:
    """Return those of some flags that the platform has, together."""
    found = 0
    for name in names:
        found |= getattr(os, name, 0)
    return found


def _sweep(target: Path) -> None:
    """Remove what processes that were killed an hour ago or earlier left beside a file."""
    for left in target.parent.iterdir():
        if left.name.startswith(f".{target.name}.") and left.name.endswith(_UNFINISHED):
            with suppress(FileNotFoundError):  # another process may sweep as well
                if time.time() - left.lstat().st_mtime > _SURELY_DEAD_S:
                    left.unlink()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk too, where a folder can be opened."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
