"""A folder that is written whole or not at all, and takes the place of nothing but its like."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from ...errors import InvalidSource
from ...marking import gettext_lazy as _

# it holds a hash of the names of all files beside it
_MARK = ".catalog-site"


class Folder:
    """A new folder that is being filled."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: set[str] = set()

    def write(self, path: str, content: bytes) -> None:
        """Write a file by its path from here, with ``/`` between its parts."""
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            (self._path / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        # a name that is there already is a mistake of ours
        with open(f"{self._path}/{path}", "xb") as file:
            file.write(content)


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Folder]:
    """Give a new folder to fill, which takes its place at the end, or goes if that fails.

    Its place is free, an empty folder, or one that this has made and nobody has added to since.
    Raises InvalidSource for any other, which stays as it is, and for what cannot be written.
    """
    target = Path(os.path.realpath(path))
    unfinished = target.parent / f".{target.name}.{secrets.token_hex(4)}.unfinished"
    try:
        _require_ours(target, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir()
        yield Folder(unfinished)
        (unfinished / _MARK).write_text(_names(unfinished) + "\n", "ascii")
        _require_ours(target, path)
        _swap(unfinished, target)
    except OSError as error:
        problem = _("cannot be written: {reason}", reason=error.strerror)
        raise InvalidSource(os.fspath(path), None, problem) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _require_ours(target: Path, path: str | os.PathLike[str]) -> None:
    """Raise InvalidSource for what is there already, and not a site as it was written."""
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir():
        raise InvalidSource(os.fspath(path), None, _("is no folder"))
    if any(target.iterdir()) and not _is_site(target):
        problem = _("holds other things than a site made by this command; name a new folder")
        raise InvalidSource(os.fspath(path), None, problem)


def _is_site(folder: Path) -> bool:
    mark = folder / _MARK
    return mark.is_file() and mark.read_bytes().strip() == _names(folder).encode("ascii")


def _names(folder: Path) -> str:
    """Return a hash of the paths of all files in a folder, but for the mark."""
    found = sorted(
        os.path.relpath(os.path.join(where, name), folder).replace(os.sep, "/")
        for where, folders, files in os.walk(folder)
        for name in _files_and_links(where, folders, files)
    )
    return blake2b("\n".join(found).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _files_and_links(where: str, folders: Iterable[str], files: Iterable[str]) -> Iterator[str]:
    """Yield what is in a folder; folders alone where they are empty or links, which hide others."""
    yield from (name for name in files if name != _MARK)
    for name in folders:
        path = os.path.join(where, name)
        if os.path.islink(path) or not os.listdir(path):
            yield name


def _swap(new: Path, target: Path) -> None:
    """Put a folder in the place of another, which is there again if that fails."""
    if not target.exists():
        new.rename(target)
        return
    before = new.with_suffix(".before")
    target.rename(before)
    try:
        new.rename(target)
    except BaseException:
        before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)
