"""Real parts for every test: the bundled catalogue, and databases made by the migrations."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog import Catalog, migrate


@pytest.fixture(scope="session")
def catalog() -> Iterator[Catalog]:
    """Open the bundled catalogue."""
    with Catalog() as opened:
        yield opened


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "catalog.db"
    migrate.upgrade(path)
    return path


@pytest.fixture
def database(_template: Path, tmp_path: Path) -> Path:
    """Copy a fresh SQLite file at the head of the migrations."""
    return Path(shutil.copy(_template, tmp_path / "catalog.db"))
