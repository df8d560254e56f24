"""PO files and templates of one system, read and written with Babel.

Each message has ``msgctxt`` = the key (``WSAECONNRESET.meaning``) and ``msgid`` = the English
text. Babel's own merge matches by text and can move a translation to another entry, so files
are brought forward here by key.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog as Po
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po

from catalog.errors import InvalidSource, shown

if TYPE_CHECKING:
    from catalog.source import SourceSystem

_MessageId = str | list[str] | tuple[str, ...]

_TRANSLATORS = "error-catalog contributors"
_BUGS = "error-catalog issue tracker"
# Babel takes a text without quotes for one, and drops its first and last letters
_LINE = re.compile(rb'#.*|(?:msg(?:ctxt|id|id_plural|str|str\[\d\])\s+)?"(?:[^"\\]|\\.)*"|')
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


def render(
    system: SourceSystem, locale: str | None, existing: Po | None, today: datetime | str
) -> bytes:
    """Return a system's template (locale None), or a language's file brought up to date.

    A translation stays with its key; when the English text has changed it stays as fuzzy, with
    the old text as previous msgid. Dates change only where a file is new.
    """
    po = Po(
        locale=locale.replace("-", "_") if locale else None,
        domain=system.name,
        header_comment=f"# {system.title}.",
        project="error-catalog",
        version="1.0",
        msgid_bugs_address=_BUGS,
        creation_date=existing.creation_date if existing else today,
        revision_date=existing.revision_date if existing else today,
        last_translator=existing.last_translator if existing else _TRANSLATORS,
        language_team=existing.language_team if existing else (locale or _TRANSLATORS),
        fuzzy=False,
    )
    comments = _comments(system)
    by_key = {message.context: message for message in existing or () if locale and message.id}
    for key, english in system.texts():
        old = by_key.get(key)
        kept = old.string if old else ""
        message = po.add(english, kept, auto_comments=comments[key], context=key)
        if old:
            message.user_comments = old.user_comments
            message.flags = old.flags
            if old.id != english:
                message.flags.add("fuzzy")
                message.previous_id = [str(old.id)]
    output = io.BytesIO()
    write_po(output, po, include_previous=True)
    return output.getvalue()


def _comments(system: SourceSystem) -> dict[str, list[str]]:
    comments = {"title": ["The name of the whole system of codes."]}
    for entry in system.entries:
        number = "" if entry.value is None else f" ({entry.value})"
        comments[f"{entry.symbol}.meaning"] = [f"{entry.symbol}{number}: what happened."]
        about = [f"{entry.symbol}{number}: causes and what to check."]
        if entry.verbatim:
            about.append(f"Keep as it is: {', '.join(entry.verbatim)}")
        comments[f"{entry.symbol}.description"] = about
    return comments
