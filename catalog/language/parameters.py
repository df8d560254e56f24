"""Parameters of texts: ``{name}`` and ``{name:spec}`` in a text, and filling them.

A name is filled with what was given for it, as it is. A spec asks for the served locale's way of
writing, by CLDR: ``number``, ``percent``, ``date``, ``time``, ``datetime``, ``money`` or ``unit``,
some with options after a dot. There is nothing else: no attribute, no index, no width. All other
braces stand for themselves, also those of ``%{name}`` and ``${name}``, as curl and shells have.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from ..errors import InvalidParameters, MissingExtra, shown
from ..extras import needs
from ..marking import any_of, problem_of
from ..marking import gettext_lazy as _
from ..marking import names as listed
from .text import Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from ..marking import InterfaceMessage

COUNT = "count"
# the name by which a host says into which time zone moments are put
ZONE = "tz"

_PARAMETER = re.compile(
    r"(?<![%$])\{([A-Za-z_][A-Za-z0-9_]*)(?::([a-z]+)((?:\.[A-Za-z0-9-]+)*))?\}"
)
# what somebody meant for one: a brace, then a word, closed or not
_ATTEMPT = re.compile(r"(?<![%$])\{\s*+\w[^{}]*+\}?")
_SHOWN = 40
_NUMBER = (int, float, Decimal)
_TYPES: dict[str, tuple[type, ...]] = {
    "number": _NUMBER,
    "percent": _NUMBER,
    "date": (date,),
    "time": (time, datetime),
    "datetime": (datetime,),
    "money": _NUMBER,
    "unit": _NUMBER,
}
# the options that a spec may have, and an example of them
_DECIMALS = re.compile(r"(\.[0-9])?"), "1"
_OPTIONS: dict[str, tuple[re.Pattern[str], str]] = {
    "number": _DECIMALS,
    "percent": _DECIMALS,
    "money": (re.compile(r"(\.[A-Z]{3})?"), "EUR"),
    "unit": (re.compile(r"(\.[a-z][a-z0-9-]*(\.(long|short|narrow))?)?"), "megabyte.short"),
}
# those that take a pair of a number and a currency or unit, unless the text names that
_PAIRS = {
    "money": _(
        "{value} needs a number and a currency of three capital letters as {name}, not {given}"
    ),
    "unit": _("{value} needs a number and a unit of CLDR as {name}, not {given}"),
}
_SECONDS = {
    "money": _("{value} needs a currency of three capital letters in {name}, not {given}"),
    "unit": _("{value} needs a unit of CLDR in {name}, not {given}"),
}
# of values of each type, those that a spec takes; a pair is a tuple
_VALUES: set[type] = {int, float, Decimal, date, time, datetime, tuple}
_FITTING = {
    spec: {value for value in _VALUES if issubclass(value, types)} for spec, types in _TYPES.items()
}


def names(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of the parameters that some texts have."""
    return frozenset(found[1] for text in texts for found in _PARAMETER.finditer(text))


def specs(texts: Iterable[str]) -> frozenset[str]:
    """Return the parameters that some texts have, as they stand: ``when:date``, ``item``."""
    return frozenset(found[0][1:-1] for text in texts for found in _PARAMETER.finditer(text))


def of_text(text: Text) -> frozenset[str]:
    """Return the names of the parameters of a text, with ``count`` where it chooses a form."""
    found = names(text.forms or (text,))
    return found | {COUNT} if text.forms else found


def mistake(text: str) -> InterfaceMessage | None:
    """Return what is wrong with a text's parameters, or None."""
    if "{" not in text:
        return None
    for attempt in _ATTEMPT.finditer(text):
        if not attempt[0].endswith("}"):
            begun = attempt[0][:_SHOWN].strip()
            return _("{text} has no closing {bracket}", text=begun, bracket="}")
        parameter = _PARAMETER.fullmatch(attempt[0])
        if not parameter:
            return _(
                "{text} is no parameter; write {plain} or {typed}",
                text=attempt[0],
                plain="{name}",
                typed="{name:number}",
            )
        if parameter[2] and (found := _mistake_in(attempt[0], parameter[2], parameter[3])):
            return found
    return None


def _mistake_in(written: str, spec: str, options: str) -> InterfaceMessage | None:
    if spec not in _TYPES:
        known = listed(_TYPES)
        return _("{text}: there is no {spec}, only {known}", text=written, spec=spec, known=known)
    if spec not in _OPTIONS:
        if not options:
            return None
        return _("{text}: {spec} has no options", text=written, spec=spec)
    allowed, example = _OPTIONS[spec]
    if not allowed.fullmatch(options):
        return _(
            "{text}: {options} is no option of {spec}; write {example}",
            text=written,
            options=options[1:],
            spec=spec,
            example=f"{{name:{spec}.{example}}}",
        )
    if spec == "unit" and options:
        with needs("po"):
            from .writing import is_unit
        unit = options.split(".")[1]
        if not is_unit(unit):
            return _("{text}: CLDR has no unit {unit}", text=written, unit=unit)
    return None


def conflict(texts: Iterable[str], *, counted: bool = False) -> InterfaceMessage | None:
    """Return which parameter no value fits all the specs of, in the forms of one text, or None.

    ``counted``: the text has plural forms, for which ``count`` is a whole number.
    """
    fitting: dict[str, tuple[object, set[type]]] = {}
    if counted:
        # Translators: what the parameter "count" of a text with plurals is
        fitting[COUNT] = _("a number"), {int}
    for text in texts:
        for found in _PARAMETER.finditer(text):
            name, spec = found[1], found[2]
            if spec not in _FITTING:
                continue
            fits = {tuple} if spec in _PAIRS and not found[3] else _FITTING[spec]
            before, values = fitting.get(name, ("", _VALUES))
            if not values & fits:
                return _(
                    "{parameter}: no value is that and {other} too",
                    parameter=found[0],
                    other=before,
                )
            fitting[name] = spec, values & fits
    return None


def filled(text: Text, values: Mapping[str, object]) -> str:
    """Return a text with its parameters filled, as its locale writes them.

    Of a text with plural forms, ``count`` chooses one. ``tz`` is no parameter unless the text has
    one of that name, but the time zone that moments are put into. Raises InvalidParameters for a
    name that is missing or that the text does not have, and for a value that cannot be written as
    asked.
    """
    known = of_text(text)
    _check_names(text, known, values.keys() - ({ZONE} - known))
    form = _form(text, values[COUNT]) if text.forms else str(text)

    def written(parameter: re.Match[str]) -> str:
        return _written(text, parameter, values)

    return _PARAMETER.sub(written, form)


def legible(text: Text, values: Mapping[str, object] | None = None) -> str:
    """Return a text for somebody to read: ``<name>`` where a value is missing or does not fit.

    What else stands in ``values`` is filled. Nothing is raised.
    """
    if "{" not in text and not text.forms:
        return str(text)
    given = values or {}
    try:
        form = _form(text, given.get(COUNT)) if text.forms else str(text)
    except InvalidParameters:
        form = str(text)

    def written(parameter: re.Match[str]) -> str:
        try:
            if parameter[1] in given:
                return _written(text, parameter, given)
        except InvalidParameters:
            pass  # the name says more than an error about it would
        except MissingExtra:
            # without Babel a value can still be read, if not in the style of a language
            return shown(given[parameter[1]])
        return f"<{parameter[1]}>"

    return _PARAMETER.sub(written, form)


def _check_names(text: str, known: frozenset[str], given: AbstractSet[str]) -> None:
    missing, extra = sorted(known - given), sorted(given - known)
    if missing or extra:
        having = _("its parameters are {names}", names=listed(sorted(known)))
        problem = _wrong_names(missing[:1], extra[:1])
        raise InvalidParameters(text, problem.given(having=having if known else _("it has none")))


def _wrong_names(missing: list[str], extra: list[str]) -> InterfaceMessage:
    if not extra:
        return _("{value} needs the parameter {missing}; {having}", missing=repr(missing[0]))
    if not missing:
        return _("{value} has no parameter {extra}; {having}", extra=repr(extra[0]))
    return _(
        "{value} needs the parameter {missing} and has no parameter {extra}; {having}",
        missing=repr(missing[0]),
        extra=repr(extra[0]),
    )


def _form(text: Text, count: object) -> str:
    if isinstance(count, bool) or not isinstance(count, int):
        problem = _("{value} needs a whole number as count, not {given}", given=shown(count))
        raise InvalidParameters(text, problem)
    # imported here: few texts have plurals
    from .plurals import chosen

    # a translation may lack the last forms of its rule, as msgfmt lets it
    return text.forms[min(chosen(text.plural, count), len(text.forms) - 1)]


def _written(text: Text, parameter: re.Match[str], values: Mapping[str, object]) -> str:
    """Return how the value of a parameter is written in its place in a text."""
    name, spec, options = parameter[1], parameter[2], parameter[3]
    value = values[name]
    if not spec:
        try:
            return str(value)
        except Exception as error:
            # an integer of thousands of digits, or what a host's own type may raise
            problem = _("{value} cannot write {name}: {reason}", name=name, reason=str(error))
            raise InvalidParameters(text, problem) from error
    if found := _mistake_in(parameter[0], spec, options):
        raise InvalidParameters(text, _("{value} cannot be filled: {problem}", problem=found))
    chosen = options[1:].split(".") if options else []
    if spec in _PAIRS and not options:
        value, chosen = _pair(text, name, spec, value)
    types = _TYPES[spec]
    if isinstance(value, bool) or not isinstance(value, types):
        problem = _(
            "{value} needs {types} as {name}, not {given}",
            types=any_of([kind.__name__ for kind in types]),
            name=name,
            given=shown(value),
        )
        raise InvalidParameters(text, problem)
    try:
        with needs("po"):
            # imported here: it takes longer to load than most answers
            from .writing import written
        return written(text.locale, spec, chosen, value, values.get(ZONE))
    except (ArithmeticError, ValueError, LookupError) as error:
        problem = _(
            "{value} cannot write {given} as {parameter}: {reason}",
            given=shown(value),
            parameter=f"{name}:{spec}{options}",
            reason=problem_of(error),
        )
        raise InvalidParameters(text, problem) from error


def _pair(text: str, name: str, spec: str, value: object) -> tuple[object, list[str]]:
    """Return the number of a pair, and what it is a number of as the option of the spec."""
    if not isinstance(value, tuple | list) or len(value) != 2 or not isinstance(value[1], str):
        problem = _PAIRS[spec].given(name=name, given=shown(value))
        raise InvalidParameters(text, problem)
    if not _OPTIONS[spec][0].fullmatch(f".{value[1]}"):
        problem = _SECONDS[spec].given(name=name, given=shown(value[1]))
        raise InvalidParameters(text, problem)
    return value[0], [value[1]]
