"""What CLDR knows of a language: its name, its rule for plurals, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS
from babel.plural import PluralRule, to_gettext
from langcodes import Language
from langcodes.tag_parser import LanguageTagError

from ..errors import InvalidLocale
from ..language import plurals
from ..marking import gettext_lazy as _

_COUNTS = range(1000)
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
# how gettext's tools write the rules of most languages that Babel has no expression for
_USUAL = ("nplurals=1; plural=0;", plurals.ENGLISH, "nplurals=2; plural=(n > 1);")
_DOUBLE_BRACKETS = re.compile(r"\(\(([^()]*)\)\)")

_CASED = frozenset(("Latn", "Cyrl", "Grek", "Armn"))
_RIGHT_TO_LEFT = frozenset(("Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"))
# whose letters take shapes that a zero-width (non-)joiner chooses
_JOINED = _RIGHT_TO_LEFT | frozenset(
    ("Deva", "Beng", "Gujr", "Guru", "Knda", "Mlym", "Orya", "Sinh", "Taml", "Telu", "Mong", "Khmr")
)
# which put no mark at the end of a sentence
_WITHOUT_PERIOD = frozenset(("Thai", "Laoo", "Khmr", "Mymr", "Tibt"))
_IDEOGRAPHIC = frozenset(("Jpan", "Hans", "Hant", "Hani", "Hira", "Kana"))


def babel_locale(tag: str) -> Locale:
    """Return what CLDR has for a language; raises InvalidLocale when it has nothing."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        problem = _("{value} is no language that CLDR knows; examples are 'fr', 'pt-BR', 'zh-Hant'")
        raise InvalidLocale(tag, problem) from error


def own_name(tag: str) -> str:
    """Return a language's name in that language, or its tag where CLDR has none."""
    try:
        return babel_locale(tag).get_display_name() or tag
    except InvalidLocale:
        return tag


def plural_rule(tag: str) -> str:
    """Return the rule for a language's plurals of whole numbers, as gettext's tools write it.

    It is CLDR's. Where the tools tell fewer forms apart than CLDR does, as for Vietnamese, it is
    theirs, so that files of all tools have the same forms. Raises InvalidLocale as
    ``babel_locale`` does.
    """
    locale = babel_locale(tag)
    categories = [locale.plural_form(count) for count in _COUNTS]
    for rule in _of_tools(locale):
        if _agrees(rule, categories):
            return rule
    for rule in _USUAL:
        if _agrees(rule, categories) and plurals.parsed(rule)[0] == len(set(categories)):
            return rule
    rule = to_gettext(_of_whole_numbers(locale.plural_form, set(categories)))
    while (shorter := _DOUBLE_BRACKETS.sub(r"(\1)", rule)) != rule:
        rule = shorter
    return rule


def _agrees(rule: str, categories: list[str]) -> bool:
    """Tell whether a rule has one form for all counts of a category, and takes all its forms."""
    forms, choose = plurals.parsed(rule)
    pairs = {(category, choose(n)) for n, category in zip(_COUNTS, categories, strict=True)}
    taken = {form for _, form in pairs}
    return len(pairs) == len(set(categories)) and len(taken) == forms


def _of_tools(locale: Locale) -> Iterator[str]:
    """Yield the rules that Babel's tables, taken from gettext's, have for a language."""
    for name in (str(locale), locale.language):
        if name in PLURALS:
            forms, expression = PLURALS[name]
            yield f"nplurals={forms}; plural={expression};"


def _of_whole_numbers(rule: PluralRule, reached: set[str]) -> PluralRule:
    """Return a rule without the categories that only fractions and compact numbers take."""
    kept = [name for name in _CATEGORIES if name in reached]
    if "other" not in reached:
        # what no category takes is other: the last of them can do without its own condition
        kept.pop()
    return PluralRule({name: rule.rules[name] for name in kept if name != "other"})


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a language, by its tag; of an unknown one, of one in Latin letters."""

    language: str
    script: str

    @property
    def is_latin(self) -> bool:
        return self.script == "Latn"

    @property
    def has_case(self) -> bool:
        return self.script in _CASED

    @property
    def right_to_left(self) -> bool:
        return self.script in _RIGHT_TO_LEFT

    @property
    def joins(self) -> bool:
        return self.script in _JOINED

    @property
    def ends_sentences(self) -> bool:
        return self.script not in _WITHOUT_PERIOD

    @property
    def is_ideographic(self) -> bool:
        """Chinese or Japanese: full-width punctuation, and no blanks between words."""
        return self.script in _IDEOGRAPHIC


@lru_cache(maxsize=64)
def traits_of(tag: str) -> Traits:
    """Return the traits of a language, its script by CLDR's likely subtags."""
    likely = likely_of(tag)
    return Traits(tag.partition("-")[0], likely[1] or "Latn")


@lru_cache(maxsize=64)
def likely_of(tag: str) -> tuple[str, str, str, str]:
    """Return language, script, region and variants of a tag, filled with the likely subtags."""
    try:
        found = Language.get(tag).maximize()
    except LanguageTagError:
        return tag, "", "", ""
    return (
        found.language or "",
        found.script or "",
        found.territory or "",
        "-".join(sorted(found.variants or ())),
    )
