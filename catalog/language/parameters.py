"""Parameters of texts: ``{name}`` and ``{name:spec}`` in a text, and filling them.

A name is filled with what was given for it, as it is. A spec asks for the served locale's way of
writing: ``number``, ``percent``, ``date``, ``time`` or ``datetime`` (CLDR's medium length). There
is nothing else: no attribute, no index, no width. All other braces stand for themselves.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from ..errors import InvalidParameters, shown
from ..extras import needs
from .plurals import chosen
from .text import UNDETERMINED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from babel import Locale

COUNT = "count"

_PARAMETER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::([a-z]+))?\}")
# what somebody meant for one: a brace, then a word, closed or not
_ATTEMPT = re.compile(r"\{\s*+\w[^{}]*+\}?")
_SHOWN = 40
_NUMBER = (int, float, Decimal)
_TYPES: dict[str, tuple[type, ...]] = {
    "number": _NUMBER,
    "percent": _NUMBER,
    "date": (date,),
    "time": (time, datetime),
    "datetime": (datetime,),
}
# of values of each type, those that a spec takes
_VALUES: set[type] = {int, float, Decimal, date, time, datetime}
_FITTING = {
    spec: {value for value in _VALUES if issubclass(value, types)} for spec, types in _TYPES.items()
}


def names(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of the parameters that some texts have."""
    return frozenset(found[1] for text in texts for found in _PARAMETER.finditer(text))


def specs(texts: Iterable[str]) -> frozenset[str]:
    """Return the parameters that some texts have, as they stand: ``when:date``, ``item``."""
    return frozenset(found[0][1:-1] for text in texts for found in _PARAMETER.finditer(text))


def mistake(text: str) -> str | None:
    """Return what is wrong with a text's parameters, or None."""
    if "{" not in text:
        return None
    for attempt in _ATTEMPT.finditer(text):
        if not attempt[0].endswith("}"):
            return f"{attempt[0][:_SHOWN].strip()} has no closing }}"
        parameter = _PARAMETER.fullmatch(attempt[0])
        if not parameter:
            return f"{attempt[0]} is no parameter; write {{name}} or {{name:number}}"
        if parameter[2] and parameter[2] not in _TYPES:
            return f"{attempt[0]}: there is no {parameter[2]}, only {', '.join(_TYPES)}"
    return None


def conflict(texts: Iterable[str], *, counted: bool = False) -> str | None:
    """Return which parameter no value fits all the specs of, in the forms of one text, or None.

    ``counted``: the text has plural forms, for which ``count`` is a whole number.
    """
    fitting: dict[str, tuple[str, set[type]]] = {}
    if counted:
        fitting[COUNT] = "a number", {int}
    for text in texts:
        for found in _PARAMETER.finditer(text):
            name, spec = found[1], found[2]
            if spec not in _FITTING:
                continue
            before, values = fitting.get(name, ("", _VALUES))
            if not values & _FITTING[spec]:
                return f"{found[0]}: no value is that and {before} too"
            fitting[name] = spec, values & _FITTING[spec]
    return None


def filled(
    text: str, forms: tuple[str, ...], rule: str, tag: str, values: Mapping[str, object]
) -> str:
    """Return a text with its parameters filled, as the locale of a tag writes them.

    Of a text with plural ``forms``, the ``rule`` (``Plural-Forms``) chooses one by ``count``.
    Raises InvalidParameters for a name that is missing or that the text does not have, and for a
    value that cannot be written as asked.
    """
    _check_names(text, names(forms or (text,)), bool(forms), values)
    form = _form(text, forms, rule, values[COUNT]) if forms else text

    def written(parameter: re.Match[str]) -> str:
        value = values[parameter[1]]
        if parameter[2]:
            return _written(text, tag, parameter[1], parameter[2], value)
        try:
            return str(value)
        except ValueError as error:
            # an integer of thousands of digits
            raise InvalidParameters(text, f"cannot write {parameter[1]}: {error}") from error

    return _PARAMETER.sub(written, form)


def _check_names(
    text: str, wanted: frozenset[str], counted: bool, values: Mapping[str, object]
) -> None:
    known = wanted | {COUNT} if counted else wanted
    missing, extra = sorted(known - values.keys()), sorted(values.keys() - known)
    if missing or extra:
        having = f"its parameters are {', '.join(sorted(known))}" if known else "it has none"
        needs = [f"needs the parameter {missing[0]!r}"] if missing else []
        has_no = [f"has no parameter {extra[0]!r}"] if extra else []
        raise InvalidParameters(text, f"{' and '.join(needs + has_no)}; {having}")


def _form(text: str, forms: tuple[str, ...], rule: str, count: object) -> str:
    if isinstance(count, bool) or not isinstance(count, int):
        raise InvalidParameters(text, f"needs a whole number as count, not {count!r}")
    # a translation may lack the last forms of its rule, as msgfmt lets it
    return forms[min(chosen(rule, count), len(forms) - 1)]


def _written(text: str, tag: str, name: str, spec: str, value: object) -> str:
    types = _TYPES.get(spec)
    if types is None:
        raise InvalidParameters(text, f"asks for {spec}; there is only {', '.join(_TYPES)}")
    if isinstance(value, bool) or not isinstance(value, types):
        kind = " or ".join(kind.__name__ for kind in types)
        raise InvalidParameters(text, f"needs {kind} as {name}, not {value!r}")
    try:
        with needs("po"):
            return _formatted(_babel(tag), spec, value)
    except (ArithmeticError, ValueError) as error:
        problem = f"cannot write {shown(value)} as {name}:{spec}"
        raise InvalidParameters(text, problem) from error


def _formatted(locale: Locale, spec: str, value: object) -> str:
    # imported here: it takes longer to load than most answers
    from babel import dates, numbers

    if spec == "number":
        return numbers.format_decimal(value, locale=locale)  # type: ignore[arg-type]
    if spec == "percent":
        return numbers.format_percent(value, locale=locale)  # type: ignore[arg-type]
    if spec == "date":
        return dates.format_date(value, locale=locale)  # type: ignore[arg-type]
    if spec == "time":
        return dates.format_time(value, locale=locale)  # type: ignore[arg-type]
    return dates.format_datetime(value, locale=locale)  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _babel(tag: str) -> Locale:
    """Return Babel's locale for a tag, or for the longest beginning of it that CLDR knows."""
    from babel import Locale, UnknownLocaleError

    subtags = [] if tag == UNDETERMINED else tag.split("-")
    while subtags:
        try:
            return Locale.parse("-".join(subtags), sep="-")
        except (UnknownLocaleError, ValueError):
            subtags.pop()
    return Locale("en")
