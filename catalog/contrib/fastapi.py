"""FastAPI: problem documents for what exceptions mean, requests that are not valid included.

::

    from catalog.contrib.fastapi import install

    install(app, catalog, base="https://errors.example/", systems=("shop",))
"""

from __future__ import annotations

from typing import Unpack

from ..extras import needs
from ..lookup.catalog import Catalog
from .answer import Refusal
from .options import Options
from .policy import Policy

with needs("fastapi"):
    from fastapi import FastAPI
    from fastapi import exception_handlers as defaults
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

from . import starlette
from .starlette import CatalogMiddleware, languages, response

__all__ = ["CatalogMiddleware", "install", "languages", "response"]

_NOT_VALID = 422


def install(app: FastAPI, catalog: Catalog, **options: Unpack[Options]) -> None:
    """Have a FastAPI application answer with problem documents; see ``contrib.starlette.install``.

    A request that is not valid is answered with the HTTP entry 422, and the list ``errors`` of
    what is wrong where: ``loc``, ``msg`` and ``type`` of each. What the request had there is not
    repeated.
    """
    policy = Policy(catalog, read, **options)
    starlette.handle(app, HTTPException, policy, default=defaults.http_exception_handler)
    default = defaults.request_validation_exception_handler
    starlette.handle(app, RequestValidationError, policy, default=default)
    app.add_middleware(CatalogMiddleware, policy=policy)


def read(error: Exception) -> Refusal | None:
    """Return what an HTTPException or a failed validation says; None for any other exception."""
    if not isinstance(error, RequestValidationError):
        return starlette.read(error)
    told = [{name: one.get(name) for name in ("loc", "msg", "type")} for one in error.errors()]
    return Refusal(_NOT_VALID, "", (), {"errors": told})
