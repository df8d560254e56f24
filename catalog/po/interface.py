"""The domain of interface messages: marked in the source, extracted, and compiled for look-ups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import ClassVar

from .. import files, paths
from ..extras import needs
from ..language.interface import DOMAIN
from ..language.plurals import Forms
from . import mo, reader
from .file import Message

# what marks a template, and which of its arguments are texts
_KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext_lazy": None,
    "_n": (1, 2),
    "ngettext_lazy": (1, 2),
}
_COMMENT = "Translators:"
_FORMAT = "python-brace-format"
PROJECT = paths.DISTRIBUTION
# an application may have a domain of the same name
_OURS = re.compile(rf"Project-Id-Version: {PROJECT}\b".encode())


@dataclass(frozen=True, slots=True)
class Interface:
    """The interface messages, as far as translators' commands see them: one more system.

    ``messages`` are its texts in English, in the order of the source.
    """

    name: ClassVar[str] = DOMAIN
    title: ClassVar[str] = f"What {PROJECT} itself says to people"
    entries: ClassVar[tuple[()]] = ()

    messages: tuple[Message, ...]

    def texts(self) -> Iterator[tuple[str, Forms]]:
        """Yield (key, English text); the key of a message is its msgid."""
        for message in self.messages:
            yield message.singular, message.id


def is_ours(path: Path) -> bool:
    """Tell whether a PO or MO file of the domain's name is of this package."""
    return bool(_OURS.search(files.content(path)))


def current() -> Interface:
    """Return the messages of today: those marked in a checkout, or those that a wheel lists."""
    package = Path(paths.SCHEMA).parent
    if (package / "systems").is_dir():
        return extracted(package)
    template = reader.read(Path(paths.locales(), f"{DOMAIN}.pot"))
    return Interface(tuple(template.messages))


def extracted(package: Path) -> Interface:
    """Return the messages that are marked in the source of a package."""
    with needs("po"):
        from babel.messages.extract import extract_from_file

    found: dict[str, Message] = {}
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        # Babel warns there of f-strings, by which only values are made, and a test reads them all
        with redirect_stderr(StringIO()):
            marked = extract_from_file("python", path, _KEYWORDS, (_COMMENT,), None, True)
        for _line, texts, comments, _context in marked:
            _add(found, texts, comments, place)
    return Interface(tuple(found.values()))


def _add(found: dict[str, Message], texts: Forms, comments: list[str], place: str) -> None:
    """Add a message, or another place where it is marked."""
    singular = texts if isinstance(texts, str) else texts[0]
    string = "" if isinstance(texts, str) else ("", "")
    flags = {_FORMAT} if "{" in singular else set()
    new = Message(None, texts, string, flags, extracted=comments, references=[place])
    held = found.setdefault(singular, new)
    if held is not new:
        if isinstance(held.id, str):
            # one that has a plural somewhere has it everywhere
            held.id, held.string = new.id, new.string
        held.extracted += [one for one in comments if one not in held.extracted]
        held.references += [place] if place not in held.references else []


def compile_all(locales: Path) -> list[Path]:
    """Compile the PO files of the interface in a folder, each beside itself; return what was made.

    Drafts are left out, and so is what does not name the same values as the English.
    """
    made = []
    for path in sorted(locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        po = reader.read(path)
        header = Message(None, "", "".join(f"{line}\n" for line in po.header.lines))
        served = [one for one in po.messages if any(one.string) and not one.fuzzy]
        target = path.with_suffix(".mo")
        files.replace(target, mo.written([header, *served]), locales)
        made.append(target)
    return made
