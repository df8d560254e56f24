"""Check PO files: what GNU ``msgfmt --check`` rejects, and what no gettext tool can know.

Errors are what cannot be served or breaks a name or a program; warnings are what is probably
wrong. Each check has a name, by which it is waived: ``# catalog-ignore: number-changed`` above a
message waives that check for it, and above the header for the whole file. It is a comment of the
translator's, because these alone survive every tool: GNU gettext drops flags that it does not know.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ..errors import InvalidSource, shown
from ..language import parameters, plurals
from ..language.hygiene import LINE_BREAK, in_text_of
from ..language.plurals import Forms, all_forms
from ..language.tags import DEFAULT
from ..language.text import TEXT_FIELDS
from ..marking import InterfaceMessage, names
from ..marking import gettext_lazy as _
from ..po.file import Header, Message
from ..po.interface import Interface
from ..sources.matching import Finding, Matching, forms_problem, is_translated, of_key
from ..sources.problems import SEVERITIES, UNWAIVABLE, Problem
from ..sources.toml import SourceSystem
from .formats import python_brace_format, python_format
from .headers import header_problems, language_of
from .languages import traits_of
from .slips import slips
from .wording import missing_names, wording

WAIVER = "catalog-ignore:"

_NAMES = re.compile(r"[a-z][a-z-]*(?:\s*,\s*[a-z][a-z-]*)*")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_SHOWN = 3
# texts that each language words for itself
_HIDDEN = {field.name for field in TEXT_FIELDS if not field.shown}
# what is wrong with the same names as a python-brace-format would be
_PARAMETERS = ("bad-parameter", "missing-parameter", "unknown-parameter")


def check(
    path: Path, system: SourceSystem | Interface, ignored: Collection[str] = ()
) -> list[Problem]:
    """Return what is wrong with a PO or MO file of a system, by line.

    What checks of the ``ignored`` names find is left out, as is what the file waives.
    """
    checker = _Checker(path, system)
    try:
        checker.run()
    except InvalidSource as error:
        checker.problems.append(Problem(error.path, error.line, "malformed", error.problem))
    found = dict.fromkeys(one for one in checker.problems if one.check not in ignored)
    return sorted(found, key=lambda one: (one.line or 0, one.check, str(one.problem)))


class _Checker:
    """Gathers the problems of one file, without those that its comments waive."""

    def __init__(self, path: Path, system: SourceSystem | Interface) -> None:
        self.path = path
        self.has_parameters = not isinstance(system, Interface)
        self.english = dict(system.texts())
        self.texts = frozenset(self.english.values())
        self.verbatim = {f"{entry.symbol}.description": entry.verbatim for entry in system.entries}
        self.problems: list[Problem] = []
        self.messages: list[Message] = []

    def run(self) -> None:
        matching = Matching(
            self.path, self.english, self.messages.append, parameters=self.has_parameters
        )
        header = matching.header
        everywhere = self._waived(header.comments, header.line)
        self._check_header(header, everywhere)
        folder = self._folder()
        language = language_of(header, folder)
        here: dict[int | None, frozenset[str]] = {}
        for message in self.messages:
            here[message.line] = waiver = everywhere | self._waived(message.comments, message.line)
            told = {one.check for one in matching.problems if one.line == message.line}
            waiver = waiver | _told_besides(told, message)
            for finding in self._findings(message, header, language):
                if finding.check not in waiver and finding.check not in told:
                    found = finding.problem
                    problem = of_key(message.context, found) if message.context else found
                    self._add(message.line, finding.check, problem)
        self.problems += [
            one for one in matching.problems if one.check not in here.get(one.line, everywhere)
        ]

    def _add(self, line: int | None, check: str, problem: InterfaceMessage) -> None:
        self.problems.append(Problem(os.fspath(self.path), line, check, problem))

    def _waived(self, comments: list[str], line: int | None) -> frozenset[str]:
        checks, unknown = waived(comments)
        for name in unknown:
            problem = _("there is no check {name} to ignore", name=shown(name))
            self._add(line, "unknown-waiver", problem)
        return checks

    def _folder(self) -> str:
        return self.path.parent.parent.name if self.path.parent.name == "LC_MESSAGES" else ""

    def _check_header(self, header: Header, waiver: frozenset[str]) -> None:
        if not any(header.lines) and self.path.suffix == ".po":
            problem = _("has no header; start it with: {command}", command="catalog po init")
            self._add(header.line or 1, "missing-header", problem)
            return
        plural = any(isinstance(message.id, tuple) for message in self.messages)
        for finding in header_problems(header, self._folder(), has_plurals=plural):
            if finding.check not in waiver:
                self._add(header.line, finding.check, finding.problem)

    def _findings(self, message: Message, header: Header, language: str) -> Iterator[Finding]:
        """Yield what is wrong with a message; nothing with a draft, which msgfmt skips too."""
        if message.fuzzy or not any(message.string):
            return
        if found := forms_problem(message, header):
            yield found
        if not is_translated(message, header):
            return
        yield from _as_msgfmt(message, header)
        key = message.context
        if message.id in self.texts if key is None else self.english.get(key) == message.id:
            yield from self._of_ours(message, header, key or "", language)

    def _of_ours(
        self, message: Message, header: Header, key: str, language: str
    ) -> Iterator[Finding]:
        """Yield what is wrong with a translation of one of our texts."""
        english, translation = all_forms(message.id), all_forms(message.string)
        yield from _markup("".join(english), "".join(translation))
        if language.partition("-")[0] == DEFAULT or key.rpartition(".")[2] in _HIDDEN:
            return
        verbatim = self.verbatim.get(key, ())
        yield from missing_names(verbatim, english, "\n".join(translation))
        yield from _specs(english, translation)
        traits = traits_of(language)
        for ours, theirs in _pairs(message.id, translation, header):
            yield from slips(ours, theirs, traits)
            yield from wording(ours, theirs, verbatim, traits)


def _pairs(
    english: Forms, translation: tuple[str, ...], header: Header
) -> Iterator[tuple[str, str]]:
    """Yield each form of a translation with the English that it stands for."""
    if isinstance(english, str):
        yield english, translation[0]
        return
    for number, form in enumerate(translation):
        single = len(translation) > 1 and plurals.serves_one(header.plural, number)
        yield english[0 if single else 1], form


def _as_msgfmt(message: Message, header: Header) -> Iterator[Finding]:
    """Yield what msgfmt finds in any message, of ours or not."""
    english, translation = all_forms(message.id), all_forms(message.string)
    forms = (*english, *filter(None, translation))
    if len({form.startswith("\n") for form in forms}) > 1:
        problem = _("English and translation do not both begin with a new line")
        yield Finding("line-ends", problem)
    if len({form.endswith("\n") for form in forms}) > 1:
        problem = _("English and translation do not both end with a new line")
        yield Finding("line-ends", problem)
    yield from python_format(message, header)
    yield from python_brace_format(message, header)


def _told_besides(told: set[str], message: Message) -> frozenset[str]:
    """Return the checks that would find once more what is told of a message."""
    if told & set(_PARAMETERS):
        # the same names are wrong as a format too
        return frozenset(["python-brace-format"])
    unfit = "control-character" in told and in_text_of(message.context or "", message.string)
    # a line break in a text of one line is wrong at its ends too
    return frozenset(["line-ends"] if unfit == LINE_BREAK else [])


def _markup(english: str, translation: str) -> Iterator[Finding]:
    ours, theirs = set(_MARKUP.findall(english)), set(_MARKUP.findall(translation))
    if added := sorted(theirs - ours)[:_SHOWN]:
        problem = _("the translation has the markup {markup}", markup=names(map(shown, added)))
        yield Finding("markup", problem)
    if lost := sorted(ours - theirs)[:_SHOWN]:
        problem = _("the translation lacks the markup {markup}", markup=names(map(shown, lost)))
        yield Finding("markup", problem)


def _specs(english: tuple[str, ...], translation: tuple[str, ...]) -> Iterator[Finding]:
    """Yield where a translation writes a parameter in another way than the English."""
    ours, theirs = parameters.specs(english), parameters.specs(translation)
    known = {one.partition(":")[0] for one in ours}
    for one in sorted(theirs - ours):
        if one.partition(":")[0] in known:
            problem = _("the English does not write {parameter}", parameter=f"{{{one}}}")
            yield Finding("parameter-format", problem)


def waived(comments: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the checks that some comments waive, and the names among these that are none.

    Tools that wrap comments may put names into the following lines.
    """
    text = " ".join(comments)
    if WAIVER not in text:
        return frozenset(), ()
    checks: list[str] = []
    for part in text.split(WAIVER)[1:]:
        if found := _NAMES.match(part.strip()):
            checks += re.split(r"\s*,\s*", found[0])
    known = SEVERITIES.keys() - UNWAIVABLE
    return frozenset(checks) & known, tuple(name for name in checks if name not in known)
