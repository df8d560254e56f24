"""Templates and PO files brought forward to a system's English texts.

A translation stays with its key: merging by text, as gettext tools do, can attach it to another
entry. Nothing that a translator wrote is dropped.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from ..language import parameters, plurals
from ..language.plurals import Forms
from ..language.text import TEXT_FIELDS, TextField
from ..po.file import Header, Message, PoFile, Previous
from ..po.interface import PROJECT, Interface
from ..sources.toml import SourceEntry, SourceSystem
from .languages import babel_locale, plural_rule

_DATE = "POT-Creation-Date"
# how alike two messages without a key are of which one is the other reworded, from 0 to 1
_NEAR = 0.75
_FORMAT = "python-brace-format"
# flags that say what kind of format a text is; ours follow from the text
_FORMATS = {_FORMAT, "no-" + _FORMAT, "python-format", "no-python-format"}


def template(system: SourceSystem | Interface, existing: PoFile | None, today: datetime) -> PoFile:
    """Return a system's template; its date moves only when a text or comment does."""
    header = Header(comments=[f"{_on_one_line(system.title)}."])
    for name, value in (
        ("Project-Id-Version", _project(system)),
        ("Report-Msgid-Bugs-To", ""),
        (_DATE, existing.header.get(_DATE) if existing else ""),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ):
        header.set(name, value)
    made = PoFile(header, _untranslated(system, 2))
    if existing:
        # a message without context is known by its text
        held = {one.context or one.singular: one for one in existing.messages}
        for message in made.messages:
            if old := held.get(message.context or message.singular):
                message.extracted = _laid_out(message.extracted, old.extracted)
    if not existing or existing.messages != made.messages or not header.get(_DATE):
        header.set(_DATE, _date(today))
    return made


def _laid_out(comments: list[str], held: list[str]) -> list[str]:
    """Return comments in the lines that a file has them in, where they say the same.

    polib, Babel and Weblate wrap the lines of comments, each in its own way.
    """
    return held if " ".join(held).split() == " ".join(comments).split() else comments


def started(system: SourceSystem | Interface, tag: str, pot: PoFile, today: datetime) -> PoFile:
    """Return the file of a new language, with nothing translated.

    Raises InvalidLocale for a language that CLDR does not know.
    """
    locale = babel_locale(tag)
    rule = plural_rule(tag)
    name = locale.english_name or tag
    header = Header(comments=[f"{_on_one_line(system.title)}: {name}."])
    for name, value in (
        ("Project-Id-Version", _project(system)),
        ("Report-Msgid-Bugs-To", ""),
        (_DATE, pot.header.get(_DATE)),
        ("PO-Revision-Date", _date(today)),
        ("Last-Translator", ""),
        ("Language-Team", locale.english_name or tag),
        ("Language", tag.replace("-", "_")),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", rule),
    ):
        header.set(name, value)
    return PoFile(header, _untranslated(system, plurals.parsed(rule)[0]))


def merged(system: SourceSystem | Interface, existing: PoFile, tag: str, pot: PoFile) -> PoFile:
    """Return a language's file brought up to date.

    A translation whose English text has changed is kept as fuzzy with the old text as previous
    msgid; one whose text is gone becomes obsolete, and comes back when the text does. A message
    without msgctxt gives its translation to every text that it fits.
    """
    header = Header(list(existing.header.lines), existing.header.comments)
    header.set(_DATE, pot.header.get(_DATE))
    if not header.get("Content-Type").lower().endswith("charset=utf-8"):
        header.set("Content-Type", "text/plain; charset=utf-8")
    if not header.get("Language"):
        header.set("Language", tag.replace("-", "_"))
    if header.plural != header.get("Plural-Forms"):
        header.set("Plural-Forms", plural_rule(tag))
    old = _Existing(existing, system.name, {text for _, text in system.texts()})
    count = plurals.parsed(header.plural)[0]
    messages = [_brought_forward(new, old) for new in _untranslated(system, count)]
    others = [message for message in existing.messages if message.domain not in old.domains]
    return PoFile(header, messages + others, old.left())


class _Existing:
    """The translations of a file, given away by key, then by text."""

    def __init__(self, po: PoFile, system: str, today: AbstractSet[Forms]) -> None:
        self.today = today
        self.domains = ("", "messages", system)
        self.messages = [message for message in po.messages if message.domain in self.domains]
        self.obsolete = po.obsolete
        self.by_key = {m.context: m for m in self.messages if m.context is not None}
        without = [m for m in (*po.obsolete, *self.messages) if m.context is None]
        self.by_text = {m.id: m for m in without}
        self.obsolete_by_key = {m.context: m for m in po.obsolete if m.context is not None}
        self.taken: set[int] = set()

    def take(self, key: str | None, text: Forms) -> Message | None:
        """Return the message for a key, best one that has a translation."""
        of_key = [self.by_key.get(key), self.obsolete_by_key.get(key)] if key is not None else []
        found = [message for message in (*of_key, self.by_text.get(text)) if message]
        if not found and key is None:
            found = self._like(text)
        best = next((message for message in found if any(message.string)), (*found, None)[0])
        self.taken.add(id(best))
        return best

    def _like(self, text: Forms) -> list[Message]:
        """Return the translation of a text that says nearly the same, and is not there any more."""
        singular = plurals.all_forms(text)[0]
        free = {one.singular: one for one in self.by_text.values() if one.id not in self.today}
        near = get_close_matches(singular, free, 1, _NEAR)
        return [free[one] for one in near if id(free[one]) not in self.taken]

    def left(self) -> list[Message]:
        """Return what is obsolete now: what was, then the translations that no text takes."""
        left = [m for m in self.obsolete if id(m) not in self.taken]
        unused = [m for m in self.messages if id(m) not in self.taken]
        return left + [
            replace(m, extracted=[], references=[], domain="")
            for m in unused
            if any(m.string) or m.comments
        ]


def _brought_forward(new: Message, old: _Existing) -> Message:
    """Return a message of today with the translation and comments that a file has for it."""
    found = old.take(new.context, new.id)
    if found is None:
        return new
    made = replace(
        new,
        string=_fitted(found.string, new.string),
        flags=new.flags | (found.flags - _FORMATS),
        comments=found.comments,
        extracted=_laid_out(new.extracted, found.extracted),
        previous=found.previous if found.fuzzy else None,
    )
    if found.id != new.id and any(made.string):
        if found.fuzzy and found.previous and found.previous.id == new.id:
            # the English text is again what the translation was made from
            made.flags, made.previous = made.flags - {"fuzzy"}, None
        else:
            if not found.fuzzy:
                # of a translator's own draft nobody knows what it was made from
                made.previous = Previous(None, found.id)
            made.flags = made.flags | {"fuzzy"}
    if not any(made.string):
        made.flags, made.previous = made.flags - {"fuzzy"}, None
    return made


def _fitted(string: Forms, empty: Forms) -> Forms:
    """Return a translation in the forms that are wanted, each where it was.

    One text is put into all forms; of several the last, which is the most general, into one.
    Forms that are missing are empty. Those that are too many stay, for the header may be wrong.
    """
    if isinstance(empty, str):
        return string if isinstance(string, str) else string[-1]
    if isinstance(string, str):
        return (string,) * len(empty)
    return string + empty[len(string) :]


def _untranslated(system: SourceSystem | Interface, forms: int) -> list[Message]:
    """Return a message for each text, with comments that tell a translator what it is."""
    if isinstance(system, Interface):
        return [replace(one, string=_empty(one.id, forms)) for one in system.messages]
    comments = {"title": ["The name of the whole system of codes."]}
    for entry in system.entries:
        for field in TEXT_FIELDS:
            comments[f"{entry.symbol}.{field.name}"] = _comment(entry, field)
    return [
        Message(
            key,
            text,
            _empty(text, forms),
            {_FORMAT} if parameters.names(plurals.all_forms(text)) else set(),
            extracted=comments[key],
        )
        for key, text in system.texts()
    ]


def _empty(text: Forms, forms: int) -> Forms:
    return "" if isinstance(text, str) else ("",) * forms


def _project(system: SourceSystem | Interface) -> str:
    return PROJECT if isinstance(system, Interface) else system.name


def _comment(entry: SourceEntry, field: TextField) -> list[str]:
    """Return what a translator should know of a text, in lines."""
    name = entry.symbol if entry.value is None else f"{entry.symbol} ({entry.value})"
    retry = f" ({entry.retry})" if field.name == "retry_reason" else ""
    lines = [f"{name}: {field.purpose}{retry}."]
    if field.name == "meaning" and (description := entry.english("description")):
        lines += ["Its description in English:", *description.split("\n")]
    if field.name == "description" and entry.verbatim:
        lines.append(f"Keep as it is: {_on_one_line(', '.join(entry.verbatim))}")
    return [line for line in dict.fromkeys(line.strip() for line in lines) if line]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _date(day: datetime) -> str:
    return f"{day:%Y-%m-%d %H:%M%z}"
