"""Write a ready-made database: one file with the package's content and that of other sources."""

from __future__ import annotations

import os
from pathlib import Path

from catalog.databases import opened
from catalog.errors import DatabaseError
from catalog.migrate import FULL_TEXT_INDEX, upgrade
from catalog.source import Progress, Source
from catalog.sync import SyncReport, sync


def build(
    path: str | os.PathLike[str], *sources: Source, progress: Progress | None = None
) -> SyncReport:
    """Write a database with the package's content and that of some sources.

    It is written beside its place and renamed, whole or not at all, and no longer writable; the
    same input gives the same bytes. Returns what the sources added. Raises InvalidSource, or
    DatabaseError when the file cannot be written.
    """
    target = os.fspath(path)
    if not Path(target).absolute().parent.is_dir():
        raise DatabaseError(target, "its folder is not there", "make the folder first")
    unfinished = f"{target}.{os.getpid()}"
    try:
        upgrade(unfinished)
        with opened(unfinished) as engine:
            report = sync(engine, *sources, progress=progress) if sources else SyncReport()
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(
                    f"INSERT INTO {FULL_TEXT_INDEX} ({FULL_TEXT_INDEX}) VALUES ('optimize')"
                )
                connection.exec_driver_sql("VACUUM")
        os.chmod(unfinished, 0o444)
        if os.name == "nt" and os.path.exists(target):
            # Windows replaces no file that cannot be written
            os.chmod(target, 0o644)
        os.replace(unfinished, target)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
    return report
