"""Explanations in logs: a filter for records as they are written, and the lines of a log again.

Of lines, precision comes before recall: what counts is what forms and phrases say of logs.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import ContextVar
from functools import partial

from .answers.notes import explanation
from .extras import needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .answers.entry import Entry
    from .lookup.catalog import Catalog, Locales

__all__ = ["ExplainFilter", "annotate"]

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
        self._explain = partial(catalog.explain, locale=locale)

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the attribute, and let the record pass."""
        record.explanation = ""
        exception = _exception_of(record)
        if exception is not None and not _explaining.get():
            token = _explaining.set(True)
            try:
                record.explanation = explanation(self._explain, exception) or ""
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


def annotate(
    catalog: Catalog,
    chunks: Iterable[bytes],
    *,
    system: str | Sequence[str] | None = None,
    locale: Locales = None,
    platform: str | None = None,
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
