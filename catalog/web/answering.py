"""What requests and answers of pages and API have in common: languages, headers, and errors."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..contrib.answer import Answer
from ..contrib.fastapi import read
from ..contrib.policy import Asked, Policy
from ..contrib.starlette import read as read_http
from ..errors import CatalogClosed, CatalogError, DatabaseError, InvalidParameters, MissingExtra
from ..language.text import Text
from ..lookup.catalog import Catalog
from .accept import HTML, JSON, PROBLEM, best
from .headers import NEVER, SECURITY
from .limits import RETRY_AFTER, Desk
from .pages import problem
from .pages.links import Links
from .pages.rendering import Reading, served

API = "/api/v1"
# the catalogue says it of a request's input, and the policy of applications has no answer to it
_OF_INPUT: tuple[tuple[type[CatalogError], int], ...] = (
    (InvalidParameters, HTTPStatus.UNPROCESSABLE_ENTITY),
    (MissingExtra, HTTPStatus.NOT_IMPLEMENTED),
    (CatalogClosed, HTTPStatus.SERVICE_UNAVAILABLE),
)


class Service:
    """What every answer of one application needs: its catalogue, its threads, its types' base."""

    def __init__(self, catalog: Catalog, desk: Desk, base: str | None) -> None:
        self.catalog, self.desk = catalog, desk
        self._base = base
        self._bundled = Catalog(lazy=True)
        self._policy = lru_cache(maxsize=16)(self._made_policy)

    def base(self, request: Request) -> str:
        """Return what the URIs of problems' types begin with: what the operator says, or here."""
        return Links(request.scope.get("root_path", "")).root if self._base is None else self._base

    def _made_policy(self, base: str, *, of_bundled: bool) -> Policy:
        catalog = self._bundled if of_bundled else self.catalog
        # that somebody asks for what is not there is no event of a public server
        return Policy(
            catalog, _read, base=base, systems=(), retry_after=RETRY_AFTER, level=logging.DEBUG
        )

    async def refused(self, request: Request, error: Exception) -> Response:
        """Return the answer to a request that ended with an error; a mistake of ours is raised."""
        return await run_in_threadpool(self._refused, request, error, of_bundled=False)

    async def limited(self, request: Request, error: Exception) -> Response:
        """Return the answer to a request that is over a limit, without asking the database."""
        return await run_in_threadpool(self._refused, request, error, of_bundled=True)

    def _refused(self, request: Request, error: Exception, *, of_bundled: bool) -> Response:
        # a database that cannot be read is not asked again for the page that says so
        of_bundled = of_bundled or isinstance(error, DatabaseError)
        catalog = self._bundled if of_bundled else self.catalog
        chosen = tuple(chosen_locales(request, catalog))
        for kind, status in _OF_INPUT:
            if isinstance(error, kind):
                error = HTTPException(status, str(error.localized(chosen)))
        header = ", ".join(request.headers.getlist("accept-language"))
        asked = Asked(request.method, request.url.path, header, chosen)
        answer = self._policy(self.base(request), of_bundled=of_bundled).answer(error, asked)
        if answer is None:
            raise error
        return _response(request, answer, catalog)


def _response(request: Request, answer: Answer, catalog: Catalog) -> Response:
    """Return a problem document as it is or, for a browser, as a page."""
    headers = {name: value for name, value in answer.headers if name != "Content-Type"}
    headers |= {"Vary": "Accept, Accept-Language", "Cache-Control": NEVER}
    body, media_type = answer.body, PROBLEM
    if not is_api(request) and best(accepted(request), (HTML, PROBLEM, JSON)) == HTML:
        document: dict[str, Any] = json.loads(answer.body)
        links = Links(request.scope.get("root_path", ""))
        reading = Reading(catalog, headers.get("Content-Language", "en"), links)
        body, media_type = problem.page(reading, document).encode(), HTML
    return Response(body, answer.status, headers, media_type)


def _read(error: Exception) -> Any:
    return read(error) if isinstance(error, RequestValidationError) else read_http(error)


def internal(request: Request, error: Exception) -> Response:
    """Return what is answered for a mistake of the program, which the server's log has."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    body = json.dumps({"title": status.phrase, "status": status.value})
    return Response(body, status, {**SECURITY, "Cache-Control": NEVER}, PROBLEM)


def is_api(request: Request) -> bool:
    """Tell whether a request is for a program."""
    root: str = request.scope.get("root_path", "")
    path: str = request.scope["path"]
    return path.removeprefix(root).startswith("/api/")


def accepted(request: Request) -> str:
    """Return the header Accept of a request."""
    return ", ".join(request.headers.getlist("accept"))


def offered(request: Request, *types: str) -> str:
    """Return the media type to answer with; raises HTTPException 406 where none is accepted."""
    found = best(accepted(request), types)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, ", ".join(types))
    return found


def chosen_locales(request: Request, catalog: Catalog) -> Sequence[str]:
    """Return the languages that a URL itself names: those of its query, or of its page."""
    named = request.query_params.getlist("locale")
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    first = path.strip("/").partition("/")[0]
    if not named and first in served(catalog):
        return (first,)
    return named[:6]


def languages(request: Request, catalog: Catalog) -> tuple[str, ...]:
    """Return the languages to answer in, best first: those that the URL names, or the client."""
    named = tuple(request.query_params.getlist("locale")[:6])
    return named or catalog.negotiate(", ".join(request.headers.getlist("accept-language")))


def of_texts(texts: Sequence[Text], asked: Sequence[str]) -> str:
    """Return Content-Language for some texts: what they are in, or what was asked for."""
    found = dict.fromkeys([text.locale for text in texts if text])
    return ", ".join(found) or (asked[0] if asked else "en")
