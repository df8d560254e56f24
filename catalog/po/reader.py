"""PO and MO files read: as strictly as GNU msgfmt does, and without losing anything.

Babel's parser takes the lines apart; ``pogrammar`` says whether they are right.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.pofile import PoFileError, PoFileParser

from ..errors import InvalidSource, shown
from ..language import plurals
from ..language.plurals import Forms
from . import grammar, mo
from .file import Header, Message, PoFile

Take = Callable[[Message, Header], None]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# in a header: a quoted line, before the second msgid
_CHARSET = re.compile(
    rb"^[ \t]*(?:msgstr[ \t]+)?\"[^\n]*?charset=([^\s\\\";]+)", re.MULTILINE | re.IGNORECASE
)
_MSGID = re.compile(rb"^msgid\b", re.MULTILINE)
# the families that the manual of GNU gettext lists under "Header Entry"
_CODECS = re.compile(
    r"utf-8|ascii|iso8859-\d+|koi8-[rtu]|cp\d+|gb2312|gbk|gb18030|big5\w*|euc_\w+|shift_jis\w*|"
    r"johab|tis-620"
)
_OLDER = re.compile(r"^[ \t]*\#~\|", re.MULTILINE)
_CONTEXT_END = b"\x04"


def read(path: Path) -> PoFile:
    """Read a whole PO file; raises InvalidSource, with the line, when it is malformed."""
    messages: list[Message] = []
    collector = _parse(path, lambda message, _: messages.append(message))
    return PoFile(collector.header, messages, collector.obsolete)


def scan(path: Path, take: Take) -> Header:
    """Hand every message of a PO or MO file on; raises InvalidSource as ``read`` does."""
    return (_parse_mo if path.suffix == ".mo" else _parse)(path, take).header


def data_of(path: Path) -> bytes:
    """Return a file's content; raises InvalidSource when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidSource(os.fspath(path), None, f"cannot be read: {error.strerror}") from error


class _Collector:
    """Takes the messages of a file: keeps the header, refuses duplicates, hands on the rest."""

    def __init__(self, path: str, take: Take) -> None:
        self.path = path
        self.take = take
        self.header = Header()
        self.obsolete: list[Message] = []
        self.seen: set[tuple[str | None, str]] = set()

    def add(self, message: Message, *, obsolete: bool = False) -> None:
        singular = message.id if isinstance(message.id, str) else message.id[0]
        key = message.context, singular
        if key in self.seen:
            name = message.context or singular or "the header"
            raise InvalidSource(self.path, message.line, f"{shown(name)} is there twice")
        self.seen.add(key)
        if obsolete:
            self.obsolete.append(message)
        elif singular or message.context is not None:
            self.take(message, self.header)
        else:
            self.take_header(message)

    def take_header(self, message: Message) -> None:
        lines = str(message.string).removesuffix("\n").split("\n")
        self.header = Header(lines, message.comments, message.fuzzy, message.line)
        try:
            plurals.parsed(self.header.plural)
        except ValueError as error:
            problem = str(error).removeprefix("Plural-Forms ")
            raise InvalidSource(self.path, message.line, f"Plural-Forms: {problem}") from error


class _Parser(PoFileParser):
    """Babel's parser, which hands on all that it has of a message.

    A message of Babel's own has the flags that Babel thinks right, each comment once, and as
    many plural forms as the header says.
    """

    def __init__(self, collector: _Collector) -> None:
        super().__init__(BabelCatalog(), abort_invalid=True)
        self.collector = collector
        self.mistake: InvalidSource | None = None

    def _add_message(self) -> None:
        forms = [text.denormalize() for _, text in self.translations]
        ids = [text.denormalize() for text in self.messages]
        comments = self.user_comments
        message = Message(
            self.context.denormalize() if self.context else None,
            ids[0] if len(ids) == 1 else tuple(ids),
            forms[0] if len(ids) == 1 else tuple(forms),
            set(filter(None, self.flags)),
            [comment for comment in comments if not comment.startswith("|")],
            self.auto_comments,
            self.locations,
            [comment[1:].lstrip() for comment in comments if comment.startswith("|")],
            self.offset + 1,
        )
        obsolete = self.obsolete
        self._reset_message_state()
        self.counter += 1
        if self.mistake:
            return
        try:
            self.collector.add(message, obsolete=obsolete)
        except InvalidSource as error:
            # raised here, Babel would take it for a ValueError of its own
            self.mistake = error


def _parse(path: Path, take: Take) -> _Collector:
    name = os.fspath(path)
    text = _decoded(name, data_of(path))
    if fault := grammar.fault(text):
        raise InvalidSource(name, *fault)
    if "#~|" in text:
        # Babel knows no previous msgids of obsolete messages
        text = _OLDER.sub("#|", text)
    parser = _Parser(_Collector(name, take))
    try:
        parser.parse(grammar.for_babel(text).split("\n"))
    except PoFileError as error:
        problem = str(error).rpartition(" on ")[0]
        raise InvalidSource(name, error.lineno + 1, problem) from error
    if parser.mistake:
        raise parser.mistake
    return parser.collector


def _decoded(name: str, data: bytes) -> str:
    if data.startswith(_BYTE_ORDER_MARK):
        raise InvalidSource(name, 1, "starts with a byte order mark; save it without one")
    begins = [found.start() for found, _ in zip(_MSGID.finditer(data), "12", strict=False)]
    found = _CHARSET.search(data, begins[0] if begins else 0, *begins[1:])
    line = data.count(b"\n", 0, found.start()) + 1 if found else None
    charset = found[1].decode("ascii", "replace") if found else "utf-8"
    codec = _codec(name, line, charset)
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise InvalidSource(name, place, f"has bytes that are not in {charset}") from error


def _codec(name: str, line: int | None, charset: str) -> str:
    try:
        codec = codecs.lookup("utf-8" if charset == "CHARSET" else charset).name
    except (LookupError, ValueError) as error:
        raise InvalidSource(name, line, f"its charset {shown(charset)} is unknown") from error
    if not _CODECS.fullmatch(codec):
        raise InvalidSource(name, line, f"its charset {shown(charset)} is none of gettext's")
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
        raise InvalidSource(name, None, f"has bytes that are not in {codec}") from error
    except InvalidSource:
        raise
    except ValueError as error:
        raise InvalidSource(name, None, f"is no MO file: it {error}") from error
    return collector


def _all(data: bytes, codec: str) -> tuple[str, ...]:
    return tuple(form.decode(codec) for form in data.split(b"\0"))


def _forms(data: bytes, codec: str) -> Forms:
    return _all(data, codec) if b"\0" in data else data.decode(codec)
