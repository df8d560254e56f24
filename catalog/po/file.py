"""PO files as values, and laid out as text.

Babel's writer breaks long previous msgids, and drops the flags of obsolete messages and what it
does not know of a header, so that files are laid out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from babel.messages.pofile import escape

from ..language import plurals
from ..language.plurals import Forms

PLACEHOLDER = "nplurals=INTEGER; plural=EXPRESSION;"
"""What a template has for a rule."""

_WIDTH = 76
_WORDS = re.compile(r"[^ \n]* *\n?")


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
    """The header of a file: its lines, which are fields, and the comment before it."""

    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    fuzzy: bool = False
    line: int | None = field(default=None, compare=False)

    def get(self, name: str) -> str:
        """Return a field's value, or the empty text."""
        for line in self.lines:
            known, _, value = line.partition(":")
            if known.strip().lower() == name.lower():
                return value.strip(" \t\r")
        return ""

    def set(self, name: str, value: str) -> None:
        """Change a field where it stands, or add it at the end."""
        changed = f"{name}: {value}"
        for at, line in enumerate(self.lines):
            if line.partition(":")[0].strip().lower() == name.lower():
                self.lines[at] = changed
                return
        self.lines.append(changed)

    @property
    def plural(self) -> str:
        """The rule for plurals; gettext's own, which is that of English, where there is none."""
        rule = self.get("Plural-Forms")
        return rule if rule and rule != PLACEHOLDER else plurals.ENGLISH


@dataclass(slots=True)
class PoFile:
    """A whole file."""

    header: Header = field(default_factory=Header)
    messages: list[Message] = field(default_factory=list)
    obsolete: list[Message] = field(default_factory=list)


def written(po: PoFile) -> bytes:
    """Return a file as bytes: UTF-8, lines broken between words, obsolete messages last."""
    lines = "".join(f"{line}\n" for line in po.header.lines)
    header = Message(None, "", lines, comments=po.header.comments)
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
    """Return a text in quotes, on several lines where it is long or has lines of its own."""
    whole = escape(text)
    if "\n" not in text[:-1] and len(prefix) + len(whole) <= _WIDTH:
        return whole
    lines = [""]
    for word in _WORDS.findall(text):
        line = lines[-1]
        full = len(prefix) + len(escape(line + word.rstrip(" "))) > _WIDTH
        if line and (full or line.endswith("\n")):
            lines.append(word)
        else:
            lines[-1] += word
    return f"\n{prefix}".join(['""', *map(escape, lines)]) if len(lines) > 1 else whole


def previous_of(id: Forms) -> list[str]:
    """Return the lines that keep an English text as previous msgid."""
    names = ("msgid", "msgid_plural")
    forms = (id,) if isinstance(id, str) else id
    lines = [f"{name} {_quoted(form, '')}" for name, form in zip(names, forms, strict=False)]
    return "\n".join(lines).split("\n")
