"""Write a ready-made database: one file with the package's content and that of other sources."""

from __future__ import annotations

import glob
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from ..errors import DatabaseError
from ..marking import gettext_lazy as _
from ..sources.folder import Progress, Source
from . import rows
from .migrations import FULL_TEXT_INDEX, upgrade
from .syncing import SyncReport, sync
from .transactions import database_url, opened

# SQLite keeps it in the header of the file; here it says who made it
_APPLICATION = int.from_bytes(b"ecat")
_UNFINISHED = ".unfinished"
_SURELY_DEAD = 3600
# seconds that another program may keep a file locked
_PATIENCE = 5.0
_WRITABLE = _("choose a place that can be written")


def build(
    path: str | os.PathLike[str], *sources: Source, progress: Progress | None = None
) -> SyncReport:
    """Write a database with the package's content and that of some sources.

    It is written beside its place and renamed, whole or not at all, and no longer writable; the
    same input gives the same bytes. Only a file that was made so is replaced. Returns what the
    sources added. Raises InvalidSource, or DatabaseError when the file cannot be written.
    """
    target = os.fspath(path)
    _refuse_other(target)
    folder, name = os.path.split(os.path.abspath(target))
    workshop, unfinished = "", ""
    try:
        _sweep(Path(folder), name)
        workshop = tempfile.mkdtemp(_UNFINISHED, f".{name}.", folder)
        unfinished = os.path.join(workshop, name)
        upgrade(unfinished)
        with opened(unfinished) as bind:
            report = sync(bind, *sources, progress=progress) if sources else SyncReport()
            with bind.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection:
                connection.exec_driver_sql(
                    f"INSERT INTO {FULL_TEXT_INDEX} ({FULL_TEXT_INDEX}) VALUES ('optimize')"
                )
                rows.forget_terms(connection)
                connection.exec_driver_sql(f"PRAGMA application_id = {_APPLICATION}")
                connection.exec_driver_sql("VACUUM")
        os.chmod(unfinished, 0o444)
        _move(unfinished, target)
    except DatabaseError as error:
        if error.database != unfinished:
            raise
        raise DatabaseError(target, error.problem, _WRITABLE) from error
    except OSError as error:
        problem = _("cannot be written: {reason}", reason=error.strerror)
        raise DatabaseError(target, problem, _WRITABLE) from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return report


def _move(unfinished: str, target: str) -> None:
    """Put a finished file in its place; whoever has the old one open sees all of it or nothing.

    Raises OSError, or DatabaseError when the place stays locked.
    """
    on_windows = os.name == "nt" and os.path.exists(target)
    if on_windows:
        # Windows replaces no file that cannot be written
        os.chmod(target, 0o644)
    try:
        os.replace(unfinished, target)
    except PermissionError:
        if not on_windows:
            raise
        # nor one that is open, as a catalogue has it; but SQLite may change what is in it
        # and what is left unfinished is removed only if it can be written
        os.chmod(unfinished, 0o644)
        _copy(unfinished, target)
    finally:
        if on_windows:
            os.chmod(target, 0o444)


def _copy(source: str, target: str) -> None:
    """Write the content of a database into another file, in one transaction.

    Raises DatabaseError when another program keeps the file locked.
    """

    def refuse(status: int, *_: int) -> None:
        # sqlite3 would try for ever
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise sqlite3.OperationalError("database is locked")

    try:
        with (
            closing(sqlite3.connect(source)) as finished,
            closing(sqlite3.connect(target, timeout=_PATIENCE)) as opened_elsewhere,
        ):
            finished.backup(opened_elsewhere, progress=refuse)
    except sqlite3.Error as error:
        problem = _(
            "is open in another program, and cannot be written: {reason}", reason=str(error)
        )
        raise DatabaseError(target, problem, _("close it there, and try again")) from error


def _sweep(folder: Path, name: str) -> None:
    """Remove what builds that were killed an hour ago or earlier left beside a place."""
    for left in folder.glob(f"{glob.escape(f'.{name}.')}*{_UNFINISHED}"):
        with suppress(FileNotFoundError):  # another build may sweep as well
            if time.time() - left.stat().st_mtime > _SURELY_DEAD:
                shutil.rmtree(left, ignore_errors=True)


def _refuse_other(target: str) -> None:
    """Raise DatabaseError for a place that holds anything but a file that ``build`` wrote."""
    if "://" in target:
        remedy = _("give one such as {example}", example="my.db")
        raise DatabaseError(target, _("is no path of a file"), remedy)
    database_url(target)
    if not Path(target).absolute().parent.is_dir():
        raise DatabaseError(target, _("its folder is not there"), _("make the folder first"))
    if not os.path.lexists(target):
        return
    try:
        is_file = stat.S_ISREG(os.lstat(target).st_mode)
        with open(target if is_file else os.devnull, "rb") as file:
            header = file.read(100)
    except OSError as error:
        problem = _("cannot be read: {reason}", reason=error.strerror)
        raise DatabaseError(target, problem, _WRITABLE) from error
    if header[68:72] != _APPLICATION.to_bytes(4):
        problem = _("is there, and was not made by catalog db build")
        raise DatabaseError(target, problem, _("choose another name, or remove it first"))
