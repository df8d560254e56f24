"""PO files, read with Babel and as strictly as GNU msgfmt does.

Each message has ``msgctxt`` = the key (``WSAECONNRESET.meaning``) and ``msgid`` = the English
text.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog as Po
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, PoFileParser

from catalog.errors import InvalidSource, shown

_MessageId = str | list[str] | tuple[str, ...]

# Babel takes a text without quotes for one, and drops its first and last letters
_LINE = re.compile(
    rb'#.*|(?:msg(?:ctxt|id|id_plural|str|str\[\d\])\s+)?"(?:[^"\\]|\\[abfnrtvx0-7"\\?])*"|'
)
# Arabic has six, the most of any language; Babel would make room for any number
_PLURALS = re.compile(rb"nplurals\s*=\s*([0-9]{1,9})")
_MOST_PLURALS = 10
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _StrictPo(Po):
    """A Babel catalogue that refuses what GNU msgfmt refuses and Babel lets pass."""

    def __init__(self, path: str) -> None:
        super().__init__(fuzzy=False)
        self.path = path
        self.keys: set[object] = set()

    def __setitem__(self, id: _MessageId, message: Message) -> None:
        key = message.context or id
        if key in self.keys:
            raise InvalidSource(self.path, message.lineno, f"{shown(key)} is there twice")
        self.keys.add(key)
        super().__setitem__(id, message)


def read(path: Path) -> Po:
    """Read a PO file; raises InvalidSource, with the line, when it is malformed."""
    name = os.fspath(path)
    data = path.read_bytes()
    if data.startswith(_BYTE_ORDER_MARK):
        raise InvalidSource(name, 1, "starts with a byte order mark; save it without one")
    for number, line in enumerate(data.splitlines(), 1):
        if not _LINE.fullmatch(line.strip()):
            raise InvalidSource(
                name, number, "is neither a comment nor a keyword and a quoted text"
            )
    if any(int(count) > _MOST_PLURALS for count in _PLURALS.findall(data)):
        raise InvalidSource(name, None, f"nplurals is more than {_MOST_PLURALS}")
    po = _StrictPo(name)
    try:
        PoFileParser(po, abort_invalid=True).parse(io.BytesIO(data))
    except PoFileError as error:
        raise InvalidSource(name, error.lineno + 1, str(error)) from error
    except InvalidSource:
        raise
    except (UnicodeDecodeError, LookupError, ValueError) as error:
        raise InvalidSource(name, None, f"cannot be read: {error}") from error
    return po


def read_translations(path: Path, english: Mapping[str, str]) -> dict[str, str]:
    """Return key -> translated text; fuzzy and empty translations are left out.

    Raises InvalidSource for a key that no text has, and for a translation of an English text
    that has changed since.
    """
    translations = {}
    for message in read(path):
        if not message.id:
            continue
        key = message.context
        if key is None or key not in english:
            raise InvalidSource(
                os.fspath(path), message.lineno, f"no text has the msgctxt {shown(key)}"
            )
        if message.fuzzy or not message.string:
            continue
        if message.id != english[key]:
            raise InvalidSource(
                os.fspath(path), message.lineno, f"{key}: msgid is not the English text of today"
            )
        translations[key] = str(message.string)
    return translations
