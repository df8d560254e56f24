"""The application: pages, API, limits and headers over one catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from ..errors import CatalogError
from ..lookup.catalog import Catalog
from ..paths import __version__
from . import api, routes
from .answering import API, Service, internal
from .headers import NEVER, HeadersMiddleware
from .limits import Desk, Limits, LimitsMiddleware
from .pages.rendering import served
from .remembering import RememberingMiddleware

_DESCRIPTION = (
    "What error codes mean, in the reader's language. Errors are problem documents (RFC 9457)."
)


def app(
    catalog: Catalog,
    *,
    base: str | None = None,
    limits: Limits | None = None,
    root_path: str = "",
) -> FastAPI:
    """Return an application with the pages and the API of a catalogue, to run or to mount.

    ``base`` is what the URIs of problems' types begin with; without it they are references to the
    pages of this application itself. ``limits`` are what requests may take. ``root_path`` is what
    a proxy in front takes off the paths; a mount says so by itself.

    Where the server runs the lifespan of the application, which it does not for one that is
    mounted, all entries are held in memory, and the database is followed beside.
    """
    limits = limits or Limits()
    made = FastAPI(
        title="error-catalog",
        version=__version__,
        description=_DESCRIPTION,
        root_path=root_path,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    service = Service(catalog, Desk(limits.questions), base)
    made.state.service, made.state.limits = service, limits

    async def refused(request: Request, error: Exception) -> Response:
        return await service.refused(request, error)

    for kind in (HTTPException, RequestValidationError, CatalogError):
        made.add_exception_handler(kind, refused)
    made.add_exception_handler(Exception, internal)
    made.add_api_route("/health", _health, include_in_schema=False)
    made.include_router(api.router)
    made.include_router(routes.router)
    # the last one is outermost
    made.add_middleware(LimitsMiddleware, limits=limits, refuse=service.limited)
    made.add_middleware(RememberingMiddleware, state=lambda: catalog.state)
    made.add_middleware(HeadersMiddleware)
    made.openapi = lambda: api.schema(made)  # type: ignore[method-assign]
    return made


@asynccontextmanager
async def _lifespan(made: FastAPI) -> AsyncIterator[None]:
    catalog: Catalog = made.state.service.catalog
    await asyncio.to_thread(lambda: catalog.preload(served(catalog)))
    following = asyncio.create_task(catalog.keep_fresh())
    yield
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following


async def _health() -> Response:
    """Tell that the process serves; it asks no database."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": NEVER})
