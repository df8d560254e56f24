"""The command that explains the codes in a log: annotate."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

import click

from .. import Entry
from ..language.hygiene import visible
from ..logs import annotate as annotated
from .errors import NOT_FOUND, Failure
from .output import number, print_json, print_rows
from .question import Question, reading

_CHUNK = 1 << 20
_INDENT = "    => "
_WIDEST_BAR = 30

Pieces = Iterable[tuple[bytes, tuple[Entry, ...]]]

_HELP = """Explain the codes in a log: FILE, or standard input.

A line follows each line that names a known code. What comes in goes out unharmed and at once.

\b
catalog annotate app.log --locale ja
tail -f app.log | catalog annotate --only
catalog annotate app.log --summary
"""


@click.command(help=_HELP)
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--only", is_flag=True, help="Print only the lines that name a code.")
@click.option("--summary", is_flag=True, help="Only count how often each code is named.")
@reading()
def annotate(
    file: BinaryIO,
    only: bool,
    summary: bool,
    question: Question,
) -> None:
    with question.open() as catalog:
        pieces = annotated(
            catalog,
            _chunks(file),
            system=question.systems,
            locale=question.locales,
            platform=question.platform,
        )
        if summary:
            found = _summarize(pieces, question.as_json)
        elif question.as_json:
            found = _write(_objects(pieces))
        else:
            found = _write(_lines(pieces, only))
    if not found:
        raise Failure("no line names a code that the catalogue has", NOT_FOUND)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield what there is to read, having written what was found in all before."""
    while chunk := file.read1(_CHUNK):  # type: ignore[attr-defined] # it is buffered
        yield chunk
        sys.stdout.buffer.flush()


def _write(pieces: Iterable[tuple[bytes, bool]]) -> bool:
    """Write pieces as they come, and tell whether one of them is a find."""
    found = False
    for piece, is_find in pieces:
        found = found or is_find
        sys.stdout.buffer.write(piece)
    return found


def _lines(pieces: Pieces, only: bool) -> Iterator[tuple[bytes, bool]]:
    for piece, entries in pieces:
        if entries:
            end = b"" if piece.endswith(b"\n") else b"\n"
            explained = "".join(f"{_INDENT}{_explanation(entry)}\n" for entry in entries)
            yield piece + end + _encoded(explained), True
        elif not only:
            yield piece, False


def _explanation(entry: Entry) -> str:
    code = f"{entry.system} {number(entry.value)}".rstrip()
    return visible(f"{entry.symbol} ({code}): {entry.meaning}")


def _encoded(text: str) -> bytes:
    return text.encode(sys.stdout.encoding or "utf-8", "backslashreplace")


def _objects(pieces: Pieces) -> Iterator[tuple[bytes, bool]]:
    """Yield JSON Lines, an object for each line that names a code."""
    at = 1
    for piece, entries in pieces:
        if entries:
            text = piece.decode("utf-8", "replace").rstrip("\r\n")
            codes = [entry.as_dict() for entry in entries]
            line = json.dumps({"line": at, "text": text, "codes": codes}, ensure_ascii=False)
            yield _encoded(line + "\n"), True
        at += piece.count(b"\n")


def _summarize(pieces: Pieces, as_json: bool) -> bool:
    counts: Counter[Entry] = Counter()
    # of a log that goes on for ever, all that there was until somebody had enough
    with suppress(KeyboardInterrupt):
        for _, entries in pieces:
            counts.update(entries)
    most = counts.most_common()
    if as_json:
        print_json({"count": count, **entry.as_dict()} for entry, count in most)
    else:
        unit = max(counts.values(), default=1) / _WIDEST_BAR
        print_rows(
            ("count", "", "system", "code", "meaning"),
            [
                (str(n), "#" * max(1, round(n / unit)), one.system, one.symbol, one.meaning)
                for one, n in most
            ],
        )
    return bool(most)
