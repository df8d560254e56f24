"""PO and MO files read: as strictly as GNU msgfmt does, and without losing anything."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable
from pathlib import Path

from .. import files
from ..errors import InvalidSource, shown
from ..language import plurals
from ..language.plurals import Forms
from ..marking import InterfaceMessage, problem_of
from ..marking import gettext_lazy as _
from . import mo
from .file import Header, Message, PoFile
from .messages import messages
from .statements import Mistake

Take = Callable[[Message, Header], None]

BYTE_ORDER_MARK = _("starts with a byte order mark; save it without one")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# in a header: a quoted line, before the second msgid
_CHARSET = re.compile(
    rb"^[ \t]*(?:msgstr[ \t]*)?\"[^\n]*?charset=([^\s\\\";]+)", re.MULTILINE | re.IGNORECASE
)
_MSGID = re.compile(rb"^[ \t]*msgid\b", re.MULTILINE)
# the families that the manual of GNU gettext lists under "Header Entry"
_CODECS = re.compile(
    r"utf-8|ascii|iso8859-\d+|koi8-[rtu]|cp\d+|gb2312|gbk|gb18030|big5\w*|euc_\w+|shift_jis\w*|"
    r"johab|tis-620"
)
_CONTEXT_END = b"\x04"
# of a file without "domain" lines, and of the domain that gettext calls so by default
_OWN_DOMAINS = ("", "messages")


def read(path: Path) -> PoFile:
    """Read a whole PO file; raises InvalidSource, with the line, when it is malformed."""
    found: list[Message] = []
    collector = _parse(path, lambda message, header: found.append(message))
    return PoFile(collector.header, found + collector.others, collector.obsolete)


def scan(path: Path, take: Take) -> Header:
    """Hand on every message of a PO or MO file that is its own domain's, and return the header.

    Obsolete messages are not handed on. Raises InvalidSource as ``read`` does.
    """
    return (_parse_mo if path.suffix == ".mo" else _parse)(path, take).header


def data_of(path: Path) -> bytes:
    """Return a file's content; raises InvalidSource when it cannot be read."""
    return files.content(path)


class _Collector:
    """Takes the messages of a file: keeps the header, refuses duplicates, hands on the rest.

    ``others`` are the messages of other domains, which one file may hold too.
    """

    def __init__(self, path: str, take: Take) -> None:
        self.path = path
        self.take = take
        self.header = Header()
        self.obsolete: list[Message] = []
        self.others: list[Message] = []
        self.own = (*_OWN_DOMAINS, Path(path).stem)
        self.seen: set[tuple[str | None, str]] = set()

    def add(self, message: Message, *, obsolete: bool = False) -> None:
        singular = message.singular
        # whatever their domains: msgfmt puts them into one file
        key = message.context, singular
        if key in self.seen:
            name = message.context or singular or 'msgid ""'
            problem = _("{name} is there twice", name=shown(name))
            raise InvalidSource(self.path, message.line, problem)
        self.seen.add(key)
        if obsolete:
            self.obsolete.append(message)
        elif message.domain not in self.own:
            self.others.append(message)
        elif singular or message.context is not None:
            self.take(message, self.header)
        else:
            self.take_header(message)

    def take_header(self, message: Message) -> None:
        lines = plurals.all_forms(message.string)[0].removesuffix("\n").split("\n")
        self.header = Header(lines, message.comments, message.fuzzy, message.line)
        try:
            plurals.parsed(self.header.plural)
        except ValueError as error:
            problem = _("Plural-Forms: {problem}", problem=problem_of(error))
            raise InvalidSource(self.path, message.line, problem) from error


def _parse(path: Path, take: Take) -> _Collector:
    name = os.fspath(path)
    text, charset = _decoded(name, data_of(path))
    collector = _Collector(name, take)
    try:
        for message, obsolete in messages(text, charset):
            collector.add(message, obsolete=obsolete)
    except Mistake as mistake:
        line = text.count("\n", 0, mistake.place) + 1
        raise InvalidSource(name, line, mistake.problem) from mistake
    return collector


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    """Return a PO file's text, and the codec that its header names."""
    if data.startswith(_BYTE_ORDER_MARK):
        raise InvalidSource(name, 1, BYTE_ORDER_MARK)
    found = _charset(data)
    line = data.count(b"\n", 0, found.start()) + 1 if found else None
    charset = found[1].decode("ascii", "replace") if found else "utf-8"
    codec = _codec(name, line, charset)
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise InvalidSource(name, place, _not_in(charset)) from error


def _not_in(charset: str) -> InterfaceMessage:
    return _("has bytes that are not in {charset}", charset=charset)


def _charset(data: bytes) -> re.Match[bytes] | None:
    """Return where the header of a PO file names its charset."""
    header = _MSGID.search(data)
    if header is None:
        return _CHARSET.search(data)
    after = _MSGID.search(data, header.end())
    return _CHARSET.search(data, header.start(), after.start() if after else len(data))


def _codec(name: str, line: int | None, charset: str) -> str:
    try:
        codec = codecs.lookup("utf-8" if charset == "CHARSET" else charset).name
    except (LookupError, ValueError) as error:
        problem = _("its charset {charset} is unknown", charset=shown(charset))
        raise InvalidSource(name, line, problem) from error
    if not _CODECS.fullmatch(codec):
        problem = _("its charset {charset} is none of gettext's", charset=shown(charset))
        raise InvalidSource(name, line, problem)
    return codec


def _parse_mo(path: Path, take: Take) -> _Collector:
    name = os.fspath(path)
    data = data_of(path)
    collector = _Collector(name, take)
    codec = "utf-8"
    try:
        for original, translation in mo.texts(data):
            if not original:
                found = re.search(rb"charset=([^\s;]+)", translation)
                codec = _codec(name, None, found[1].decode("ascii", "replace")) if found else codec
            context, end, ids = original.rpartition(_CONTEXT_END)
            collector.add(
                Message(
                    context.decode(codec) if end else None,
                    _forms(ids, codec),
                    _forms(translation, codec) if b"\0" not in ids else _all(translation, codec),
                )
            )
    except UnicodeDecodeError as error:
        raise InvalidSource(name, None, _not_in(codec)) from error
    except InvalidSource:
        raise
    except ValueError as error:
        raise InvalidSource(name, None, problem_of(error)) from error
    return collector


def _all(data: bytes, codec: str) -> tuple[str, ...]:
    return tuple(form.decode(codec) for form in data.split(b"\0"))


def _forms(data: bytes, codec: str) -> Forms:
    return _all(data, codec) if b"\0" in data else data.decode(codec)
