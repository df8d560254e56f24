"""What an application answers with when an exception ends a request, whatever its framework.

Only what is meant for the reader is answered: an application's own exceptions, those of types that
it has mapped, HTTP exceptions of the framework, and what the catalogue says of a request's input.
Everything else stays what it was, a fault of the program, and the framework's to answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus

from ..answers.coded import has_code
from ..answers.entry import Entry
from ..answers.problem import Problem, made
from ..errors import (
    AmbiguousCode,
    CatalogError,
    DatabaseError,
    InvalidCode,
    InvalidLocale,
    InvalidPlatform,
    InvalidSearch,
    UnknownCode,
    UnknownSystem,
    printable,
    shown,
)
from ..language.accept import negotiate
from ..language.tags import normalize
from ..lookup.catalog import Catalog
from ..records import Record
from .answer import Answer, Refusal, of_problem

_log = logging.getLogger("catalog.contrib")

_FAILURES = range(400, 600)
_SERVER_FAILS = 500
_NO_INPUT = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "", (), {})
# what the catalogue raises for what a request has in it, with the status to answer with
_OF_INPUT: tuple[tuple[type[CatalogError], int], ...] = (
    (InvalidCode, HTTPStatus.BAD_REQUEST),
    (InvalidLocale, HTTPStatus.BAD_REQUEST),
    (InvalidPlatform, HTTPStatus.BAD_REQUEST),
    (InvalidSearch, HTTPStatus.BAD_REQUEST),
    (UnknownCode, HTTPStatus.NOT_FOUND),
    (UnknownSystem, HTTPStatus.NOT_FOUND),
    (AmbiguousCode, HTTPStatus.CONFLICT),
)


class Asked(Record):
    """The request that an exception ended: its method and path, and who reads the answer.

    ``header`` is its Accept-Language, ``chosen`` are languages that come before those in it.
    """

    __slots__ = ("method", "path", "header", "chosen")

    method: str
    path: str
    header: str
    chosen: tuple[str, ...]


class Policy:
    """Decides what to answer with, and logs what has been decided.

    ``read`` returns what an HTTP exception of the framework says, or None for any other one.
    ``systems`` are the application's own, whose exceptions are answered: those whose types they
    name by ``raised``; without it, every system that did not come with the package. Those with a
    ``catalog_code`` always are. ``mapped`` are other types of exceptions that are answered, each
    with a status, or None for that of the entry; of two that fit the nearer one counts. ``base``
    is what the URIs of types begin with, ``retry_after`` the seconds of that header, which is sent
    where trying again makes sense. ``level`` is that at which answers below 500 are logged.
    """

    def __init__(
        self,
        catalog: Catalog,
        read: Callable[[Exception], Refusal | None],
        *,
        base: str | None = None,
        systems: str | Sequence[str] | None = None,
        mapped: Mapping[type[Exception], int | None] | None = None,
        retry_after: int | None = None,
        level: int = logging.WARNING,
    ) -> None:
        self.catalog = catalog
        self._read = read
        self._base = _checked_base(base)
        names = [systems] if isinstance(systems, str) else systems
        self._systems = None if names is None else {name.casefold() for name in names}
        self._mapped = _checked_mapping(mapped or {})
        self._retry_after = retry_after
        self._level = level

    def holds(self, asked: Asked) -> bool:
        """Tell whether an answer to a request will read nothing, so that nobody waits for it."""
        try:
            return self.catalog.holds(()) and self.catalog.holds(self.languages(asked))
        except CatalogError:
            return False

    def answer(self, exception: Exception, asked: Asked) -> Answer | None:
        """Return what to answer with, or None for what is the framework's to answer."""
        refusal = self._read(exception)
        if refusal is not None and refusal.status not in _FAILURES:
            return None
        problem = self._problem(exception, refusal, asked)
        if problem is None:
            return None
        level = logging.ERROR if problem.status >= _SERVER_FAILS else self._level
        path = printable(asked.path)
        told = (asked.method, path, problem.status, problem.type)
        _log.log(level, "%s %s: answered with %s, %s", *told, exc_info=exception)
        return of_problem(problem, refusal.headers if refusal is not None else ())

    def _problem(
        self, exception: Exception, refusal: Refusal | None, asked: Asked
    ) -> Problem | None:
        if isinstance(exception, DatabaseError):
            # what it says is for whoever runs the database; nor is that one asked again
            return self._of_status(_NO_INPUT, asked, of_bundled=True)
        own = self._own(exception, refusal, asked)
        if own is not None:
            return own
        for kind in type(exception).__mro__:
            if kind in self._mapped:
                return self._of_mapped(exception, self._mapped[kind], refusal, asked)
        for error, status in _OF_INPUT:
            if isinstance(exception, error):
                return self._of_input(exception, status, asked)
        return None if refusal is None else self._of_status(refusal, asked)

    def _own(self, exception: Exception, refusal: Refusal | None, asked: Asked) -> Problem | None:
        """Return the problem of an application's own exception; None for any other one."""
        found = self._recognized(exception, asked, own=True)
        if found is None:
            return None
        entry, values = found
        named = self._systems is None or entry.system.casefold() in self._systems
        if not named and not has_code(exception):
            return None
        return self._made(entry, values, refusal.status if refusal is not None else None)

    def _of_mapped(
        self, exception: Exception, status: int | None, refusal: Refusal | None, asked: Asked
    ) -> Problem | None:
        """Return the problem of a mapped exception; None if nothing is known of it at all."""
        if status is None and refusal is not None:
            status = refusal.status
        found = self._recognized(exception, asked, own=False)
        if found is not None:
            return self._made(*found, status)
        return None if status is None else self._of_status(Refusal(status, "", (), {}), asked)

    def _of_input(self, error: CatalogError, status: int, asked: Asked) -> Problem:
        told = error.localized(self.languages(asked))
        return self._of_status(Refusal(status, str(told), (), {}), asked)

    def _of_status(self, refusal: Refusal, asked: Asked, *, of_bundled: bool = False) -> Problem:
        """Return the problem of an HTTP status, with a detail if there is one."""
        languages = self.languages(asked, of_bundled=of_bundled)
        entry = _http(None if of_bundled else self.catalog, refusal.status, languages)
        if entry is None:
            title = _phrase(refusal.status)
            problem = Problem("about:blank", title, refusal.status, "", None, {}, "en", None)
        else:
            problem = self._made(entry, {}, refusal.status)
        return problem.replaced(
            detail=refusal.detail or problem.detail,
            extensions={**problem.extensions, **refusal.extensions},
        )

    def _made(self, entry: Entry, values: Mapping[str, object], status: int | None) -> Problem:
        after = self._retry_after
        return made(
            entry, values, {}, status=status, instance=None, base=self._base, retry_after=after,
            forgiving=True,
        )  # fmt: skip

    def _recognized(
        self, exception: Exception, asked: Asked, *, own: bool
    ) -> tuple[Entry, dict[str, object]] | None:
        """Return the entry of an exception with its parameters; None if it cannot be looked up."""
        try:
            return self.catalog.recognized(exception, self.languages(asked), own=own)
        except CatalogError as error:
            _log.warning("%s is not looked up: %s", type(exception).__name__, error)
            return None

    def languages(self, asked: Asked, *, of_bundled: bool = False) -> tuple[str, ...]:
        """Return the languages of who reads the answer, best first."""
        chosen = tuple([tag for tag in asked.chosen if _is_tag(tag)])
        try:
            found = (_bundled() if of_bundled else self.catalog).negotiate(asked.header)
        except CatalogError:
            found = negotiate(asked.header)
        return (*chosen, *found)


def _checked_base(base: str | None) -> str | None:
    if base is not None and not isinstance(base, str):
        raise TypeError(f"base is {shown(base)}; give what the URIs of types begin with, or None")
    return base


def _checked_mapping(
    mapped: Mapping[type[Exception], int | None],
) -> dict[type[Exception], int | None]:
    """Return a mapping as it is given; raises TypeError or ValueError for what cannot be one."""
    for kind, status in mapped.items():
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            raise TypeError(f"mapped has {shown(kind)}; give types of exceptions")
        if status is not None and status not in _FAILURES:
            raise ValueError(f"mapped has {shown(status)}; give a status from 400 to 599, or None")
    return dict(mapped)


@lru_cache(maxsize=1)
def _bundled() -> Catalog:
    """Return the catalogue of the package, which answers where another one does not."""
    return Catalog(lazy=True)


def _http(catalog: Catalog | None, status: int, languages: tuple[str, ...]) -> Entry | None:
    """Return the entry of an HTTP status of a catalogue, or of the one of the package."""
    for one in (catalog, _bundled()):
        try:
            if one is not None:
                return one.get(status, system="http", locale=languages)
        except CatalogError:
            # a database need not have the codes of HTTP, nor be there
            continue
    return None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Server Error" if status >= _SERVER_FAILS else "Client Error"


def _is_tag(tag: str) -> bool:
    try:
        normalize(tag)
    except InvalidLocale:
        return False
    return True
