"""The API: what the catalogue answers, as JSON over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi

from ..answering import API
from . import posting, reading
from .asked import ERRORS
from .models import AnnotatedLine, ProblemDocument

router = APIRouter(prefix=API, tags=["catalogue"], responses=ERRORS)
router.include_router(reading.router)
router.include_router(posting.router)

# what FastAPI itself would answer with, and we do not
_UNUSED = ("HTTPValidationError", "ValidationError")


def schema(made: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application, with the models that it does not see itself.

    Those are the models of media types of our own.
    """
    if not made.openapi_schema:
        document = get_openapi(
            title=made.title,
            version=made.version,
            description=made.description,
            routes=made.routes,
        )
        models = document["components"]["schemas"]
        for model in (AnnotatedLine, ProblemDocument):
            told = model.model_json_schema(ref_template="#/components/schemas/{model}")
            models.update(told.pop("$defs", {}))
            models[model.__name__] = told
        for unused in _UNUSED:
            models.pop(unused, None)
        made.openapi_schema = document
    return made.openapi_schema
