"""Check PO files: what GNU ``msgfmt --check`` rejects, and what no gettext tool can know.

Errors are what loses or garbles something for readers; warnings are what a person should look at.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message as BabelMessage
from babel.messages.catalog import TranslationError
from babel.messages.checkers import python_format

from ..errors import InvalidLocale, InvalidSource, shown
from ..language import parameters, plurals
from ..language.plurals import Forms
from ..language.tags import DEFAULT, normalize
from ..po.file import PLACEHOLDER, Header, Message
from ..sources.matching import Matching, is_translated, missing_form
from ..sources.problems import ERROR, WARNING, Problem
from ..sources.toml import SourceSystem

# names of functions, options and the like: an underscore, call brackets, or a capital inside
_IDENTIFIER = re.compile(
    r"\b(?:[A-Za-z][A-Za-z0-9]*_\w+|[a-z]\w*(?=\(\))|[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{2,}[a-z]\w+)\b",
    re.ASCII,
)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_FIELD = re.compile(r"[A-Za-z_]\w*|[0-9]+", re.ASCII)
_SPEC = re.compile(r"(?:.?[<>=^])?[-+ ]?#?0?[0-9]*,?(?:\.[0-9]+)?[bcdeEfFgGnosxX%]?")


def check(path: Path, system: SourceSystem) -> list[Problem]:
    """Return what is wrong with a PO or MO file of a system, by line."""
    checker = _Checker(path, system)
    try:
        checker.run()
    except InvalidSource as error:
        checker.problems.append(Problem(error.path, error.line, ERROR, error.problem))
    return sorted(checker.problems, key=lambda problem: (problem.line or 0, problem))


class _Checker:
    def __init__(self, path: Path, system: SourceSystem) -> None:
        self.path = path
        self.system = system
        self.english: Mapping[str, Forms] = dict(system.texts())
        self.verbatim = {f"{entry.symbol}.description": entry.verbatim for entry in system.entries}
        self.problems: list[Problem] = []
        self.language = ""
        self.messages: list[Message] = []
        self.told: dict[int | None, list[str]] = {}

    def add(self, line: int | None, severity: str, problem: str) -> None:
        self.problems.append(Problem(os.fspath(self.path), line, severity, problem))

    def tell(self, message: Message, severity: str, problem: str) -> None:
        """Add a problem of a message, named by its key, unless it has been told already."""
        named = f"{message.context}: {problem}" if message.context else problem
        told = self.told.setdefault(message.line, [])
        # what was told may go on, as in "lacks {x} in msgstr[1]"
        if not any(f"{one} ".startswith(f"{named} ") for one in told):
            told.append(named)
            self.add(message.line, severity, named)

    def run(self) -> None:
        matching = Matching(self.path, self.english, self.messages.append)
        self.problems += matching.problems
        for one in matching.problems:
            self.told.setdefault(one.line, []).append(one.problem)
        header = matching.header
        self.header(header)
        for message in self.messages:
            if is_translated(message, header):
                self.translation(message, header)
            self.forms(message, header)

    def header(self, header: Header) -> None:
        if header.line is None and self.path.suffix == ".po":
            self.add(1, ERROR, "has no header; start it with: catalog po init")
            return
        if header.fuzzy:
            self.add(
                header.line, WARNING, "the header is marked fuzzy, so that tools skip the file"
            )
        if header.get("Plural-Forms") == PLACEHOLDER:
            self.add(header.line, ERROR, "Plural-Forms is still that of the template")
        if "charset=CHARSET" in header.get("Content-Type"):
            self.add(header.line, ERROR, "Content-Type is still that of the template")
        if not header.get("Content-Type"):
            self.add(header.line, ERROR, "the header has no Content-Type with a charset")
        folder = self.path.parent.parent.name if self.path.parent.name == "LC_MESSAGES" else ""
        stated = header.get("Language")
        tags = [self.tag(header, name) for name in (stated, folder) if name]
        if len(set(tags)) == 2:
            self.add(header.line, ERROR, f"Language is {stated}, but the folder is {folder}")
        self.language = next(iter(tags), "")

    def tag(self, header: Header, name: str) -> str:
        try:
            return normalize(name)
        except InvalidLocale as error:
            self.add(header.line, ERROR, f"Language: {error}")
            return name

    def forms(self, message: Message, header: Header) -> None:
        """Check the number of plural forms, as msgfmt does."""
        if isinstance(message.string, str) or not any(message.string) or message.fuzzy:
            return
        if not (is_translated(message, header) and header.get("Plural-Forms")):
            self.tell(message, ERROR, missing_form(message, header))

    def translation(self, message: Message, header: Header) -> None:
        key = message.context or ""
        english, translation = _forms(message.id), _forms(message.string)
        found = [
            *_line_ends(english, translation),
            *_formats(message),
            *_brace_formats(message, header),
            *_characters(english, translation),
        ]
        for problem in dict.fromkeys(found):
            self.tell(message, ERROR, problem)
        if message.fuzzy or (key and self.english.get(key) != message.id):
            return
        if self.language.partition("-")[0] == DEFAULT:
            return
        for word in self.lost(key, english, translation):
            self.tell(message, ERROR, f"the translation lacks {word}")
        ours, theirs = parameters.specs(english), parameters.specs(translation)
        for one in sorted(theirs - ours):
            if any(one.partition(":")[0] == other.partition(":")[0] for other in ours):
                self.tell(message, WARNING, f"the English does not write {{{one}}}")
        for problem in self.style(english, translation):
            self.tell(message, WARNING, problem)

    def lost(self, key: str, english: list[str], translation: list[str]) -> list[str]:
        """Return what should stay as it is and does not stand in the translation."""
        words = [word for form in english for word in _IDENTIFIER.findall(form)]
        wanted = dict.fromkeys((*self.verbatim.get(key, ()), *words))
        whole = "\n".join(translation)
        return [word for word in wanted if word not in whole]

    def style(self, english: list[str], translation: list[str]) -> Iterator[str]:
        if any(form in english for form in translation) and _has_words(english[0]):
            yield "the translation is only a copy of the English"
        elif self.language.partition("-")[0] == "ja":
            for ours, theirs in zip((*english, *english[-1:]), translation, strict=False):
                if ours.rstrip().endswith(".") and not theirs.rstrip().endswith(
                    ("。", "。」", "。）")
                ):
                    yield "the English ends in a period, the Japanese does not end in 。"


def _forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(form) for form in text or ()]  # type: ignore[attr-defined]


def _line_ends(english: list[str], translation: list[str]) -> Iterator[str]:
    """Yield where msgid and msgstr differ in beginning or ending with a new line."""
    for where, has in (("begin", str.startswith), ("end", str.endswith)):
        sides = {has(form, "\n") for form in (*english, *filter(None, translation))}
        if len(sides) > 1:
            yield f"English and translation do not both {where} with a new line"


def _formats(message: Message) -> Iterator[str]:
    """Yield what Babel finds in %-formats, of texts that are marked as such."""
    if "python-format" not in message.flags or message.fuzzy:
        return
    try:
        python_format(None, BabelMessage(message.id, message.string, flags=message.flags))
    except TranslationError as error:
        yield str(error)


def _brace_formats(message: Message, header: Header) -> Iterator[str]:
    """Yield what GNU gettext finds in the braces of texts that are marked as Python's."""
    if "python-brace-format" not in message.flags or message.fuzzy:
        return
    wanted = _fields(_forms(message.id)[-1])
    if wanted is None:
        # such as {count:number}, which Python itself cannot format
        return
    for number, form in enumerate(_forms(message.string)):
        found = _fields(form)
        if found is None:
            yield "the translation is no python-brace-format, as its flag says"
            return
        single = isinstance(message.id, tuple) and plurals.serves_one(header.plural, number)
        if lost := sorted(wanted - found if not single else ()):
            yield f"the translation lacks {{{lost[0]}}}"
        if extra := sorted(found - wanted):
            yield f"the English has no {{{extra[0]}}}"


def _fields(text: str) -> set[str] | None:
    """Return the names in a text's braces; None where they are not Python's."""
    names = set()
    try:
        for _, name, spec, _ in Formatter().parse(text):
            if name is not None:
                found = _FIELD.match(name)
                if not found or not _SPEC.fullmatch(spec or ""):
                    return None
                names.add(found[0])
    except ValueError:
        return None
    return names


def _characters(english: list[str], translation: list[str]) -> Iterator[str]:
    ours, theirs = "".join(english), "".join(translation)
    for character in sorted(set(theirs) - set(ours) - {"\n"}):
        if unicodedata.category(character) == "Cc":
            yield f"the translation has the control character U+{ord(character):04X}"
    for markup in sorted(set(_MARKUP.findall(theirs)) - set(_MARKUP.findall(ours))):
        yield f"the translation has the markup {shown(markup)}"


def _has_words(text: str) -> bool:
    """Tell whether a text has something to translate: two words that are no names."""
    return len([w for w in re.findall(r"[A-Za-z]+", text) if w.islower()]) > 1
