"""Which translations of a file are served: those that belong to a text of today.

A message with msgctxt belongs to the text of that key; one without, to every text with its msgid
that has no message of its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Message

from catalog import parameters, pofile
from catalog.errors import InvalidSource, shown
from catalog.pofile import Header
from catalog.problems import ERROR, WARNING, Problem
from catalog.tomlfile import Forms


class Matching:
    """The translations of one PO or MO file, matched with the English texts by key.

    ``texts`` has what is served, by key. ``drafts`` are the keys of translations that are not:
    fuzzy and incomplete ones, and those that ``problems`` says why. Raises InvalidSource when
    the file is malformed, or has two messages for one key.
    """

    def __init__(self, path: Path, english: Mapping[str, Forms]) -> None:
        self.path = os.fspath(path)
        self.english = english
        self.problems: list[Problem] = []
        self.drafts: set[str] = set()
        self._by_key: dict[str, Forms] = {}
        self._by_text: dict[str, Forms] = {}
        self._keys: dict[Forms, list[str]] = {}
        self._seen: set[str] = set()
        self.header: Header = pofile.scan(path, self._take)
        self.texts = {**self._by_text, **self._by_key} if self._by_text else self._by_key

    def _take(self, message: Message) -> None:
        key = message.context
        if key is None:
            for one in self._keys_of(_forms_of(message.id)):
                self._match(message, one, self._by_text)
        elif key not in self.english:
            self._problem(message, ERROR, f"no text has the msgctxt {shown(key)}")
        elif key in self._seen:
            raise InvalidSource(self.path, message.lineno, f"{shown(key)} is there twice")
        else:
            self._seen.add(key)
            self._match(message, key, self._by_key)

    def _match(self, message: Message, key: str, texts: dict[str, Forms]) -> None:
        string = _forms_of(message.string)
        if not any(string):
            return
        if not is_translated(message) or message.fuzzy:
            self.drafts.add(key)
        elif message.id != self.english[key]:
            problem = f"{key}: not served, for its msgid is not today's; run: catalog po update"
            self._problem(message, WARNING, problem)
            self.drafts.add(key)
        elif found := parameter_problem(self.english[key], string):
            self._problem(message, ERROR, f"{key}: {found}")
            self.drafts.add(key)
        else:
            texts[key] = string

    def _keys_of(self, text: Forms) -> list[str]:
        if not self._keys:
            for key, english in self.english.items():
                self._keys.setdefault(english, []).append(key)
        return self._keys.get(text, [])

    def _problem(self, message: Message, severity: str, problem: str) -> None:
        self.problems.append(Problem(self.path, message.lineno, severity, problem))


def is_translated(message: Message) -> bool:
    """Tell whether every form of a message has a translation."""
    string = message.string
    return bool(string if isinstance(string, str) else string and all(string))


def _forms_of(text: str | list[str] | tuple[str, ...] | None) -> Forms:
    return text if isinstance(text, str) else tuple(text or ())


def parameter_problem(english: Forms, translation: Forms) -> str | None:
    """Return how the parameters of a translation differ from those of the English, or None.

    A form of a plural may do without ``count``, as in "one apple".
    """
    ours, theirs = _forms(english), _forms(translation)
    if "{" not in "".join(ours + theirs):
        return None
    for form in theirs:
        if problem := parameters.mistake(form):
            return problem
    wanted, found = parameters.names(ours), parameters.names(theirs)
    spare = {parameters.COUNT} if isinstance(english, tuple) else set()
    if lost := sorted(wanted - found - spare):
        return f"the translation lacks {{{lost[0]}}}"
    if extra := sorted(found - wanted - spare):
        return f"the English has no {{{extra[0]}}}"
    return None


def _forms(text: Forms) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text
