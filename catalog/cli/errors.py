"""Errors as the command line shows them: one line, and the exit status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from .. import CatalogError, UnknownCode
from ..errors import printable

FOUND, NOT_FOUND, BAD_INPUT = 0, 1, 2
# as shells have it for Ctrl-C
INTERRUPTED = 130
# Python on Windows may call a pipe that nobody reads any more an invalid argument
_NOBODY_READS = {errno.EPIPE, errno.EINVAL} if os.name == "nt" else {errno.EPIPE}


class Failure(click.ClickException):
    """An error as this command line shows it: one line, and the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc] # a class variable to click, whose own set it

    def show(self, file: Any = None) -> None:
        out = file or sys.stderr
        if out is not None:
            # click itself would take standard output for one that is closed
            click.echo(f"catalog: {printable(self.format_message())}", file=out)


class Commands(click.Group):
    """A group whose errors, click's and the catalogue's alike, are one line each."""

    def make_context(self, *args: Any, **named: Any) -> click.Context:
        with _one_line_errors():
            return super().make_context(*args, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with _one_line_errors():
            return super().invoke(ctx)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError:
        raise
    except (click.Abort, KeyboardInterrupt) as error:
        raise Failure("interrupted", INTERRUPTED) from error
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "catalog"
        message = error.format_message().rstrip(".").replace("\n", " ")
        raise Failure(f"{message}; see: {path} --help", BAD_INPUT) from error
    except CatalogError as error:
        status = NOT_FOUND if isinstance(error, UnknownCode) else BAD_INPUT
        raise Failure(str(error), status) from error
    except OSError as error:
        if error.filename is not None:
            raise  # not of the output, which has no name
        # what could not be written must not be tried again when the interpreter exits
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno in _NOBODY_READS:
            raise click.exceptions.Exit(FOUND) from error
        raise Failure(f"cannot write the output: {error.strerror}", BAD_INPUT) from error
