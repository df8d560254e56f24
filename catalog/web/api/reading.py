"""The questions that are only asked: GET."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from ...answers.entry import Entry
from ...answers.match import Match
from ...typed import EntryDict, MatchDict
from ..accept import JSON
from ..answering import offered
from ..headers import PRIVATE, PUBLIC
from ..pages.entry import exact
from ..pages.words import own_name
from .asked import ERRORS, NOT_FOUND, Asked, Question, QuestionWithin, answered
from .models import LocaleSummary, SystemSummary

router = APIRouter()
_Words = Annotated[str, Query(min_length=1, max_length=10_000)]


@router.get(
    "/find",
    response_model=list[MatchDict],
    summary="What a code or a line can mean",
    responses=NOT_FOUND,
)
async def find(
    asked: QuestionWithin,
    q: Annotated[_Words, Query(examples=["[Errno 104] Connection reset by peer"])],
) -> Response:
    """List every reading of a number, a symbol or a line, best first, each with its reason."""
    offered(asked.request, JSON)

    def answer() -> Response:
        return _entries(asked, asked.service.catalog.find(q, **asked.named))

    return await asked.service.desk.ask(answer)


@router.get(
    "/search",
    response_model=list[EntryDict],
    summary="Entries that have some words",
    responses=NOT_FOUND,
)
async def search(
    asked: QuestionWithin,
    q: Annotated[_Words, Query(examples=["connection reset"])],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """List the entries that have all words of a text, in any language."""
    offered(asked.request, JSON)

    def answer() -> Response:
        return _entries(asked, asked.service.catalog.search(q, limit=limit, **asked.named))

    return await asked.service.desk.ask(answer)


@router.get(
    "/entry",
    response_model=EntryDict,
    summary="The one entry of a code",
    responses={
        **NOT_FOUND,
        409: {**ERRORS[400], "description": "Several entries have this code."},
    },
)
async def entry_of(
    asked: QuestionWithin, code: Annotated[_Words, Query(examples=["0x80072746"])]
) -> Response:
    """Return the entry of a number, a symbol, or a line that holds one."""
    offered(asked.request, JSON)

    def answer() -> Response:
        found = asked.service.catalog.get(code, **asked.named)
        return answered(asked, found.as_dict(), [found.meaning], PRIVATE)

    return await asked.service.desk.ask(answer)


@router.get(
    "/entry/{system}/{symbol:path}",
    response_model=EntryDict,
    summary="An entry by its name",
    responses=NOT_FOUND,
)
async def entry(
    asked: Question,
    system: Annotated[str, Path(max_length=64, examples=["winsock"])],
    symbol: Annotated[str, Path(min_length=1, max_length=255, examples=["WSAECONNRESET"])],
) -> Response:
    """Return the entry of a system with exactly a symbol."""
    offered(asked.request, JSON)

    def answer() -> Response:
        found = exact(asked.service.catalog, system, symbol, asked.locales, asked.platform)
        return answered(asked, found.as_dict(), [found.meaning], PUBLIC)

    return await asked.service.desk.ask(answer)


@router.get(
    "/systems", response_model=list[SystemSummary], summary="The code systems", responses=NOT_FOUND
)
async def systems(asked: QuestionWithin) -> Response:
    """List the code systems by name, with how many entries they have."""
    offered(asked.request, JSON)

    def answer() -> Response:
        catalog = asked.service.catalog
        _memory, question = catalog.asked(asked.systems or (), asked.locales, None)
        explained = catalog.explained()
        every = [
            one
            for one in catalog.systems(locale=asked.locales)
            if not question.systems or one.name in question.systems
        ]
        told = [one.as_dict() | {"explained": explained.get(one.name, 0)} for one in every]
        return answered(asked, told, [one.title for one in every], PUBLIC)

    return await asked.service.desk.ask(answer)


@router.get(
    "/locales", response_model=list[LocaleSummary], summary="The languages", responses=NOT_FOUND
)
async def locales(asked: QuestionWithin) -> Response:
    """List the languages that the texts are in, and how much of the texts each has."""
    offered(asked.request, JSON)

    def answer() -> Response:
        _memory, question = asked.service.catalog.asked(asked.systems or (), asked.locales, None)
        shares = asked.service.catalog.coverage(question.systems or None)
        names = {tag: own_name(tag) for tag in shares}
        told = [
            {"locale": tag, "name": names[tag], "coverage": share} for tag, share in shares.items()
        ]
        return answered(asked, told, list(names.values()), PUBLIC)

    return await asked.service.desk.ask(answer)


def _entries(asked: Asked, found: Sequence[Entry | Match]) -> Response:
    texts = [one.entry.meaning if isinstance(one, Match) else one.meaning for one in found]
    return answered(asked, [one.as_dict() for one in found], texts, PRIVATE)
