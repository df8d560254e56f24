"""The questions that have a body: a log to be annotated, an occurrence to make a problem of."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from ...answers import filling
from ...answers.entry import Entry
from ...logs import annotate as annotated
from ..accept import JSON, LINES, PROBLEM
from ..answering import offered
from ..headers import NEVER
from ..limits import Limits
from ..pages.entry import exact
from .asked import ERRORS, NOT_FOUND, Asked, Question, QuestionWithin, answered, require_type
from .models import Occurrence, ProblemDocument

router = APIRouter()
# bytes that are sent at once
_BLOCK = 64 << 10
_TEXTS = ("text/plain", "application/octet-stream")


@router.post(
    "/annotate",
    summary="The codes in the lines of a log",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "JSON Lines: an object for each line that names codes, as it is found.",
            "content": {LINES: {"schema": {"$ref": "#/components/schemas/AnnotatedLine"}}},
        },
        **{
            status: {**ERRORS[400], "description": words}
            for status, words in {
                404: "There is no such system.",
                408: "The text did not come in time.",
                413: "The text is too long, or has too many lines.",
                415: "The text is neither text/plain nor application/octet-stream.",
            }.items()
        },
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "text/plain": {
                    "schema": {"type": "string"},
                    "example": "read: [Errno 104] Connection reset by peer\n",
                }
            },
        }
    },
)
async def annotate(
    asked: QuestionWithin,
    full: Annotated[bool, Query(description="Give whole entries, not codes in short.")] = False,
) -> Response:
    """Read a text, and stream the lines that name codes, each with these, in JSON Lines."""
    offered(asked.request, LINES, JSON)
    require_type(asked.request, *_TEXTS)
    limits: Limits = asked.request.app.state.limits
    text = await asked.request.body()
    if text.count(b"\n") > limits.lines:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    desk = asked.service.desk
    blocks = _blocks(asked, text, full=full)
    # the first is waited for, lest an error come when the answer has begun
    first = await desk.ask(next, blocks, b"")

    async def stream() -> AsyncIterator[bytes]:
        block = first
        while block:
            yield block
            block = await desk.ask(next, blocks, b"")

    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": NEVER}
    return StreamingResponse(stream(), 200, headers, LINES)


def _blocks(asked: Asked, text: bytes, *, full: bool) -> Iterator[bytes]:
    """Yield JSON Lines, some kilobytes at a time, of the lines of a text that name codes."""
    held: list[bytes] = []
    size, at = 0, 1
    for piece, entries in annotated(asked.service.catalog, [text], **asked.named):
        if entries:
            codes = [one.as_dict() if full else _in_short(one) for one in entries]
            shown = piece.decode("utf-8", "replace").rstrip("\r\n")
            line = json.dumps({"line": at, "text": shown, "codes": codes}, ensure_ascii=False)
            held.append(line.encode() + b"\n")
            size += len(held[-1])
        at += piece.count(b"\n")
        if size > _BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _in_short(entry: Entry) -> dict[str, object]:
    return {
        "system": entry.system,
        "symbol": entry.symbol,
        "value": entry.value,
        "meaning": str(filling.legible(entry, {}).meaning),
        "meaning_locale": entry.meaning.locale,
    }


def _is_json(request: Request) -> None:
    require_type(request, JSON)


@router.post(
    "/problem",
    summary="A problem document (RFC 9457) of an entry",
    response_model=ProblemDocument,
    responses={
        200: {
            "description": "The document, as a server may send it.",
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
        },
        **NOT_FOUND,
        415: {**ERRORS[400], "description": "The body is not application/json."},
        501: {**ERRORS[400], "description": "The server lacks what numbers and dates need."},
    },
    dependencies=[Depends(_is_json)],
)
async def problem(asked: Question, occurrence: Occurrence) -> Response:
    """Return the problem document of an entry, its texts filled with parameters."""
    offered(asked.request, PROBLEM, JSON)

    def answer() -> Response:
        service = asked.service
        found = exact(
            service.catalog, occurrence.system, occurrence.symbol, asked.locales, asked.platform
        )
        given = occurrence.parameters
        texts = {name: value for name, value in given.items() if isinstance(value, str)}
        parameters: dict[str, Any] = {**given, **filling.typed([found], texts)}
        made = found.problem(
            status=occurrence.status,
            instance=occurrence.instance,
            base=service.base(asked.request),
            retry_after=occurrence.retry_after,
            **parameters,
        )
        return answered(asked, made.as_dict(), [found.meaning], NEVER, PROBLEM)

    return await asked.service.desk.ask(answer)
