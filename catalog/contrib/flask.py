"""Flask: problem documents for what exceptions mean.

::

    from catalog.contrib.flask import install

    install(app, catalog, base="https://errors.example/", systems=("shop",))
"""

from __future__ import annotations

from typing import Unpack

from ..answers.entry import Entry
from ..extras import needs
from ..lookup.catalog import Catalog
from .answer import Answer, Refusal, of_entry
from .options import Options
from .policy import Asked, Policy

with needs("flask"):
    from flask import Flask, Request, Response, request
    from werkzeug.exceptions import HTTPException, InternalServerError

__all__ = ["install", "languages", "response"]


def install(app: Flask, catalog: Catalog, **options: Unpack[Options]) -> None:
    """Have a Flask application answer with problem documents.

    It gets an error handler for all exceptions, which comes after every handler of its own for a
    type or a status, and lets go on what the catalogue has no answer to. The options are
    ``base``, ``systems``, ``mapped`` and ``retry_after`` of ``contrib.policy.Policy``.
    """
    policy = Policy(catalog, read, **options)

    def handle(error: Exception) -> Response | HTTPException:
        asked = Asked(request.method, request.path, _accepted(request), ())
        # what Flask makes of an exception that nobody has handled is its own answer
        is_last = isinstance(error, InternalServerError) and error.original_exception is not None
        answer = None if is_last else policy.answer(error, asked)
        if answer is not None:
            return _response(answer)
        if isinstance(error, HTTPException):
            return error
        raise error

    app.register_error_handler(Exception, handle)


def languages(request: Request, catalog: Catalog) -> tuple[str, ...]:
    """Return the languages of a request that a catalogue can answer in, for ``locale``."""
    return catalog.negotiate(_accepted(request))


def response(entry: Entry, status: int = 200) -> Response:
    """Return a response with an entry in JSON, with the headers that tell its language."""
    return _response(of_entry(entry, status))


def read(error: Exception) -> Refusal | None:
    """Return what an HTTP exception of Werkzeug says; None for any other exception."""
    if not isinstance(error, HTTPException) or error.code is None or error.response is not None:
        return None
    detail = error.description or ""
    # each class has a text of its own, for when a developer gives none
    if any(vars(kind).get("description") == detail for kind in type(error).__mro__):
        detail = ""
    return Refusal(error.code, detail, tuple(error.get_headers()), {})


def _accepted(request: Request) -> str:
    # an environment has headers of one name joined
    return request.headers.get("Accept-Language", "")


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, list(answer.headers))
