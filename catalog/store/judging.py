"""Whether the rows of a database are what the schema promises, before anything is made of them.

SQLite keeps whatever type it is given, and a file may be damaged, or made by somebody who means
harm. What is wrong raises Damage, with what it is in words.
"""

from __future__ import annotations

from ..errors import DatabaseError
from ..marking import any_of, problem_of
from ..marking import gettext_lazy as _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..marking import InterfaceMessage
    from .sqlite import Row
    from .statements import Key, Parts

    # system, symbol, field, locale, source
    Plural = tuple[str, str, str, str, int]

NAME: frozenset[type] = frozenset((str,))
NUMBER: frozenset[type] = frozenset((int,))
# PostgreSQL has a type for truth, SQLite none
FLAG: frozenset[type] = frozenset((int, bool))
NAME_OR_NONE: frozenset[type] = frozenset((str, type(None)))

# the types of place, text, source and number that a part may have, as tuples
_OF_A_TEXT = frozenset(((str, str, int, int),))
_OF_AN_ENTRY = frozenset(
    (place, text, int, number)
    for place in NAME_OR_NONE
    for text in NAME_OR_NONE
    for number in (int, type(None))
)
_NAMES = ("symbol", "alias", "number", "related", "same")
_STATUSES = frozenset(map(str, range(100, 600)))
_NOT_TEXTS = (*_NAMES, "sources", "phrase", "status", "plural")


class Damage(Exception):
    """A row is not what the schema promises; ``problem`` says in what."""

    def __init__(self, problem: InterfaceMessage) -> None:
        super().__init__(problem)
        self.problem = problem


def damaged(database: str, problem: InterfaceMessage) -> DatabaseError:
    """Return the error of a database whose rows are not what the schema promises."""
    return DatabaseError(
        database,
        _("is damaged: {problem}", problem=problem),
        _("use a good copy, or make another"),
    )


def columns(rows: Sequence[Row], *kinds: frozenset[type]) -> Sequence[Row]:
    """Return some rows whose columns are of the types promised."""
    for row in rows:
        for value, kind in zip(row, kinds, strict=True):
            if type(value) not in kind:
                wanted = any_of(sorted([one.__name__ for one in kind]))
                found = type(value).__name__
                raise Damage(
                    _("it has a {found} where a {wanted} should be", found=found, wanted=wanted)
                )
    return rows


def by_entry(rows: Sequence[Row]) -> dict[Key, Parts]:
    """Return the rows of entries by system and symbol, then by part, each entry whole."""
    entries: dict[Key, Parts] = {}
    rules: dict[tuple[str, str, int], str] = {}
    plurals: dict[Plural, list[int]] = {}
    for system, symbol, part, place, text, source, number in rows:
        types = type(place), type(text), type(source), type(number)
        if types not in (_OF_AN_ENTRY if part == "entry" else _OF_A_TEXT):
            _refuse_types(system, symbol, part)
        parts = entries.get((system, symbol))
        if parts is None:
            _require_names(system, symbol)
            parts = entries[system, symbol] = {}
        if part == "plural":
            rules[system, place, source] = text
        elif number and part not in _NOT_TEXTS and part != "entry":
            plurals.setdefault((system, symbol, part, place, source), []).append(number)
        of_part = parts.get(part)
        row = place, text, source, number
        if of_part is None:
            parts[part] = [row]
        else:
            of_part.append(row)
    for (system, symbol), parts in entries.items():
        _require_entry(system, symbol, parts)
    if plurals:
        _judge_plurals(plurals, rules)
    return entries


def _require_entry(system: str, symbol: str, parts: Parts) -> None:
    entry = f"{system}:{symbol}"
    if len(parts.get("entry", ())) != 1:
        raise Damage(_("{entry} has rows, but is no entry", entry=entry))
    if "status" in parts and parts["status"][0][1] not in _STATUSES:
        raise Damage(_("the status of {entry} is none of HTTP", entry=entry))


def _require_names(system: object, symbol: object) -> None:
    if type(system) is not str or type(symbol) is not str:
        raise Damage(_("an entry's name is no text"))


def _refuse_types(system: object, symbol: object, part: object) -> None:
    raise Damage(
        _(
            "{entry} has a value of a wrong type in {part}",
            entry=f"{system!s:.60}:{symbol!s:.60}",
            part=f"{part!s:.60}",
        )
    )


def _judge_plurals(
    plurals: dict[Plural, list[int]], rules: dict[tuple[str, str, int], str]
) -> None:
    """Raise Damage unless each text with plurals has all the forms that its rule counts."""
    # imported here: most texts have no plurals
    from ..language.plurals import parsed

    for (system, symbol, field, locale, source), forms in plurals.items():
        try:
            count = parsed(rules.get((system, locale, source), ""))[0]
        except ValueError as error:
            raise Damage(_no_rule(locale, error)) from error
        if sorted(forms) != list(range(1, count + 1)):
            raise Damage(
                _(
                    "{entry} has not all forms of its {field} in {locale}",
                    entry=f"{system}:{symbol}",
                    field=field,
                    locale=locale,
                )
            )


def _no_rule(locale: str, error: ValueError) -> InterfaceMessage:
    problem = problem_of(error)
    return _("the rule for plurals in {locale} is none: {problem}", locale=locale, problem=problem)


def locales(found: Iterable[str]) -> tuple[str, ...]:
    """Return some locales in order, each a language tag."""
    from ..errors import InvalidLocale
    from ..language.tags import normalize

    tags = sorted(set(found))
    for tag in tags:
        try:
            is_tag = normalize(tag) == tag
        except InvalidLocale as error:
            raise Damage(error.message) from error
        if not is_tag:
            raise Damage(_("a locale is no language tag: {tag}", tag=f"{tag!s:.60}"))
    return tuple(tags)
