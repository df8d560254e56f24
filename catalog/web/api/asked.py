"""What all questions to the API have in common: their parameters, answers and errors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...language.text import Text
from ...typed import Platform
from ..accept import JSON, PROBLEM
from ..answering import Service, languages, of_texts

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": words,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
    for status, words in {
        400: "What was asked cannot be read.",
        406: "None of the media types that are accepted can be served.",
        414: "The URL is too long.",
        422: "The request is not valid.",
        503: "The database cannot be reached, or too much is asked at once; ask again later.",
    }.items()
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {**ERRORS[400], "description": "There is no such system or entry."}
}


_Locales = Annotated[
    list[str],
    Query(
        max_length=6,
        description="Language of the answer, best first; else that of Accept-Language.",
        examples=["ja"],
    ),
]
_Systems = Annotated[
    list[str], Query(max_length=50, description="Look in these code systems only.")
]
_Platform = Annotated[Platform | None, Query(description="Platform whose numbers count.")]


class Asked:
    """What every question may have besides: languages and a platform."""

    systems: tuple[str, ...] | None = None

    def __init__(
        self,
        request: Request,
        locale: _Locales = [],  # noqa: B006 (FastAPI copies it)
        platform: _Platform = None,
    ) -> None:
        self.service: Service = request.app.state.service
        self.request, self.platform = request, platform
        self._named = tuple(locale)

    @property
    def named(self) -> dict[str, Any]:
        """The arguments that questions to the catalogue share, asked in a thread."""
        return {"system": self.systems, "locale": self.locales, "platform": self.platform}

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages to answer in, best first."""
        return self._named or languages(self.request, self.service.catalog)


class AskedWithin(Asked):
    """What most questions may have: code systems to look in, too."""

    def __init__(
        self,
        request: Request,
        locale: _Locales = [],  # noqa: B006 (FastAPI copies it)
        platform: _Platform = None,
        system: _Systems = [],  # noqa: B006
    ) -> None:
        super().__init__(request, locale, platform)
        self.systems = tuple(system) or None


Question = Annotated[Asked, Depends()]
QuestionWithin = Annotated[AskedWithin, Depends()]


def answered(
    asked: Asked, content: object, texts: Sequence[Text], caching: str, media_type: str = JSON
) -> Response:
    """Return an answer as JSON, with the languages that its texts are in."""
    headers = {
        "Content-Language": of_texts(texts, asked.locales),
        "Vary": "Accept, Accept-Language",
        "Cache-Control": caching,
    }
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(body, 200, headers, media_type)


def require_type(request: Request, *types: str) -> None:
    """Raise HTTPException 415 for a body of another media type."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in types:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, ", ".join(types))
