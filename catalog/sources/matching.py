"""Which translations of a file are served: those that belong to a text of today.

A message with msgctxt belongs to the text of that key; one without, to every text with its msgid
that has no message of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import InvalidSource, shown
from ..language import parameters, plurals
from ..language.plurals import Forms
from ..po import reader
from ..po.file import Header, Message
from .problems import ERROR, WARNING, Problem


class Matching:
    """The translations of one PO or MO file, matched with the English texts by key.

    ``texts`` has what is served, by key. ``drafts`` are the keys of translations that are not:
    fuzzy and incomplete ones, and those that ``problems`` says why. Raises InvalidSource when
    the file is malformed, or has two messages for one key. ``also`` is called with every message.
    """

    def __init__(
        self,
        path: Path,
        english: Mapping[str, Forms],
        also: Callable[[Message], None] = lambda message: None,
    ) -> None:
        self.path = os.fspath(path)
        self.english = english
        self.also = also
        self.problems: list[Problem] = []
        self.drafts: set[str] = set()
        self._by_key: dict[str, Forms] = {}
        self._by_text: dict[str, Forms] = {}
        self._keys: dict[Forms, list[str]] = {}
        self._seen: set[str] = set()
        self.header: Header = reader.scan(path, self._take)
        # a message of a text's own, translated or not, goes before one without msgctxt
        others = {key: text for key, text in self._by_text.items() if key not in self._seen}
        self.texts = {**others, **self._by_key} if others else self._by_key

    def _take(self, message: Message, header: Header) -> None:
        self.also(message)
        key = message.context
        if key is None:
            for one in self._keys_of(message.id):
                self._match(message, header, one, self._by_text)
        elif key not in self.english:
            self._problem(message, ERROR, f"no text has the msgctxt {shown(key)}")
        elif key in self._seen:
            raise InvalidSource(self.path, message.line, f"{shown(key)} is there twice")
        else:
            self._seen.add(key)
            self._match(message, header, key, self._by_key)

    def _match(self, message: Message, header: Header, key: str, texts: dict[str, Forms]) -> None:
        if not any(message.string):
            return
        if message.fuzzy:
            self.drafts.add(key)
        elif not is_translated(message, header):
            if isinstance(message.string, tuple):
                self._problem(message, ERROR, f"{key}: {missing_form(message, header)}")
            self.drafts.add(key)
        elif message.id != self.english[key]:
            problem = f"{key}: not served, for its msgid is not today's; run: catalog po update"
            self._problem(message, WARNING, problem)
            self.drafts.add(key)
        elif found := parameter_problem(message.id, message.string, header.plural):
            self._problem(message, ERROR, f"{key}: {found}")
            self.drafts.add(key)
        else:
            texts[key] = message.string

    def _keys_of(self, text: Forms) -> list[str]:
        if not self._keys:
            for key, english in self.english.items():
                self._keys.setdefault(english, []).append(key)
        return self._keys.get(text, [])

    def _problem(self, message: Message, severity: str, problem: str) -> None:
        self.problems.append(Problem(self.path, message.line, severity, problem))


def is_translated(message: Message, header: Header) -> bool:
    """Tell whether every form of a message, as the header counts them, has a translation."""
    string = message.string
    if isinstance(string, str):
        return not (string == "" or string.isspace())
    return _lacking(string, plurals.parsed(header.plural)[0]) is None


def _lacking(string: tuple[str, ...], forms: int) -> int | None:
    """Return the first of the forms that has no translation."""
    return next((n for n in range(forms) if not "".join(string[n : n + 1]).strip()), None)


def missing_form(message: Message, header: Header) -> str:
    """Return what an incomplete plural lacks."""
    if not header.get("Plural-Forms"):
        return "has plurals, but the header has no Plural-Forms"
    forms = plurals.parsed(header.plural)[0]
    lacking = _lacking(tuple(message.string), forms)
    return f"lacks msgstr[{lacking}]; the language has {forms} forms"


def parameter_problem(english: Forms, translation: Forms, rule: str) -> str | None:
    """Return how forms and parameters of a translation differ from the English, or None.

    A form that one count takes may do without ``count``, and without what the English singular
    does without, as in "one apple".
    """
    if isinstance(english, str) or isinstance(translation, str):
        return _difference(str(translation), "", parameters.names([str(english)]), frozenset())
    singular, plural = (parameters.names([form]) for form in english)
    forms = plurals.parsed(rule)[0]
    if len(translation) > forms:
        return f"it has {len(translation)} forms, but Plural-Forms says {forms}"
    for number, form in enumerate(translation):
        wanted = singular & plural if plurals.serves_one(rule, number) else plural
        wanted -= {parameters.COUNT} if plurals.serves_one(rule, number) else frozenset()
        spare = singular | plural | {parameters.COUNT}
        if found := _difference(form, f" in msgstr[{number}]", wanted, spare):
            return found
    return None


def _difference(form: str, where: str, wanted: frozenset[str], spare: frozenset[str]) -> str | None:
    if "{" not in form and not wanted:
        return None
    if problem := parameters.mistake(form):
        return problem
    found = parameters.names([form])
    if lost := sorted(wanted - found):
        return f"the translation lacks {{{lost[0]}}}{where}"
    if extra := sorted(found - wanted - spare):
        return f"the English has no {{{extra[0]}}}"
    return None
