"""Explanations in logs: a filter for records as they are written, and the lines of a log again.

Of lines, precision comes before recall: what counts is what forms and phrases say of logs.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextvars import ContextVar
from functools import partial

from .answers.coded import CodedError
from .answers.entry import Entry
from .answers.notes import explanation
from .extras import needs
from .hints import Any, Locales, Platform, Systems
from .lookup.catalog import Catalog

__all__ = ["ExplainFilter", "ExplainProcessor", "annotate"]

# what a record or an event gets
FIELDS = (
    "explanation",
    "catalog_system",
    "catalog_symbol",
    "catalog_retry",
    "catalog_locale",
)

# what is logged while an exception is being explained is not explained in turn
_explaining: ContextVar[bool] = ContextVar("catalog explaining", default=False)


class _Explaining:
    """What explains the exceptions of logs, in one language; arguments are those of ``explain``."""

    def __init__(
        self,
        catalog: Catalog,
        locale: Locales = None,
        *,
        platform: Platform | None = None,
        context: bool = True,
    ) -> None:
        super().__init__()
        self._explain = partial(catalog.explain, locale=locale, platform=platform, context=context)


class ExplainFilter(_Explaining, logging.Filter):
    """Gives every record an ``explanation``, for ``%(explanation)s`` in a format.

    It is what the record's exception means, in the locale asked for: that of ``exc_info``, else
    the last one among the arguments (``log.error("no answer: %s", error)``), else the message
    itself. A record that has a ``catalog_code`` of its own, and perhaps ``catalog_parameters``,
    by ``extra={...}``, is explained as an exception with them. For formats of fields, such as
    JSON, there are also ``catalog_system``, ``catalog_symbol``, ``catalog_retry`` and
    ``catalog_locale``. All are empty where nothing is known. All records pass, and nothing is
    raised. ``platform`` and ``context`` are those of ``Catalog.explain``.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the attributes, and let the record pass."""
        fields = _fields_of(self._explain, _exception_of(record))
        for name in FIELDS:
            setattr(record, name, fields.get(name, ""))
        return True


class ExplainProcessor(_Explaining):
    """A processor for structlog that adds what an event's exception means, as ``explanation``.

    The exception is that of ``exc_info``, else the last one among the values of the event; else
    the event may have a ``catalog_code``, and perhaps ``catalog_parameters``. With the explanation
    come ``catalog_system``, ``catalog_symbol``, ``catalog_retry`` and ``catalog_locale``. Nothing
    is added where nothing is known, and nothing is raised. It stands before processors that
    format exceptions. Arguments are those of ExplainFilter.
    """

    def __call__(
        self, logger: object, method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Add the values to an event, and return it."""
        given = event.get("exc_info")
        told = sys.exc_info() if given is True else given
        exception = told[1] if isinstance(told, tuple) and len(told) > 1 else told
        if not isinstance(exception, BaseException):
            exception = _in_values(event.values(), event)
        event.update(_fields_of(self._explain, exception))
        return event


def _fields_of(
    explain: Callable[[BaseException], Entry | None], exception: BaseException | None
) -> dict[str, str]:
    """Return what is said of an exception in a log, by name; nothing where nothing is known."""
    if exception is None or _explaining.get():
        return {}
    token = _explaining.set(True)
    try:
        line, entry = explanation(explain, exception)
    finally:
        _explaining.reset(token)
    fields = {"explanation": line} if line else {}
    if entry is not None:
        fields |= {
            "catalog_system": entry.system,
            "catalog_symbol": entry.symbol,
            "catalog_retry": entry.retry or "",
            "catalog_locale": entry.meaning.locale,
        }
    return fields


def _exception_of(record: logging.LogRecord) -> BaseException | None:
    # records may be made by hand, of anything
    if isinstance(record.exc_info, tuple) and isinstance(record.exc_info[1], BaseException):
        return record.exc_info[1]
    given: object = record.args
    arguments = tuple(given.values()) if isinstance(given, Mapping) else given
    every = arguments if isinstance(arguments, tuple) else ()
    return _in_values((record.msg, *every), vars(record))


def _in_values(values: Iterable[object], fields: Mapping[str, object]) -> BaseException | None:
    """Return the last exception among some values, or one with the code that some fields name."""
    found = [one for one in values if isinstance(one, BaseException)]
    if found:
        return found[-1]
    code, parameters = fields.get("catalog_code"), fields.get("catalog_parameters")
    if not isinstance(code, str):
        return None
    error = CodedError()
    error.catalog_code = code
    error.catalog_parameters = parameters if isinstance(parameters, Mapping) else {}
    return error


def annotate(
    catalog: Catalog,
    chunks: Iterable[bytes],
    *,
    system: Systems = None,
    locale: Locales = None,
    platform: Platform | None = None,
) -> Iterator[tuple[bytes, tuple[Entry, ...]]]:
    """Yield a log again, piece by piece, with the entries of the codes that each piece names.

    A piece with entries is one line; one without is any number of lines. Joined, they are
    exactly what came in, whatever its encoding. What follows the last line end is held until more
    comes; but a line of more than a mebibyte comes in several pieces, the last of which has the
    entries of them all. ``system`` may be several; it, ``locale`` and ``platform`` are those of
    ``Catalog``. Memory does not grow with the log.
    """
    # imported here: records of a logger need none of it
    with needs("cli"):
        from .lookup.annotating import Annotator

    systems = (system,) if isinstance(system, str) else tuple(system or ())
    annotator = Annotator(*catalog.asked(systems, locale, platform))
    yield from annotator.pieces_of(chunks)
