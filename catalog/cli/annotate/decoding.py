"""The bytes of a log: in UTF-8 for those who read them, and untouched for those who print them.

A log may be compressed (gzip, and Zstandard where Python has it), in UTF-16 with a byte order mark,
or in an encoding that somebody names. It is read as it comes, and memory does not grow with it.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, BinaryIO, cast

import click

from ...errors import shown
from ...language.hygiene import visible
from ...marking import gettext_lazy as _
from ..errors import BAD_INPUT, Failure
from ..speaking.language import told

STANDARD_INPUT = "-"
# bytes that are read at once, and of one line that are decoded at once
_CHUNK = 1 << 20
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# bytes after a byte order mark that must have a character of ASCII among them
_HEAD = 512
# what encodings are when no byte order mark tells more
_PLAIN = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_REPLACED = "\N{REPLACEMENT CHARACTER}"


class Encoding(click.ParamType[str]):
    """An encoding of text that Python knows, by any of its names."""

    name = "encoding"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return Python's own name for the encoding, or refuse what is none."""
        try:
            # base64 and the like, which encode no text, are refused by this
            is_encoding = "\n".encode(value).decode(value) == "\n"
        except (LookupError, ValueError):
            is_encoding = False
        if not is_encoding:
            problem = _(
                "{value} is no encoding of text; examples are cp932, latin-1, utf-16",
                value=shown(value),
            )
            self.fail(told(problem), param, ctx)
        return codecs.lookup(value).name


class LogFile(click.Path):
    """A file that can be read, or a dash for standard input."""

    def __init__(self) -> None:
        super().__init__(allow_dash=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the path, or say in the reader's language why it is none of a log."""
        path = str(super().convert(value, param, ctx))
        if path == STANDARD_INPUT:
            return path
        if not os.path.exists(path):
            self.fail(told(_("there is no file {path}", path=visible(path))), param, ctx)
        if os.path.isdir(path):
            self.fail(told(_("{path} is a folder", path=visible(path))), param, ctx)
        if not os.access(path, os.R_OK):
            self.fail(told(_("{path} may not be read", path=visible(path))), param, ctx)
        return path


class Log:
    """A log that is read once: its lines in UTF-8, and what each of them was before.

    ``path`` may be ``-`` for standard input. ``encoding`` is the one that somebody named, then
    that of the byte order mark if there is one. Without either, bytes are taken for UTF-8; in any
    other encoding, what is written in ASCII is still found.
    """

    def __init__(self, path: str, encoding: str | None) -> None:
        self.path = path
        self.encoding = None if encoding is None else _PLAIN.get(encoding, encoding)
        # the byte order mark, which comes before whatever is printed of the log
        self.mark = b""
        self._is_decoded = False
        # of each line that was decoded, or part of one: its bytes in UTF-8, and what it was
        self._lines: deque[tuple[int, bytes]] = deque()

    @property
    def name(self) -> str:
        """What people call the log."""
        return told(_("standard input")) if self.path == STANDARD_INPUT else visible(self.path)

    def chunks(self) -> Iterator[bytes]:
        """Yield the log in UTF-8, without its byte order mark.

        Raises Failure if the log cannot be read, and says on standard error if it is not in UTF-8.
        """
        with self._opened() as file:
            head = self._begin(self._read(file))
            chunks = self._rest(head, file)
            self._is_decoded = self.encoding not in (None, "utf-8")
            if self._is_decoded:
                yield from self._decoded(chunks)
            elif self.encoding is None:
                yield from self._doubted(chunks)
            else:
                yield from chunks

    def lines(self, piece: bytes) -> list[bytes]:
        """Return the lines of a piece of the log as they were; pieces are asked for in order.

        A piece begins and ends where a line does, or where a chunk does within a long line.
        """
        if not self._is_decoded:
            *lines, rest = piece.split(b"\n")
            return [line + b"\n" for line in lines] + ([rest] if rest else [])
        found, size = [], len(piece)
        while size > 0:
            length, raw = self._lines.popleft()
            size -= length
            found.append(raw)
        return found

    def original(self, piece: bytes) -> bytes:
        """Return a piece of the log as it was; pieces are asked for in order."""
        return b"".join(self.lines(piece)) if self._is_decoded else piece

    def encoded(self, text: str) -> bytes:
        """Return a text as it is written beside the log: in its encoding, or else the output's."""
        encoding = self.encoding or sys.stdout.encoding or "utf-8"
        return text.encode(encoding, "backslashreplace")

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        """Open the log, decompressed."""
        with self._failing():
            is_input = self.path == STANDARD_INPUT
            file = sys.stdin.buffer if is_input else open(self.path, "rb")  # noqa: SIM115
        try:
            if not isinstance(file, io.BufferedReader):
                file = io.BufferedReader(cast("io.RawIOBase", file))
            with self._failing():
                start = file.peek(len(_ZSTD))
            if start.startswith(_GZIP):
                from gzip import GzipFile

                yield cast("BinaryIO", GzipFile(fileobj=file))
            else:
                yield self._zstd(file) if start.startswith(_ZSTD) else file
        finally:
            if not is_input:
                file.close()

    def _zstd(self, file: BinaryIO) -> BinaryIO:
        try:
            zstd = import_module("compression.zstd")
        except ImportError:
            problem = _(
                "{file}: Zstandard is read by Python 3.14 and later; "
                "decompress it first: zstd -dc FILE | catalog annotate",
                file=self.name,
            )
            raise Failure(problem, BAD_INPUT) from None
        return cast("BinaryIO", zstd.ZstdFile(file))

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Say in one line of what goes wrong with the log which log it is."""
        try:
            yield
        except Exception as error:
            zstd = sys.modules.get("compression.zstd")
            broken = (OSError, EOFError, zlib.error, *([zstd.ZstdError] if zstd else []))
            if not isinstance(error, broken):
                raise
            problem = getattr(error, "strerror", None) or str(error)
            raise Failure(f"{self.name}: {problem}", BAD_INPUT) from error

    def _read(self, file: BinaryIO) -> bytes:
        """Return what there is to read, at most a chunk; nothing at the end."""
        with self._failing():
            chunk: bytes = file.read1(_CHUNK)  # type: ignore[attr-defined] # it is buffered
            return chunk

    def _rest(self, head: bytes, file: BinaryIO) -> Iterator[bytes]:
        if head:
            yield head
        while chunk := self._read(file):
            yield chunk

    def _begin(self, head: bytes) -> bytes:
        """Note the byte order mark and what it tells, and return what follows it."""
        for mark, encoding in _MARKS.items():
            rest = head.removeprefix(mark)
            if len(rest) < len(head) and _is_in(encoding, rest[:_HEAD]):
                self.mark, self.encoding = mark, encoding
                return rest
        return head

    def _doubted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield chunks again; say once if they are plainly not in UTF-8."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_told = False
        for chunk in chunks:
            if not is_told:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    decoder.reset()
                    is_told = _is_not_utf8(chunk)
                    if is_told:
                        self._tell()
            yield chunk

    def _tell(self) -> None:
        doubt = _(
            "{file} is not in UTF-8, only its ASCII is read; "
            "name its encoding, such as --encoding cp932",
            file=self.name,
        )
        click.echo(f"catalog: {told(doubt)}", err=True)

    def _decoded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the lines of chunks in UTF-8, and keep what they were for ``lines``."""
        end = "\n".encode(str(self.encoding))
        rest = b""
        for chunk in chunks:
            rest += chunk
            lines, rest = _split(rest, end)
            if len(rest) >= _CHUNK:
                whole = len(rest) - len(rest) % len(end)
                lines, rest = [*lines, rest[:whole]], rest[whole:]
            if lines:
                yield b"".join([self._line(line, end) for line in lines])
        if rest:
            yield self._line(rest, end)

    def _line(self, raw: bytes, end: bytes) -> bytes:
        """Return a line in UTF-8, with a line end only where it had one."""
        text = raw.decode(str(self.encoding), "replace").removesuffix("\n").replace("\n", " ")
        line = text.encode("utf-8", "backslashreplace") + b"\n" * raw.endswith(end)
        # bytes that only switch letters make no character, and are asked for by what they made
        line = line or b" "
        self._lines.append((len(line), raw))
        return line


def _is_in(encoding: str, head: bytes) -> bool:
    """Tell whether what follows a byte order mark is a log: some character of it is ASCII."""
    if encoding == "utf-8" or not head:
        return True
    return any(character.isascii() for character in head.decode(encoding, "replace"))


def _is_not_utf8(chunk: bytes) -> bool:
    """Tell whether most of what is not ASCII is not UTF-8 either; a torn character is no sign."""
    text = chunk.decode("utf-8", "replace")
    wrong = text.count(_REPLACED) - chunk.count(_REPLACED.encode())
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return wrong > foreign - wrong


def _split(data: bytes, end: bytes) -> tuple[list[bytes], bytes]:
    """Return the whole lines of data and what follows them; a line end may take several bytes."""
    if len(end) == 1:
        *whole, rest = data.split(end)
        return [line + end for line in whole], rest
    lines, start, at = [], 0, data.find(end)
    while at >= 0:
        # the same bytes may stand across two characters
        if at % len(end):
            at = data.find(end, at + 1)
            continue
        at += len(end)
        lines.append(data[start:at])
        start, at = at, data.find(end, at)
    return lines, data[start:]
