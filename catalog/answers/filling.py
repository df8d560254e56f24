"""Entries whose texts have their parameters filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from ..errors import InvalidParameters
from ..language import parameters
from ..language.text import TEXT_FIELDS, Text
from ..marking import gettext_lazy
from ..marking import names as listed
from .entry import Entry

# how values of each spec are read, and how they are written
_READ: dict[str, Callable[[str], object]] = {
    "count": int,
    "number": Decimal,
    "percent": Decimal,
    "money": Decimal,
    "unit": Decimal,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
}
_EXAMPLES = {
    "count": "3",
    "number": "12.5",
    "percent": "0.035",
    "money": "9.90 EUR",
    "unit": "5 megabyte",
    "date": "2026-01-31",
    "time": "23:30",
    "datetime": "2026-01-31T23:30+09:00",
}


def names(entry: Entry) -> frozenset[str]:
    """Return the names of the parameters that the texts of an entry have, or had when unfilled."""
    return frozenset().union(*[parameters.of_text(text.template) for _, text in _texts(entry)])


def filled(entry: Entry, values: Mapping[str, object]) -> Entry:
    """Return an entry with all its texts filled, each with those of some values that it has.

    Raises InvalidParameters, which names the text, for a value that is missing or does not fit.
    """

    def fill(name: str, text: Text) -> Text:
        known = parameters.of_text(text) | {parameters.ZONE}
        try:
            return text.fill(**{one: values[one] for one in known if one in values})
        except InvalidParameters as error:
            where = f"{entry.system}:{entry.symbol}.{name} ({text.locale})"
            raise InvalidParameters(error.value, error.problem, where) from error

    return _with_texts(entry, fill)


def legible(entry: Entry, values: Mapping[str, object]) -> Entry:
    """Return an entry with its texts for somebody to read; nothing is raised.

    Where a value is missing or does not fit, the name of the parameter stands: ``<count>``.
    """

    def fill(_: str, text: Text) -> Text:
        return Text(parameters.legible(text, values), text.locale, template=text.template)

    return _with_texts(entry, fill)


def typed(entries: Iterable[Entry], given: Mapping[str, str]) -> dict[str, object]:
    """Return values that somebody typed for parameters, of the types that the texts ask for.

    ``given`` has them by name: whole numbers and decimal ones, dates and times of ISO 8601, pairs
    with a space between (``9.90 EUR``). Raises InvalidParameters for a name that no text of the
    entries has, and for a value that is none of its type.
    """
    wanted: dict[str, str] = {}
    for text in [text for entry in entries for _, text in _texts(entry)]:
        wanted |= dict.fromkeys(parameters.of_text(text), "")
        found = [one.partition(":") for one in parameters.specs(text.forms or (text,))]
        wanted |= {name: spec for name, _, spec in found if spec}
    for name in given:
        if name not in wanted and name != parameters.ZONE:
            # Translators: {known} is a list of names, or "none"
            problem = gettext_lazy(
                "{value} is no parameter of these texts; they have: {known}",
                known=listed(sorted(wanted) or [gettext_lazy("none")]),
            )
            raise InvalidParameters(name, problem)
    return {name: _typed(name, wanted.get(name, ""), text) for name, text in given.items()}


def _typed(name: str, spec: str, text: str) -> object:
    kind = "count" if name == parameters.COUNT else spec.partition(".")[0]
    if kind not in _READ or not text:
        return text
    try:
        number, _, unit = text.rpartition(" ")
        if spec in ("money", "unit"):
            return _READ[kind](number), unit
        return _READ[kind](text)
    except (ValueError, ArithmeticError) as error:
        example = f"{name}={_EXAMPLES[kind]}"
        problem = gettext_lazy(
            "{value} is no value for {name}; write it as in {example}", name=name, example=example
        )
        raise InvalidParameters(text, problem) from error


def _with_texts(entry: Entry, fill: Callable[[str, Text], Text]) -> Entry:
    changed = {name: fill(name, text) for name, text in _texts(entry) if parameters.of_text(text)}
    return entry.replaced(**changed) if changed else entry


def _texts(entry: Entry) -> Iterable[tuple[str, Text]]:
    return [(field.name, getattr(entry, field.name)) for field in TEXT_FIELDS if field.shown]
