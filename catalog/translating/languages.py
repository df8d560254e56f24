"""What CLDR knows of a language: its names, and its rule for plurals as gettext writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import PLURALS
from babel.plural import PluralRule, to_gettext

from ..errors import InvalidLocale
from ..language import plurals

_COUNTS = range(1000)
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
# how gettext's tools write the rules of most languages that Babel has no expression for
_USUAL = ("nplurals=1; plural=0;", plurals.ENGLISH, "nplurals=2; plural=(n > 1);")
_DOUBLE_BRACKETS = re.compile(r"\(\(([^()]*)\)\)")


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
