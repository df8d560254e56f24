"""What databases are made from, packed into one file for a wheel, and unpacked when it is needed.

TOML files, PO files and the frozen rows of the migrations hold the same texts: compressed together
they take a ninth of their size.
"""

from __future__ import annotations

import atexit
import io
import os
import shutil
import tarfile
import tempfile
from functools import partial
from pathlib import Path

from . import paths
from .errors import InvalidSource
from .marking import gettext_lazy

# by process: what a parent unpacked is removed at the end of the parent
_made: dict[int, str] = {}


def pack(root: Path, target: Path) -> None:
    """Write the sources of a checkout into one file: the same sources give the same bytes."""
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for path, name in _packed(root):
            data = path.read_bytes()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def _packed(root: Path) -> list[tuple[Path, str]]:
    """Return the files to pack, with their names inside."""
    systems = root / "catalog" / "systems"
    found = [(path, f"systems/{path.name}") for path in systems.glob("*.toml")]
    # of the interface the template is made from the source, which may be in an archive there
    found.append((root / "locales" / "catalog.pot", "locales/catalog.pot"))
    for folder, kinds in (("alembic", (".py", ".mako", ".json")), ("locales", (".po",))):
        found += [
            (path, path.relative_to(root).as_posix())
            for path in (root / folder).rglob("*")
            # other templates and English PO files are made from the TOML files
            if path.suffix in kinds and path.relative_to(root).parts[1] != "en"
        ]
    return sorted(found, key=lambda one: one[1])


def unpacked() -> str:
    """Return a folder with all that is packed, which this process removes when it ends.

    Raises InvalidSource when it cannot be unpacked.
    """
    process = os.getpid()
    if process not in _made:
        try:
            folder = tempfile.mkdtemp(prefix=f"{paths.DISTRIBUTION}-")
            atexit.register(partial(_remove, folder, process))
            with tarfile.open(fileobj=io.BytesIO(paths.content(paths.PACKED))) as archive:
                _extract(archive, Path(folder))
        except (OSError, tarfile.TarError) as error:
            problem = gettext_lazy(
                "cannot be unpacked: {reason}; install the package again, as files",
                reason=str(error),
            )
            raise InvalidSource(paths.PACKED, None, problem) from error
        _made[process] = folder
    return _made[process]


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    for member in archive:
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        packed = archive.extractfile(member)
        assert packed is not None
        target.write_bytes(packed.read())


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
