"""What helps against an error of a database or of the operating system, by its cause.

Causes are told by codes, never by words, wherever there is a code: SQLSTATE of PostgreSQL
(manual, appendix A), SQLite's extended result codes, and errno. This is the one place for them.
"""

from __future__ import annotations

import errno
import os
import sqlite3

from .. import paths
from ..marking import InterfaceMessage, words
from ..marking import gettext_lazy as _

CHECK_SERVER = _("check that the server runs, and host, port, user, password and database")
SILENT_SERVER = _(
    "check that the server runs and can be reached; timeout= of Catalog says how long it is waited "
    "for"
)
POOL_IS_USED_UP = _(
    "make the pool of the engine larger (pool_size, max_overflow), or have the program give "
    "connections back sooner"
)
_AGAIN = _("try again")
_POOLER = _(
    "a pooler refuses this option of the URL: leave it out, name a schema with schema=, "
    "or set it for the role: ALTER ROLE … SET …"
)
_UNPREPARED = _(
    "a pooler mixes prepared statements up: give the engine {setting}",
    setting="connect_args={'prepare_threshold': None}",
)
_DISK = _("make room on the disk, and try again")
_FILES = _("close files that are open without need, or raise the limit: ulimit -n")
_MEMORY = _("give the process more memory")
_OTHER_WRITER = _("another program is writing to it; try again")
_GOOD_COPY = _("use a good copy, or move it away and make another with: catalog db upgrade")
_LOGIN = _("check user and password")
_MAKE_TABLES = _("make the tables with: catalog db upgrade")
_CANCELED = _("raise statement_timeout, or ask who cancelled it")
_STANDBY = _(
    "write to the primary server: this is a standby, or the role or the database may only read"
)
_MAY_NOT_READ = _("ask for permission to read it")
_CHECK_PATH = _("check the path")
_GIVE_PATH = _("give the path of a SQLite file or a URL")

# SQLAlchemy's own code, of its page "Error Messages"
_POOL_TIMEOUT = "3o7r"
# by SQLSTATE, else by its class, the first two characters
_BY_SQLSTATE = {
    "08": _("check that the server runs and can be reached, and try again"),
    "08P01": _(
        "if a pooler stands before the server, have it pool transactions: pool_mode = transaction"
    ),
    "25006": _STANDBY,
    "25P03": _("raise idle_in_transaction_session_timeout, and try again"),
    "26000": _UNPREPARED,
    "28": _LOGIN,
    "3D000": _("make it first: CREATE DATABASE"),
    "3F000": _("make it first: CREATE SCHEMA"),
    "40": _AGAIN,
    "40001": _(
        "try again; on a standby, raise max_standby_streaming_delay, "
        "or switch hot_standby_feedback on"
    ),
    "42501": _("have the owner of the tables grant the role what it needs"),
    "42703": _("the tables are of another version: catalog db check"),
    "42P01": _MAKE_TABLES,
    "42P05": _UNPREPARED,
    "53": _("the server has too little of something; try again later"),
    "53100": _("make room on the server's disk, and try again"),
    "53200": _("give the server more memory"),
    "53300": _("raise max_connections, or put a pooler before the server"),
    "55P03": _OTHER_WRITER,
    "57014": _CANCELED,
    "57P01": _("an administrator ended the connection; try again"),
    "57P02": _("the server has crashed and starts anew; try again in a moment"),
    "57P03": _("the server starts or stops; try again in a moment"),
    "57P05": _("raise idle_session_timeout, and try again"),
    "58": _("the server's disk or files fail; see its log"),
    "XX": _("the server's files are damaged; see its log"),
}
# what psycopg says where a connection was never made: there is no SQLSTATE then
_BY_WORDS = {
    "unsupported startup parameter": _POOLER,
    "timeout expired": _(
        "the server does not answer; check host and port, or raise connect_timeout"
    ),
    "too many clients": _BY_SQLSTATE["53300"],
    "too many connections": _BY_SQLSTATE["53300"],
    "remaining connection slots": _BY_SQLSTATE["53300"],
    "is starting up": _BY_SQLSTATE["57P03"],
    "is shutting down": _BY_SQLSTATE["57P03"],
    "authentication failed": _LOGIN,
    "no password supplied": _LOGIN,
}
# by SQLite's extended result code, else by its primary one
_BY_SQLITE = {
    "SQLITE_BUSY": _OTHER_WRITER,
    "SQLITE_CANTOPEN": _("ask for permission to read it and to look into its folder"),
    "SQLITE_CORRUPT": _GOOD_COPY,
    "SQLITE_FULL": _DISK,
    "SQLITE_INTERRUPT": _("the file system may hang, or the file is not what it should be"),
    "SQLITE_IOERR": _("the disk or the file system fails; see the system's log"),
    "SQLITE_IOERR_NOMEM": _MEMORY,
    "SQLITE_LOCKED": _OTHER_WRITER,
    "SQLITE_NOMEM": _MEMORY,
    "SQLITE_NOTADB": _GOOD_COPY,
    "SQLITE_PERM": _MAY_NOT_READ,
    "SQLITE_PROTOCOL": _OTHER_WRITER,
    "SQLITE_READONLY": _("catalog db build makes such files, catalog db upgrade some to write to"),
    "SQLITE_TOOBIG": _GOOD_COPY,
}
_BY_ERRNO = {
    errno.EACCES: _MAY_NOT_READ,
    errno.EDQUOT: _DISK,
    errno.EIO: _BY_SQLITE["SQLITE_IOERR"],
    errno.EMFILE: _FILES,
    errno.ENAMETOOLONG: _("give another path, a shorter one"),
    errno.ENFILE: _FILES,
    errno.ENOENT: _CHECK_PATH,
    errno.ENOMEM: _MEMORY,
    errno.ENOSPC: _DISK,
    errno.ENOTDIR: _CHECK_PATH,
    errno.EPERM: _MAY_NOT_READ,
    errno.EROFS: _("choose a place that can be written"),
    errno.ESTALE: _("mount the file system anew"),
}


Told = tuple[InterfaceMessage, InterfaceMessage]
"""What is wrong, and what mends it."""


def remedy_of(error: BaseException, otherwise: InterfaceMessage) -> InterfaceMessage:
    """Return what helps against an error of SQLAlchemy, a driver or the system, or ``otherwise``.

    An error of SQLAlchemy's counts as the driver's error that it wraps.
    """
    inner = getattr(error, "orig", None) or error
    if getattr(error, "code", None) == _POOL_TIMEOUT:
        return POOL_IS_USED_UP
    if isinstance(inner, OSError):
        return _BY_ERRNO.get(inner.errno or 0, otherwise)
    if isinstance(inner, sqlite3.Error):
        return _of_sqlite(inner, otherwise)
    if not hasattr(inner, "sqlstate"):
        return otherwise
    state = str(getattr(inner, "sqlstate", None) or "")
    said = str(inner)
    if not state and type(inner).__name__ in ("OperationalError", "ConnectionTimeout"):
        found = [remedy for words, remedy in _BY_WORDS.items() if words in said]
        return (*found, CHECK_SERVER)[0]
    return _BY_SQLSTATE.get(state) or _BY_SQLSTATE.get(state[:2], otherwise)


def _of_sqlite(error: sqlite3.Error, otherwise: InterfaceMessage) -> InterfaceMessage:
    # without a name where Python itself raises it
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_CANTOPEN") and (exhausted := _exhausted()):
        return _BY_ERRNO.get(exhausted.errno or 0, otherwise)
    primary = "_".join(name.split("_")[:2])
    return _BY_SQLITE.get(name) or _BY_SQLITE.get(primary, otherwise)


def _exhausted() -> OSError | None:
    """Return why no file at all can be opened now; None if one can.

    SQLite says of a process without a free descriptor only that it cannot open the file.
    """
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        return error
    return None


def diagnosis(path: str, error: BaseException) -> Told:
    """Return what is wrong with a SQLite file that could not be read, and what mends it."""
    create = _("make it with: {command}", command=f"catalog db upgrade --database {path}")
    if not path:
        return _("there is no path"), _GIVE_PATH
    try:
        size = os.stat(path).st_size
    except PermissionError:
        return _("may not be read"), _MAY_NOT_READ
    except ValueError:
        return _("is no path"), _GIVE_PATH
    except OSError as missing:
        return _missing(path, missing, create)
    if (exhausted := _exhausted()) is not None:
        return words(str(exhausted.strerror)), remedy_of(exhausted, _FILES)
    # never opened here: closing a file drops this process's locks on it (sqlite.org/howtocorrupt)
    if not os.access(path, os.R_OK):
        return _("may not be read"), _MAY_NOT_READ
    if os.path.isdir(path):
        return _("is a folder"), _("give the path of a SQLite file in it")
    if not os.path.isfile(path):
        return _("is no file"), _("give the path of a SQLite file")
    if size == 0:
        return _("is empty"), create
    return _of_content(path, error, create)


def _missing(path: str, error: OSError, create: InterfaceMessage) -> Told:
    if path == paths.BUNDLED_DATABASE:
        command = f"pip install {paths.DISTRIBUTION}"
        reinstall = _("reinstall the package, as files: {command}", command=command)
        return _("the bundled database is not there"), reinstall
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _("there is no such file"), create
    problem = _("cannot be a file: {reason}", reason=error.strerror)
    return problem, remedy_of(error, _("give another path"))


def _of_content(path: str, error: BaseException, create: InterfaceMessage) -> Told:
    name = getattr(error, "sqlite_errorname", "")
    folder_is_closed = not os.access(os.path.dirname(path) or ".", os.W_OK)
    if name.startswith("SQLITE_READONLY") and os.path.exists(f"{path}-journal"):
        return (
            _("a writer was stopped in the middle of its work"),
            _(
                "have somebody who may write to it run: {command}",
                command=f"catalog db check --database {path}",
            ),
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and folder_is_closed:
        return (
            _("its write-ahead log needs a folder that may be written"),
            _("set PRAGMA journal_mode=DELETE on it, or copy it to such a folder"),
        )
    otherwise = _(
        "use a good copy, or move it away and make it with: {command}",
        command=f"catalog db upgrade --database {path}",
    )
    return words(str(error)), remedy_of(error, otherwise)
