"""Where the project's own files are: in a checkout beside the package, in a wheel inside it."""

from __future__ import annotations

from os import path

_PACKAGE = path.dirname(path.abspath(__file__))

BUNDLED_DATABASE = path.join(_PACKAGE, "bundled.db")
SYSTEMS = path.join(_PACKAGE, "systems")


def _beside_or_inside(folder: str) -> str:
    inside = path.join(_PACKAGE, f"_{folder}")
    return inside if path.isdir(inside) else path.join(path.dirname(_PACKAGE), folder)


def migrations() -> str:
    """Return the folder with Alembic's env.py and versions."""
    return _beside_or_inside("alembic")


def locales() -> str:
    """Return the folder with the PO files."""
    return _beside_or_inside("locales")
