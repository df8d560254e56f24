"""PO and MO files, read with Babel and as strictly as GNU msgfmt does, and PO files written.

Babel's parser gives the messages; what it would lose or let pass (previous msgids, unknown header
fields, duplicates, texts without quotes) is seen to here. Its writer breaks long previous msgids
and drops the flags of obsolete messages, so files are laid out here, with Babel's ``normalize``.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.mofile import read_mo
from babel.messages.pofile import PoFileError, PoFileParser, normalize

from catalog import plurals
from catalog.errors import InvalidSource, shown
from catalog.tomlfile import Forms

_WIDTH = 76
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHARSET = re.compile(rb"charset=([^\s\\\";]+)")
# the families that the manual of GNU gettext lists under "Header Entry"
_CODECS = re.compile(
    r"utf-8|ascii|iso8859-\d+|koi8-[rtu]|cp\d+|gb2312|gbk|gb18030|big5\w*|euc_\w+|shift_jis\w*|"
    r"johab|tis-620"
)
_PLACEHOLDERS = ("CHARSET", "nplurals=INTEGER; plural=EXPRESSION;")
_QUOTED = r'"[^"\\\n]*+(?:\\[ntr"\\][^"\\\n]*+)*+"'
_MESSAGE = rf"(?:msg(?:ctxt|id_plural|id|str(?:\[\d\])?)[ ]+)?{_QUOTED}"
# Babel takes a text without quotes for one, and drops its first and last letters
_GOOD_LINES = re.compile(
    rf"(?:[ \t]*+(?:{_MESSAGE}[ \t]*+|\#(?!~)[^\n]*+|\#~[ \t]*+{_MESSAGE}[ \t]*+|\#~\|[^\n]*+|)"
    r"\r?(?:\n|\Z))*+"
)
_COMMENT = re.compile(r"^#(?:~?(\|)|(?=[ \t\r\n]|\Z))", re.MULTILINE)
_NUMBERED = re.compile(r"\|?\0\d+\0 ?")


@dataclass(slots=True)
class Message:
    """One message of a file; ``line`` is that of its msgid."""

    context: str | None
    id: Forms
    string: Forms = ""
    flags: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[tuple[str, int | None]] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)
    line: int | None = field(default=None, compare=False)

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags


@dataclass(slots=True)
class Header:
    """The header of a file: its fields in their order, and the comment before it."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    fuzzy: bool = False
    line: int | None = field(default=None, compare=False)

    def get(self, name: str) -> str:
        """Return a field's value, or the empty text."""
        return next((v for n, v in self.fields if n.lower() == name.lower()), "")

    def set(self, name: str, value: str) -> None:
        """Change a field where it stands, or add it at the end."""
        for at, (known, _) in enumerate(self.fields):
            if known.lower() == name.lower():
                self.fields[at] = known, value
                return
        self.fields.append((name, value))

    @property
    def plural(self) -> str:
        """The rule for plurals; gettext's own, which is that of English, where there is none."""
        rule = self.get("Plural-Forms")
        return rule if rule and rule not in _PLACEHOLDERS else plurals.ENGLISH


@dataclass(slots=True)
class PoFile:
    """A whole file."""

    header: Header = field(default_factory=Header)
    messages: list[Message] = field(default_factory=list)
    obsolete: list[Message] = field(default_factory=list)


class _Refused(Exception):
    """Carries an InvalidSource through Babel's parser."""


class _Collector(BabelCatalog):
    """What Babel's parser fills: hands every message on instead of keeping it."""

    def __init__(self, path: str, take: Callable[[BabelMessage], None]) -> None:
        super().__init__(fuzzy=False)
        self.path = path
        self.take = take
        self.header = Header()
        self.seen: set[tuple[str | None, object]] = set()

    def __setitem__(self, id: object, message: BabelMessage) -> None:
        try:
            self._take(message)
        except InvalidSource as error:
            # Babel would take it for a ValueError of its own
            raise _Refused(error) from error

    def _take(self, message: BabelMessage) -> None:
        singular = message.id if isinstance(message.id, str) else message.id[0]
        key = message.context, singular
        if key in self.seen:
            name = message.context or singular or "the header"
            raise InvalidSource(self.path, message.lineno, f"{shown(name)} is there twice")
        self.seen.add(key)
        if singular or message.context is not None:
            self.take(message)
        else:
            self._take_header(_message(message))

    def _take_header(self, message: Message) -> None:
        fields = []
        for line in str(message.string).splitlines():
            name, colon, value = line.partition(":")
            if colon:
                fields.append((name.strip(), value.strip()))
        comments = message.comments
        self.header = Header(fields, comments, message.fuzzy, message.line)
        try:
            forms = plurals.parsed(self.header.plural)[0]
            self._num_plurals = forms  # type: ignore[assignment] # Babel says it is always None
        except ValueError as error:
            raise InvalidSource(self.path, message.line, str(error)) from error


def _message(made: BabelMessage) -> Message:
    """Return a message of Babel's, its previous msgids told apart from translators' comments."""
    comments = [comment for comment in made.user_comments if not comment.startswith("|")]
    previous = [comment for comment in made.user_comments if comment.startswith("|")]
    return Message(
        made.context,
        made.id if isinstance(made.id, str) else tuple(made.id),
        made.string if isinstance(made.string, str) else tuple(made.string or ()),
        made.flags,
        [_NUMBERED.sub("", comment, 1) for comment in comments],
        made.auto_comments,
        list(made.locations),
        [_NUMBERED.sub("", comment, 1) for comment in previous],
        made.lineno,
    )


def read(path: Path) -> PoFile:
    """Read a whole PO file; raises InvalidSource, with the line, when it is malformed."""
    messages: list[Message] = []
    parsed = _parse(path, lambda message: messages.append(_message(message)), numbered=True)
    return PoFile(parsed.header, messages, list(map(_message, parsed.obsolete.values())))


def scan(path: Path, take: Callable[[BabelMessage], None]) -> Header:
    """Hand every message of a PO or MO file on; raises InvalidSource as ``read`` does."""
    return _parse_mo(path, take) if path.suffix == ".mo" else _parse(path, take).header


def _parse(
    path: Path, take: Callable[[BabelMessage], None], *, numbered: bool = False
) -> _Collector:
    name = os.fspath(path)
    text = _decoded(name, data_of(path))
    end = len(_GOOD_LINES.match(text)[0])  # type: ignore[index] # it matches nothing at least
    if end < len(text):
        line = text.count("\n", 0, end) + 1
        raise InvalidSource(name, line, "is no comment, and no keyword with a text in quotes")
    collector = _Collector(name, take)
    # Babel knows no previous msgids of obsolete messages, and keeps one of two like comments
    number = count()
    text = _COMMENT.sub(
        lambda found: f"#{found[1] or ''}" + (f"\0{next(number)}\0" if numbered else ""), text
    )
    try:
        PoFileParser(collector, abort_invalid=True).parse(text.split("\n"))
    except _Refused as error:
        raise error.args[0] from error.__cause__
    except PoFileError as error:
        problem = str(error).rpartition(" on ")[0]
        if "num_plurals" in problem:
            problem = f"has more than the {collector.num_plurals} forms of Plural-Forms"
        raise InvalidSource(name, error.lineno + 1, problem) from error
    except (ValueError, IndexError, TypeError, AttributeError, AssertionError) as error:
        # a keyword out of its place, which Babel's parser does not expect
        raise InvalidSource(name, None, f"is no PO file that can be read: {error}") from error
    return collector


def data_of(path: Path) -> bytes:
    """Return a file's content; raises InvalidSource when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidSource(os.fspath(path), None, f"cannot be read: {error.strerror}") from error


def _decoded(name: str, data: bytes) -> str:
    if data.startswith(_BYTE_ORDER_MARK):
        raise InvalidSource(name, 1, "starts with a byte order mark; save it without one")
    found = _CHARSET.search(data)
    charset = found[1].decode("ascii", "replace") if found else "utf-8"
    line = data.count(b"\n", 0, found.start()) + 1 if found else None
    try:
        codec = codecs.lookup("utf-8" if charset in _PLACEHOLDERS else charset).name
    except (LookupError, ValueError) as error:
        raise InvalidSource(name, line, f"its charset {shown(charset)} is unknown") from error
    if not _CODECS.fullmatch(codec):
        raise InvalidSource(name, line, f"its charset {shown(charset)} is none of gettext's")
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise InvalidSource(name, place, f"has bytes that are not in {charset}") from error


def _parse_mo(path: Path, take: Callable[[BabelMessage], None]) -> Header:
    name = os.fspath(path)
    try:
        catalog = read_mo(io.BytesIO(data_of(path)))
    except (OSError, ValueError, LookupError, struct.error, AssertionError, TypeError) as error:
        if isinstance(error, InvalidSource):
            raise
        raise InvalidSource(name, None, f"is no MO file that can be read: {error}") from error
    header = Header([("Plural-Forms", catalog.plural_forms)])
    try:
        plurals.parsed(header.plural)
    except ValueError as error:
        raise InvalidSource(name, None, str(error)) from error
    for message in catalog:
        if message.id:
            context: object = message.context
            if isinstance(context, bytes):  # as Babel leaves it
                message.context = context.decode(catalog.charset)
            take(message)
    return header


def written(po: PoFile) -> bytes:
    """Return a file as bytes: UTF-8, lines wrapped as Babel wraps them, obsolete messages last."""
    fields = "".join(f"{name}: {value}\n" for name, value in po.header.fields)
    header = Message(None, "", fields, comments=po.header.comments)
    blocks = [_lines(header, "")]
    blocks += [_lines(message, "") for message in po.messages]
    blocks += [_lines(message, "#~ ") for message in po.obsolete]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks).encode()


def _lines(message: Message, prefix: str) -> Iterator[str]:
    for comment in message.comments:
        yield f"# {comment}" if comment else "#"
    for comment in message.extracted:
        yield f"#. {comment}"
    for place, line in message.references:
        yield f"#: {place}" if line is None else f"#: {place}:{line}"
    if message.flags:
        yield f"#, {', '.join(sorted(message.flags))}"
    for previous in message.previous:
        yield f"{prefix.strip() or '#'}| {previous}"
    if message.context is not None:
        yield f"{prefix}msgctxt {_quoted(message.context, prefix)}"
    if isinstance(message.id, str):
        yield f"{prefix}msgid {_quoted(message.id, prefix)}"
        yield f"{prefix}msgstr {_quoted(str(message.string), prefix)}"
        return
    yield f"{prefix}msgid {_quoted(message.id[0], prefix)}"
    yield f"{prefix}msgid_plural {_quoted(message.id[1], prefix)}"
    for number, form in enumerate(message.string):
        yield f"{prefix}msgstr[{number}] {_quoted(form, prefix)}"


def _quoted(text: str, prefix: str) -> str:
    return normalize(text, prefix=prefix, width=_WIDTH)


def previous_of(id: Forms) -> list[str]:
    """Return the lines that keep an English text as previous msgid."""
    names = ("msgid", "msgid_plural")
    forms = (id,) if isinstance(id, str) else id
    lines = [f"{name} {_quoted(form, '')}" for name, form in zip(names, forms, strict=False)]
    return "\n".join(lines).split("\n")
