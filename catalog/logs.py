"""Explanations in log records: a filter for a handler, or for a logger."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import ContextVar

from catalog.notes import explanation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from catalog.lookup import Catalog, Locales

# what is logged while an exception is being explained is not explained in turn
_explaining: ContextVar[bool] = ContextVar("catalog explaining", default=False)


class ExplainFilter(logging.Filter):
    """Gives every record an ``explanation``, for ``%(explanation)s`` in a format.

    It is what the record's exception means, in the locale asked for: that of ``exc_info``, else
    the last one among the arguments (``log.error("no answer: %s", error)``), else the message
    itself. It is empty where there is none or nothing is known of it. All records pass.
    """

    def __init__(self, catalog: Catalog, locale: Locales = None) -> None:
        super().__init__()
        self._catalog = catalog
        self._locale = locale

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the attribute, and let the record pass."""
        record.explanation = ""
        exception = _exception_of(record)
        if exception is not None and not _explaining.get():
            token = _explaining.set(True)
            try:
                record.explanation = explanation(self._catalog, exception, self._locale) or ""
            finally:
                _explaining.reset(token)
        return True


def _exception_of(record: logging.LogRecord) -> BaseException | None:
    # records may be made by hand, of anything
    if isinstance(record.exc_info, tuple) and isinstance(record.exc_info[1], BaseException):
        return record.exc_info[1]
    given: object = record.args
    arguments = tuple(given.values()) if isinstance(given, Mapping) else given
    every = arguments if isinstance(arguments, tuple) else ()
    found = [one for one in (record.msg, *every) if isinstance(one, BaseException)]
    return found[-1] if found else None
