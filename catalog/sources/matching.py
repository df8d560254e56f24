"""Which translations of a file are served: those that belong to a text of today.

A message with msgctxt belongs to the text of that key; one without, to every text with its msgid
that has no message of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..errors import InvalidSource, shown
from ..language import hygiene, parameters, plurals
from ..language.plurals import Forms
from ..language.text import TEXT_FIELDS
from ..marking import InterfaceMessage
from ..marking import gettext_lazy as _
from ..po import reader
from ..po.file import Header, Message
from .problems import Problem

_FIELDS = "|".join(field.name for field in TEXT_FIELDS)
THE_TRANSLATION = _("the translation")
# what may be a key of ours, of an entry that is gone or mistyped
_KEY = re.compile(rf"title|\S+\.(?:{_FIELDS})")
_UPDATE = "catalog po update"


class Finding(NamedTuple):
    """What a check of its name found in a translation."""

    check: str
    problem: InterfaceMessage


def of_key(key: str, problem: InterfaceMessage) -> InterfaceMessage:
    """Return a problem with the key of the text that has it."""
    # Translators: the key of a text, or the name of an entry, and what is wrong with it
    return _("{name}: {problem}", name=key, problem=problem)


class Matching:
    """The translations of one PO or MO file, matched with the English texts by key.

    ``texts`` has what is served, by key. ``drafts`` are the keys of translations that are not:
    fuzzy and incomplete ones, and those that ``problems`` says why. Without ``parameters``, what
    stands in braces is left to the checks of Python's formats. Raises InvalidSource when
    the file is malformed, or has two messages for one key. ``also`` is called with every message.
    """

    def __init__(
        self,
        path: Path,
        english: Mapping[str, Forms],
        also: Callable[[Message], None] = lambda message: None,
        *,
        parameters: bool = True,
    ) -> None:
        self.path = os.fspath(path)
        self.english = english
        self.also = also
        self._has_parameters = parameters
        self.problems: list[Problem] = []
        self.drafts: set[str] = set()
        self._foreign: list[Message] = []
        self._symbols: set[str] = set()
        self._by_key: dict[str, Forms] = {}
        self._by_text: dict[str, Forms] = {}
        self._keys: dict[Forms, list[str]] = {}
        self._seen: set[str] = set()
        self.header: Header = reader.scan(path, self._take)
        # a message of a text's own, translated or not, goes before one without msgctxt
        others = {key: text for key, text in self._by_text.items() if key not in self._seen}
        self.texts = {**others, **self._by_key} if others else self._by_key
        self._tell_foreign()

    def _take(self, message: Message, header: Header) -> None:
        self.also(message)
        key = message.context
        if key is None:
            for one in self._keys_of(message.id):
                self._match(message, header, one, self._by_text)
        elif key not in self.english:
            if any(message.string):
                self._take_unknown(message, key)
        elif key in self._seen:
            problem = _("{name} is there twice", name=shown(key))
            raise InvalidSource(self.path, message.line, problem)
        else:
            self._seen.add(key)
            self._match(message, header, key, self._by_key)

    def _take_unknown(self, message: Message, key: str) -> None:
        """Take a translation whose key no text has: of a code that is gone, or another program."""
        if not self._symbols:
            self._symbols = {one.rpartition(".")[0] for one in self.english}
        if _KEY.fullmatch(key) or key.rpartition(".")[0] in self._symbols - {""}:
            problem = _(
                "no text has the msgctxt {key}; mend it, or run: {command}",
                key=shown(key),
                command=_UPDATE,
            )
            self._problem(message, "unknown-key", problem)
        else:
            self._foreign.append(message)

    def _tell_foreign(self) -> None:
        if self._foreign:
            first, count = self._foreign[0], len(self._foreign)
            problem = _(
                "messages with a msgctxt that is no key of ours: {number}; the first has {key}",
                number=f"{count:,}",
                key=shown(first.context),
            )
            self._problem(first, "foreign-message", problem)

    def _match(self, message: Message, header: Header, key: str, texts: dict[str, Forms]) -> None:
        string = message.string
        if not any(string):
            return
        if "fuzzy" in message.flags:
            self.drafts.add(key)
            return
        if isinstance(string, str):
            if string.isspace():
                self.drafts.add(key)
                return
        else:
            string = self._forms(message, header, key)
            if not string:
                self.drafts.add(key)
                return
        if message.id != self.english[key]:
            problem = _("not served, for its msgid is not today's; run: {command}", command=_UPDATE)
            self._problem(message, "outdated", problem, key)
            self.drafts.add(key)
        elif unfit := hygiene.in_text_of(key, string):
            self._problem(message, "control-character", unfit.given(value=THE_TRANSLATION), key)
            self.drafts.add(key)
        elif self._has_parameters and (
            found := parameter_problem(message.id, string, header.plural)
        ):
            self._problem(message, found.check, found.problem, key)
            self.drafts.add(key)
        else:
            texts[key] = string

    def _forms(self, message: Message, header: Header, key: str) -> Forms:
        """Return the forms that are served: as many as the header says, none if one is missing.

        gettext passes over those that are too many.
        """
        count = plurals.parsed(header.plural)[0]
        if found := forms_problem(message, header):
            self._problem(message, found.check, found.problem, key)
        if found and found.check == "missing-form":
            return ()
        return tuple(message.string[:count])

    def _keys_of(self, text: Forms) -> list[str]:
        if not self._keys:
            for key, english in self.english.items():
                self._keys.setdefault(english, []).append(key)
        return self._keys.get(text, [])

    def _problem(
        self, message: Message, check: str, problem: InterfaceMessage, key: str = ""
    ) -> None:
        problem = of_key(key, problem) if key else problem
        self.problems.append(Problem(self.path, message.line, check, problem))


def is_translated(message: Message, header: Header) -> bool:
    """Tell whether every form of a message, as the header counts them, has a translation."""
    string = message.string
    if isinstance(string, str):
        return not (string == "" or string.isspace())
    return _lacking(string, plurals.parsed(header.plural)[0]) is None


def _lacking(string: tuple[str, ...], forms: int) -> int | None:
    """Return the first of the forms that has no translation."""
    return next((n for n in range(forms) if not "".join(string[n : n + 1]).strip()), None)


def forms_problem(message: Message, header: Header) -> Finding | None:
    """Return what is wrong with the number of forms of a plural that is translated, or None."""
    if isinstance(message.string, str):
        return None
    if not header.get("Plural-Forms"):
        return Finding(
            "missing-form", _("has plurals, but the header has no {field}", field="Plural-Forms")
        )
    forms = plurals.parsed(header.plural)[0]
    lacking = _lacking(message.string, forms)
    if lacking is not None:
        problem = _(
            "lacks {keyword}; the language has {forms} forms",
            keyword=f"msgstr[{lacking}]",
            forms=forms,
        )
        return Finding("missing-form", problem)
    if len(message.string) > forms:
        problem = _(
            "it has {found} forms, but Plural-Forms says {forms}; the first of them are served",
            found=len(message.string),
            forms=forms,
        )
        return Finding("surplus-form", problem)
    return None


def parameter_problem(english: Forms, translation: Forms, rule: str) -> Finding | None:
    """Return how the parameters of a translation differ from those of the English, or None.

    A form that one count takes may do without ``count``, and without what the English singular
    does without, as in "one apple".
    """
    if isinstance(english, str) or isinstance(translation, str):
        form = plurals.all_forms(translation)[0]
        return _difference(form, None, parameters.names(plurals.all_forms(english)), frozenset())
    singular, plural = (parameters.names([form]) for form in english)
    for number, form in enumerate(translation):
        wanted = singular & plural if plurals.serves_one(rule, number) else plural
        wanted -= {parameters.COUNT} if plurals.serves_one(rule, number) else frozenset()
        spare = singular | plural | {parameters.COUNT}
        if found := _difference(form, number, wanted, spare):
            return found
    if problem := parameters.conflict(translation, counted=True):
        return Finding("bad-parameter", problem)
    return None


def _difference(
    form: str, number: int | None, wanted: frozenset[str], spare: frozenset[str]
) -> Finding | None:
    if "{" not in form and not wanted:
        return None
    if problem := parameters.mistake(form) or parameters.conflict([form]):
        return Finding("bad-parameter", problem)
    found = parameters.names([form])
    if lost := sorted(wanted - found):
        name = f"{{{lost[0]}}}"
        problem = _("the translation lacks {name}", name=name)
        if number is not None:
            keyword = f"msgstr[{number}]"
            problem = _("the translation lacks {name} in {keyword}", name=name, keyword=keyword)
        return Finding("missing-parameter", problem)
    if extra := sorted(found - wanted - spare):
        problem = _("the English has no {name}", name=f"{{{extra[0]}}}")
        return Finding("unknown-parameter", problem)
    return None
