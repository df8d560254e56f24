"""A small catalogue for tests of databases: four of the systems, so that making one is quick.

Its folders are those of the package with less in them, and everything that makes, upgrades or
fills a database in this process takes them in place of the whole, also for fixtures of a module
or a session.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import support

from catalog import paths
from catalog.db import rows
from catalog.sources.folder import Source, read

SYSTEMS = ("errno", "getaddrinfo", "http", "winsock")
ENTRIES = sum(support.SYSTEMS[name] for name in SYSTEMS)


# of the package, by the functions that name them
_FOLDERS = {name: getattr(paths, name) for name in ("systems", "locales", "migrations")}


def make(folder: Path) -> None:
    """Make the small catalogue in a folder."""
    for name, whole_folder in _FOLDERS.items():
        shutil.copytree(whole_folder(), folder / name, ignore=_left_out)
    with used(folder):
        _seed(folder / "migrations" / "versions" / "0002_codes.json")


@contextmanager
def used(folder: Path) -> Iterator[None]:
    """Have this process take a small catalogue in place of the whole."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _FOLDERS:
            patch.setattr(paths, name, (folder / name).__str__)
        yield


@contextmanager
def unused() -> Iterator[None]:
    """Have this process take the whole again."""
    with pytest.MonkeyPatch.context() as patch:
        for name, whole_folder in _FOLDERS.items():
            patch.setattr(paths, name, whole_folder)
        yield


def _left_out(folder: str, names: list[str]) -> list[str]:
    """Return what is not copied: the files of other systems, and what is compiled."""
    every = Path(_FOLDERS["systems"]())
    others = {path.stem for path in every.glob("*.toml")} - {*SYSTEMS}
    return [name for name in names if Path(name).stem in others or name == "__pycache__"]


def _seed(target: Path) -> None:
    wanted = rows.built_in(*read([Source.built_in()]))
    tables = {
        table.name: {
            "columns": rows.columns(table),
            "key": rows.key(table),
            "removed": [],
            "added": rows.difference(table, {}, wanted[table]).added,
            "changed": [],
        }
        for table in rows.TABLES
        if wanted[table] and table is not rows.DOCUMENT
    }
    text = json.dumps(tables | {rows.DOCUMENT.name: None}, ensure_ascii=False)
    target.write_text(text, "utf-8")
