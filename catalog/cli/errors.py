"""Errors as the command line shows them: one line, and the exit status."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from .. import CatalogError, UnknownCode
from ..errors import printable, shown
from ..extras import needs
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from .speaking.language import told

FOUND, NOT_FOUND, BAD_INPUT = 0, 1, 2
# as shells have it for Ctrl-C and for SIGTERM
INTERRUPTED, TERMINATED = 130, 143
# Python on Windows may call a pipe that nobody reads any more an invalid argument
_NOBODY_READS = {errno.EPIPE, errno.EINVAL} if os.name == "nt" else {errno.EPIPE}


class Failure(click.ClickException):
    """An error as this command line shows it: one line in the reader's language, and the status."""

    def __init__(self, message: InterfaceMessage | str, status: int) -> None:
        super().__init__(told(message))
        self.exit_code = status  # type: ignore[misc] # a class variable to click, whose own set it

    def show(self, file: Any = None) -> None:
        out = file or sys.stderr
        if out is not None:
            # click itself would take standard output for one that is closed
            click.echo(f"catalog: {printable(self.format_message())}", file=out)


class _Terminated(BaseException):
    """The process was asked to end, and cleans up before it does."""


def _terminate(*_: object) -> None:
    raise _Terminated


def heed_signals() -> None:
    """Have SIGTERM and SIGHUP end the work as Ctrl-C does: what is unfinished is removed."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # what is ignored, as after nohup, stays so
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def require_time_zone() -> None:
    """Raise Failure for a variable TZ that is no time zone; Babel cannot be imported then."""
    try:
        with needs("po"):
            import babel.dates  # noqa: F401
    except (LookupError, ValueError, OSError) as error:
        zone = shown(os.environ.get("TZ", ""))
        problem = _(
            "the variable TZ is {zone}, which is no time zone; unset it, or name one: UTC",
            zone=zone,
        )
        raise Failure(problem, BAD_INPUT) from error


def _ended(error: BaseException) -> Failure:
    """Return what an error is to the person who gave the command.

    What came of cleaning up after a signal is no error of its own.
    """
    behind: BaseException | None = error
    seen: set[int] = set()
    # causes may go round in a circle
    while behind is not None and id(behind) not in seen:
        seen.add(id(behind))
        if isinstance(behind, _Terminated):
            return Failure(_("terminated"), TERMINATED)
        if isinstance(behind, click.Abort | KeyboardInterrupt):
            return Failure(_("interrupted"), INTERRUPTED)
        behind = behind.__cause__ or behind.__context__
    return Failure(spoken(error), NOT_FOUND if isinstance(error, UnknownCode) else BAD_INPUT)


def spoken(error: object) -> InterfaceMessage | str:
    """Return what an error says: the catalogue's own in any language, others as they are."""
    return getattr(error, "message", None) or str(error)


@contextmanager
def one_line_errors() -> Iterator[None]:
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError:
        raise
    except (click.Abort, KeyboardInterrupt, _Terminated) as error:
        raise _ended(error) from error
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "catalog"
        problem = error.format_message().rstrip(".。").replace("\n", " ")
        hint = _("{problem}; see: {command} --help", problem=problem, command=path)
        raise Failure(hint, BAD_INPUT) from error
    except CatalogError as error:
        raise _ended(error) from error
    except OSError as error:
        if error.filename is not None:
            raise  # not of the output, which has no name
        # what could not be written must not be tried again when the interpreter exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno in _NOBODY_READS:
            raise click.exceptions.Exit(FOUND) from error
        unwritten = _("cannot write the output: {problem}", problem=error.strerror)
        raise Failure(unwritten, BAD_INPUT) from error
