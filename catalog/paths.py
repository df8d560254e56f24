"""The package itself: its name and version, where its files are, and a user's database."""

from __future__ import annotations

from os import path

# of the distribution; the version is stated here alone
DISTRIBUTION = "error-catalog"
__version__ = "0.1.0"

_PACKAGE = path.dirname(path.abspath(__file__))

BUNDLED_DATABASE = path.join(_PACKAGE, "bundled.db")
SYSTEMS = path.join(_PACKAGE, "systems")
SCHEMA = path.join(_PACKAGE, "system.schema.json")

# what names a user's database, and what it is called where nothing does
DATABASE_VARIABLE = "CATALOG_DATABASE_URL"
DEFAULT_DATABASE = "catalog.db"


def _beside_or_inside(folder: str) -> str:
    inside = path.join(_PACKAGE, f"_{folder}")
    return inside if path.isdir(inside) else path.join(path.dirname(_PACKAGE), folder)


def migrations() -> str:
    """Return the folder with Alembic's env.py and versions."""
    return _beside_or_inside("alembic")


def locales() -> str:
    """Return the folder with the PO files."""
    return _beside_or_inside("locales")
