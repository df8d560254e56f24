"""Templates and PO files brought forward to a system's English texts.

A translation stays with its key: merging by text, as gettext tools do, can attach it to another
entry. Nothing that a translator wrote is dropped.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS
from babel.plural import PluralRule, to_gettext

from ..errors import InvalidLocale
from ..language import parameters, plurals
from ..language.plurals import Forms
from ..language.text import TEXT_FIELDS, TextField
from ..po.file import Header, Message, PoFile, previous_of
from ..sources.toml import SourceEntry, SourceSystem

_COUNTS = range(1000)
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
_DATE = "POT-Creation-Date"
_FORMAT = "python-brace-format"
# flags that say what kind of format a text is; ours follow from the text
_FORMATS = {_FORMAT, "no-" + _FORMAT, "python-format", "no-python-format"}


def template(system: SourceSystem, existing: PoFile | None, today: datetime) -> PoFile:
    """Return a system's template; its date moves only when a text or comment does."""
    header = Header(comments=[f"{_on_one_line(system.title)}."])
    for name, value in (
        ("Project-Id-Version", system.name),
        ("Report-Msgid-Bugs-To", ""),
        (_DATE, existing.header.get(_DATE) if existing else ""),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ):
        header.set(name, value)
    made = PoFile(header, _untranslated(system, 2))
    if not existing or _texts(existing) != _texts(made) or not header.get(_DATE):
        header.set(_DATE, _date(today))
    return made


def _texts(po: PoFile) -> list[tuple[object, ...]]:
    return [(m.context, m.id, m.extracted, m.flags) for m in po.messages]


def started(system: SourceSystem, tag: str, pot: PoFile, today: datetime) -> PoFile:
    """Return the file of a new language, with nothing translated.

    Raises InvalidLocale for a language that CLDR does not know.
    """
    locale = babel_locale(tag)
    rule = plural_rule(tag)
    name = locale.english_name or tag
    header = Header(comments=[f"{_on_one_line(system.title)}: {name}."])
    for name, value in (
        ("Project-Id-Version", system.name),
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


def merged(system: SourceSystem, existing: PoFile, tag: str, pot: PoFile) -> PoFile:
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
    old = _Existing(existing)
    count = plurals.parsed(header.plural)[0]
    messages = [_brought_forward(new, old) for new in _untranslated(system, count)]
    return PoFile(header, messages, old.left())


class _Existing:
    """The translations of a file, given away by key, then by text."""

    def __init__(self, po: PoFile) -> None:
        self.po = po
        self.by_key = {m.context: m for m in po.messages if m.context is not None}
        without = [m for m in (*po.obsolete, *po.messages) if m.context is None]
        self.by_text = {m.id: m for m in without}
        self.obsolete = {m.context: m for m in po.obsolete if m.context is not None}
        self.taken: set[int] = set()

    def take(self, key: str | None, text: Forms) -> Message | None:
        """Return the message for a key, best one that has a translation."""
        of_key = [self.by_key.get(key), self.obsolete.get(key)] if key is not None else []
        found = [message for message in (*of_key, self.by_text.get(text)) if message]
        best = next((message for message in found if any(message.string)), (*found, None)[0])
        self.taken.add(id(best))
        return best

    def left(self) -> list[Message]:
        """Return what is obsolete now: what was, then what has been translated to no end."""
        left = [m for m in self.po.obsolete if id(m) not in self.taken]
        unused = [m for m in self.po.messages if id(m) not in self.taken]
        return left + [
            replace(m, extracted=[], references=[]) for m in unused if any(m.string) or m.comments
        ]


def _brought_forward(new: Message, old: _Existing) -> Message:
    found = old.take(new.context, new.id)
    if found is None:
        return new
    made = replace(
        new,
        string=_fitted(found.string, new.string),
        flags=new.flags | (found.flags - _FORMATS),
        comments=found.comments,
        previous=found.previous if found.fuzzy else [],
    )
    if found.id != new.id and any(made.string):
        if found.fuzzy and _texts_of(found.previous) == _texts_of(previous_of(new.id)):
            # the English text is again what the translation was made from
            made.flags, made.previous = made.flags - {"fuzzy"}, []
        else:
            if not found.fuzzy:
                # of a translator's own draft nobody knows what it was made from
                made.previous = previous_of(found.id)
            made.flags = made.flags | {"fuzzy"}
    if isinstance(found.string, tuple) and len(found.string) > len(made.string):
        made.flags = made.flags | {"fuzzy"}
    if not any(made.string):
        made.flags, made.previous = made.flags - {"fuzzy"}, []
    return made


def _texts_of(previous: list[str]) -> list[str]:
    """Return the texts of previous msgids, however their lines are broken."""
    texts: list[str] = []
    for line in previous:
        keyword, _, quoted = line.partition('"')
        if keyword.strip():
            texts.append("")
        if texts:
            texts[-1] += quoted.removesuffix('"')
    return texts


def _fitted(string: Forms, empty: Forms) -> Forms:
    """Return a translation in as many forms as are wanted: one in all of them, the last as one."""
    if isinstance(empty, str):
        return string if isinstance(string, str) else string[-1]
    if isinstance(string, str):
        return (string,) * len(empty)
    # of too many the last ones, which are the most general
    return string[-len(empty) :] + empty[len(string) :]


def _untranslated(system: SourceSystem, forms: int) -> list[Message]:
    """Return a message for each text, with comments that tell a translator what it is."""
    comments = {"title": ["The name of the whole system of codes."]}
    for entry in system.entries:
        for field in TEXT_FIELDS:
            comments[f"{entry.symbol}.{field.name}"] = _comment(entry, field)
    return [
        Message(
            key,
            text,
            "" if isinstance(text, str) else ("",) * forms,
            {_FORMAT} if parameters.names(plurals.all_forms(text)) else set(),
            extracted=comments[key],
        )
        for key, text in system.texts()
    ]


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


def babel_locale(tag: str) -> Locale:
    """Return what CLDR has for a language; raises InvalidLocale when it has nothing."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        problem = "is no language that CLDR knows; examples are 'fr', 'pt-BR', 'zh-Hant'"
        raise InvalidLocale(tag, problem) from error


def own_name(tag: str) -> str:
    """Return a language's name in that language, or its tag where CLDR has none."""
    try:
        return babel_locale(tag).get_display_name() or tag
    except InvalidLocale:
        return tag


def plural_rule(tag: str) -> str:
    """Return CLDR's rule for a language's plurals of whole numbers, as gettext writes it.

    Where the expression that gettext's tools know, which Babel has, says the same, it is used.
    """
    locale = babel_locale(tag)
    by_count = [locale.plural_form(count) for count in _COUNTS]
    for name in (str(locale), locale.language):
        if name in PLURALS:
            known, expression = PLURALS[name]
            rule = f"nplurals={known}; plural={expression};"
            pairs = set(zip(by_count, map(plurals.parsed(rule)[1], _COUNTS), strict=True))
            if len(pairs) == len(set(by_count)) == known:
                return rule
    return to_gettext(_of_whole_numbers(locale.plural_form, set(by_count)))


def _of_whole_numbers(rule: PluralRule, reached: set[str]) -> PluralRule:
    """Return a rule without the categories that only fractions and compact numbers take."""
    kept = [name for name in _CATEGORIES if name in reached]
    if "other" not in reached:
        # what no category takes is other: the last of them can do without its own condition
        kept.pop()
    return PluralRule({name: rule.rules[name] for name in kept if name != "other"})


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _date(day: datetime) -> str:
    return f"{day:%Y-%m-%d %H:%M%z}"
