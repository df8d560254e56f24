"""Starlette, and any ASGI application: problem documents for what exceptions mean.

::

    from catalog.contrib.starlette import install

    install(app, catalog, base="https://errors.example/", systems=("shop",))
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, Unpack

from ..answers.entry import Entry
from ..errors import shown
from ..extras import needs
from ..lookup.catalog import Catalog
from .answer import Answer, Refusal, of_entry
from .options import Options
from .policy import Asked, Policy

with needs("starlette"):
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.exceptions import HTTPException
    from starlette.requests import HTTPConnection, Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CatalogMiddleware", "install", "languages", "response"]

_NO_BODY = (204, 304)


def install(app: Starlette, catalog: Catalog, **options: Unpack[Options]) -> None:
    """Have a Starlette application answer with problem documents.

    It gets ``CatalogMiddleware``, and a handler for HTTPException unless it has one of its own.
    Middlewares that are added later are outside: they see and change the answers. The options
    are ``base``, ``systems``, ``mapped`` and ``retry_after`` of ``contrib.policy.Policy``.
    """
    policy = Policy(catalog, read, **options)
    handle(app, HTTPException, policy, default=_http_exception)
    app.add_middleware(CatalogMiddleware, policy=policy)


class CatalogMiddleware:
    """A middleware for ASGI applications that answers for exceptions that nobody has handled.

    An answer that has been begun is left alone, and so is what the catalogue has no answer to.
    It takes a catalogue and the options of ``install``, or a ``policy`` made of them.
    """

    def __init__(
        self,
        app: ASGIApp,
        catalog: Catalog | None = None,
        *,
        policy: Policy | None = None,
        **options: Unpack[Options],
    ) -> None:
        if policy is None and catalog is None:
            raise TypeError(f"the catalogue is {shown(catalog)}; give a Catalog, or a policy")
        self.app = app
        self._policy = policy or Policy(catalog, read, **options)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or something else as it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sender(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sender)
        except Exception as error:
            answer = None if begun else await answered(self._policy, HTTPConnection(scope), error)
            if answer is None:
                raise
            await _response(answer, scope)(scope, receive, send)


def languages(request: HTTPConnection, catalog: Catalog) -> tuple[str, ...]:
    """Return the languages of a request that a catalogue can answer in, for ``locale``."""
    return catalog.negotiate(_accepted(request))


def response(entry: Entry, status: int = 200) -> Response:
    """Return a response with an entry in JSON, with the headers that tell its language."""
    return _response(of_entry(entry, status), {})


def read(error: Exception) -> Refusal | None:
    """Return what an HTTPException of Starlette or FastAPI says; None for any other exception."""
    if not isinstance(error, HTTPException):
        return None
    headers = tuple((error.headers or {}).items())
    detail: object = error.detail
    if not isinstance(detail, str):
        return Refusal(int(error.status_code), "", headers, {"data": detail} if detail else {})
    # where a developer gives none, Starlette puts the phrase of the status
    detail = "" if detail == HTTPException(error.status_code).detail else detail
    return Refusal(int(error.status_code), detail, headers, {})


def handle(app: Starlette, kind: type[Exception], policy: Policy, default: Any) -> None:
    """Have an application handle a type of exceptions by a policy, unless it does so by itself.

    ``default`` is the framework's own handler, which answers what the policy has no answer to.
    """
    if app.exception_handlers.get(kind, default) is default:
        app.add_exception_handler(kind, partial(_handled, policy, default))


async def _handled(
    policy: Policy, default: Any, connection: HTTPConnection, error: Exception
) -> Response:
    answer = None
    if connection.scope["type"] == "http":
        answer = await answered(policy, connection, error)
    if answer is None:
        found: Response = await default(connection, error)
        return found
    return _response(answer, connection.scope)


async def answered(policy: Policy, connection: HTTPConnection, error: Exception) -> Answer | None:
    """Return the answer to a request that an exception ended, or None; the event loop goes on."""
    scope = connection.scope
    asked = Asked(scope["method"], scope["path"], _accepted(connection), ())
    if policy.holds(asked):
        return policy.answer(error, asked)
    return await run_in_threadpool(policy.answer, error, asked)


async def _http_exception(_: Request, error: Exception) -> Response:
    """Answer as Starlette does; its own handler is no function that could be called."""
    assert isinstance(error, HTTPException)
    if error.status_code in _NO_BODY:
        return Response(status_code=error.status_code, headers=error.headers)
    return PlainTextResponse(error.detail, error.status_code, error.headers)


def _accepted(connection: HTTPConnection) -> str:
    return ", ".join(connection.headers.getlist("accept-language"))


def _response(answer: Answer, scope: Scope) -> Response:
    # the length is that of the answer to GET
    headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
    made = Response(b"" if scope.get("method") == "HEAD" else answer.body, answer.status)
    made.raw_headers = _raw(headers)
    return made


def _raw(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
