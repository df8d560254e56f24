"""The package itself: its name and version, where its files are, and a user's database.

In a checkout, what databases are made from stands in folders. A wheel has it in one compressed
file, as look-ups need none of it; and the wheel itself may be an archive that nobody unpacks.
"""

from __future__ import annotations

from os import listdir, path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# of the distribution; the version is stated here alone
DISTRIBUTION = "error-catalog"
__version__ = "0.1.0"

_PACKAGE = path.dirname(path.abspath(__file__))
_SYSTEMS = path.join(_PACKAGE, "systems")

BUNDLED_DATABASE = path.join(_PACKAGE, "bundled.db")
SCHEMA = path.join(_PACKAGE, "system.schema.json")
PACKED = path.join(_PACKAGE, "sources.tar.xz")

# what names a user's database, and what it is called where nothing does
DATABASE_VARIABLE = "CATALOG_DATABASE_URL"
DEFAULT_DATABASE = "catalog.db"


def systems() -> str:
    """Return the folder with the TOML files."""
    return _SYSTEMS if path.isdir(_SYSTEMS) else _unpacked("systems")


def migrations() -> str:
    """Return the folder with Alembic's env.py and versions."""
    return _beside("alembic") if path.isdir(_SYSTEMS) else _unpacked("alembic")


def locales() -> str:
    """Return the folder with the PO files."""
    return _beside("locales") if path.isdir(_SYSTEMS) else _unpacked("locales")


def interface() -> str:
    """Return the folder with the MO files of the interface messages."""
    return _beside("locales") if path.isdir(_SYSTEMS) else path.join(_PACKAGE, "_locales")


def _beside(folder: str) -> str:
    return path.join(path.dirname(_PACKAGE), folder)


def _unpacked(folder: str) -> str:
    # imported here: no answer needs it
    from .packing import unpacked

    return path.join(unpacked(), folder)


def content(file: str) -> bytes:
    """Return the content of a file of the package, which may be in an archive; raises OSError."""
    if path.isfile(file):
        with open(file, "rb") as opened:
            return opened.read()
    return _inside(file).read_bytes()


def names(folder: str) -> list[str]:
    """Return the names of what is in a folder of the package; none where there is no such."""
    if path.isdir(_PACKAGE):
        return listdir(folder) if path.isdir(folder) else []
    found = _inside(folder)
    return [one.name for one in found.iterdir()] if found.is_dir() else []


def _inside(file: str) -> Traversable:
    # imported here: it takes longer to load than an answer takes
    from importlib.resources import files

    return files(__package__).joinpath(path.relpath(file, _PACKAGE).replace(path.sep, "/"))
