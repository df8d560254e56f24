"""The middleware and the error handlers, and what views answer with."""

from __future__ import annotations

import logging

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from django.views import defaults

from ...answers.entry import Entry
from ..answer import Answer, of_entry
from .conf import policy
from .reading import asked_of


class CatalogMiddleware(MiddlewareMixin):
    """Answers for exceptions that views raise, with problem documents.

    What the catalogue has no answer to is Django's, and so are exceptions of other middlewares.
    """

    def __init__(self, get_response: object) -> None:
        super().__init__(get_response)
        # wrong settings are told when the server starts
        policy()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a request that an exception ended, or None."""
        answer = policy().answer(exception, asked_of(request))
        if answer is None:
            return None
        if isinstance(exception, SuspiciousOperation):
            # as Django does for those that it answers, to loggers that people watch
            security = logging.getLogger(f"django.security.{type(exception).__name__}")
            told = {"status_code": answer.status, "request": request}
            security.error("%s", exception, extra=told, exc_info=exception)
        return _response(answer, request)


def languages(request: HttpRequest) -> tuple[str, ...]:
    """Return the languages of a request that the catalogue can answer in, for ``locale``."""
    return policy().languages(asked_of(request))


def response(entry: Entry, status: int = 200) -> HttpResponse:
    """Return a response with an entry in JSON, with the headers that tell its language."""
    return _response(of_entry(entry, status))


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is no good request, where no view is reached; for the URLconf."""
    return _handled(request, exception) or defaults.bad_request(request, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what is not allowed, where no view is reached; for the URLconf."""
    return _handled(request, exception) or defaults.permission_denied(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that leads to no view; for the URLconf."""
    return _handled(request, exception) or defaults.page_not_found(request, exception)


def _handled(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    answer = policy().answer(exception, asked_of(request))
    return None if answer is None else _response(answer, request)


def _response(answer: Answer, request: HttpRequest | None = None) -> HttpResponse:
    is_head = request is not None and request.method == "HEAD"
    made = HttpResponse(b"" if is_head else answer.body, status=answer.status)
    for name, value in answer.headers:
        made.headers[name] = value
    # that of the answer to GET
    made.headers["Content-Length"] = str(len(answer.body))
    return made
