"""Values as a locale writes them, by CLDR: Babel's data, in the forms that texts ask for."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal, cast
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers, units

from ..marking import Unfit
from ..marking import gettext_lazy as _
from .text import UNDETERMINED


def written(tag: str, spec: str, options: list[str], value: object, zone: object) -> str:
    """Return a value of a fitting type in the form of a spec, as the locale of a tag writes it.

    ``options`` are those of the spec: decimals, a currency, or a unit and its length. A moment
    that knows its time zone is put into ``zone``, a tzinfo or the name of one; where that is None
    it is written with its own. Raises ValueError, LookupError or ArithmeticError for what cannot
    be written.
    """
    locale = _locale(tag)
    if isinstance(value, int | float | Decimal):
        return _number(locale, spec, options, value)
    is_moment = isinstance(value, datetime)
    if zone is not None and isinstance(value, datetime):
        value = _in_zone(value, zone)
    if spec == "date":
        return dates.format_date(cast(date, value), locale=locale)
    # one that is in the reader's own time zone needs no name of it
    is_told = zone is None or not is_moment
    clock = cast(time | datetime, value)
    length: Literal["long", "medium"] = "long" if clock.tzinfo and is_told else "medium"
    zoned = clock.tzinfo if isinstance(clock, datetime) else None
    at = dates.format_time(clock, length, tzinfo=zoned, locale=locale)
    if spec == "time":
        return at
    joined = str(dates.get_datetime_format("medium", locale=locale)).replace("'", "")
    on = dates.format_date(cast(date, value), locale=locale)
    return joined.replace("{0}", at).replace("{1}", on)


def _number(locale: Locale, spec: str, options: list[str], value: float | Decimal) -> str:
    if spec == "money":
        return numbers.format_currency(value, options[0], locale=locale)
    if spec == "unit":
        length = cast(Literal["short", "long", "narrow"], (*options, "long")[1])
        return units.format_unit(value, options[0], length=length, locale=locale)
    patterns = locale.percent_formats if spec == "percent" else locale.decimal_formats
    pattern = patterns[None]
    if options:
        pattern = copy(pattern)
        pattern.frac_prec = int(options[0]), int(options[0])
    return str(pattern.apply(value, locale))


def _in_zone(value: datetime, zone: object) -> datetime:
    if value.tzinfo is None:
        raise Unfit(_("it has no time zone to be put into another from"))
    if isinstance(zone, tzinfo):
        return value.astimezone(zone)
    try:
        return value.astimezone(ZoneInfo(str(zone)))
    except (LookupError, ValueError, OSError) as error:
        problem = _("there is no time zone {zone}, as Europe/Paris is one", zone=repr(zone))
        raise Unfit(problem) from error


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    """Return the units that CLDR names in English, with their kinds and without."""
    found = list(Locale("en").unit_display_names)
    return frozenset([*found, *[name.partition("-")[2] for name in found]])


def is_unit(name: str) -> bool:
    """Tell whether CLDR has a unit of this name: ``megabyte``, ``kilometer-per-hour``."""
    return name in _units()


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    """Return Babel's locale for a tag, or for the longest beginning of it that CLDR knows."""
    subtags = [] if tag == UNDETERMINED else tag.split("-")
    while subtags:
        try:
            return Locale.parse("-".join(subtags), sep="-")
        except (UnknownLocaleError, ValueError):
            subtags.pop()
    return Locale("en")
