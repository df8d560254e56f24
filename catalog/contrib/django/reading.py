"""What Django's own exceptions say, and who reads the answer."""

from __future__ import annotations

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise

from ..answer import Refusal
from ..policy import Asked

# with the status that Django answers with, and whether their text is for the reader, as there
_REFUSALS: tuple[tuple[type[Exception], int, bool], ...] = (
    (Http404, 404, True),
    (PermissionDenied, 403, True),
    (BadRequest, 400, False),
    (MultiPartParserError, 400, False),
    (SuspiciousOperation, 400, False),
)


def read(error: Exception) -> Refusal | None:
    """Return what an exception says that Django itself answers; None for any other exception."""
    for kind, status, is_told in _REFUSALS:
        if isinstance(error, kind):
            detail = error.args[0] if is_told and error.args else ""
            # an address that leads nowhere has a dictionary of those that do
            told = str(detail) if isinstance(detail, str | Promise) else ""
            return Refusal(status, told, (), {})
    return None


def asked_of(request: HttpRequest) -> Asked:
    """Return who asks, in the language that LocaleMiddleware has chosen, or as the header says."""
    chosen = getattr(request, "LANGUAGE_CODE", None)
    header = request.headers.get("Accept-Language", "")
    return Asked(request.method or "", request.path, header, (chosen,) if chosen else ())
