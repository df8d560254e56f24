"""The addresses of the pages.

The first part of a path is a language (``/ja/winsock/WSAECONNRESET``); where it is none, the path
is the same for every reader (``/winsock/WSAECONNRESET``, the type of a problem), and leads to a
page in the reader's language or, by ``Accept``, to JSON.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from ..answers.entry import Entry
from ..errors import InvalidLocale
from ..language.tags import normalize
from ..lookup.catalog import Catalog
from .accept import HTML, JSON
from .answering import Service, languages, of_texts, offered
from .headers import FOR_LONG, PRIVATE, PUBLIC
from .pages import entry, lists, search
from .pages.links import LANGUAGES, RESERVED, SYSTEMS, Links, content
from .pages.rendering import Reading, served


class _Page(PathConvertor):
    """The path of a page: not one of the API, whose other methods are refused, not looked for."""

    regex = "(?!api/).*"


register_url_convertor("catalog_page", _Page())
router = APIRouter(include_in_schema=False)
_MEDIA_TYPES = {
    "style.css": "text/css",
    "script.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_LONGEST_NUMBER = 6


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """Return a file that pages need."""
    if name not in _MEDIA_TYPES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(content(name), 200, {"Cache-Control": FOR_LONG}, _MEDIA_TYPES[name])


@router.get("/{path:catalog_page}")
async def page(path: str, request: Request) -> Response:
    """Return the page that a path leads to."""
    service: Service = request.app.state.service
    catalog = service.catalog
    first, slash, rest = path.partition("/")
    links = Links(request.scope.get("root_path", ""))
    if first in await service.desk.ask_at_once(served, catalog):
        if not slash:
            return _moved(links.home(first), request)
        return await _in_language(request, Reading(catalog, first, links), rest)
    return await service.desk.ask(_for_everybody, request, service, links, path)


async def _in_language(request: Request, reading: Reading, path: str) -> Response:
    """Return the page of a path in a language."""
    service: Service = request.app.state.service
    at_once = reading.catalog.holds((reading.locale,))
    ask = service.desk.ask_at_once if at_once else service.desk.ask
    first, slash, symbol = path.partition("/")
    symbol = symbol or request.query_params.get("symbol", "")
    if not first:
        if symbol or slash:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        text = request.query_params.get("q", "")
        # words are searched for in the database, whatever is held in memory
        return await (service.desk.ask if text else ask)(_search, request, reading, text)
    if symbol:
        return await ask(_entry, request, reading, first, symbol)
    offered(request, HTML)
    if first == SYSTEMS and not slash:
        return _html(await ask(lists.systems, reading), reading)
    if first == LANGUAGES and not slash:
        return _html(await service.desk.ask(lists.languages, reading), reading)
    table = _table(request)
    return _html(await ask(lists.system, reading, first, table), reading)


def _search(request: Request, reading: Reading, text: str) -> Response:
    offered(request, HTML)
    return _html(search.page(reading, text), reading, PRIVATE if text else PUBLIC)


def _entry(request: Request, reading: Reading, system: str, symbol: str) -> Response:
    found = entry.exact(reading.catalog, system, symbol, reading.locale)
    if (found.system, found.symbol) != (system, symbol):
        # by an alias, or in other letters
        link = reading.links.entry(reading.locale, found.system, found.symbol)
        return _moved(link, request)
    if offered(request, HTML, JSON) == HTML:
        return _html(entry.of_entry(reading, found), reading)
    return of_entry_as_json(found, (reading.locale,))


def of_entry_as_json(found: Entry, asked: tuple[str, ...]) -> Response:
    """Return an entry as JSON."""
    headers = {
        "Content-Language": of_texts([found.meaning], asked),
        "Vary": "Accept, Accept-Language",
        "Cache-Control": PUBLIC,
    }
    body = json.dumps(found.as_dict(), ensure_ascii=False)
    return Response(body.encode("utf-8", "backslashreplace"), 200, headers, JSON)


def _for_everybody(request: Request, service: Service, links: Links, path: str) -> Response:
    """Return where a path without a language leads: to a page in the reader's own, or to JSON."""
    catalog = service.catalog
    first, _, symbol = path.partition("/")
    symbol = symbol or request.query_params.get("symbol", "")
    # of what somebody names, the languages that there are pages in
    chain = catalog.asked((), languages(request, catalog), None)[1].chain
    locale = chain[0]
    if not first:
        if path:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _redirected(links.home(locale, request.query_params.get("q", "")))
    if first in RESERVED and not symbol:
        return _redirected(links.systems(locale) if first == SYSTEMS else links.languages(locale))
    elsewhere = _other_spelling(first, catalog)
    if elsewhere is not None:
        return _moved(links.place(elsewhere, *path.split("/")[1:]), request)
    system = lists.named(Reading(catalog, locale, links), first).name
    if not symbol:
        return _redirected(links.system(locale, system))
    found = entry.exact(catalog, system, symbol, chain)
    if offered(request, HTML, JSON) == HTML:
        return _redirected(links.entry(locale, found.system, found.symbol))
    return of_entry_as_json(found, chain)


def _other_spelling(first: str, catalog: Catalog) -> str | None:
    """Return the language of pages that another spelling of its tag, or a variety, leads to."""
    if first in [one.name for one in catalog.systems()]:
        return None
    try:
        tag = normalize(first)
    except InvalidLocale:
        return None
    return next(iter(catalog.negotiate(tag)), None)


def _table(request: Request) -> lists.Table:
    """Return how a table is to be shown; what is no such way is passed over."""
    given = request.query_params
    sort, page = given.get("sort", ""), given.get("page", "")
    is_number = page.isascii() and page.isdecimal() and len(page) <= _LONGEST_NUMBER
    return lists.Table(
        words=given.get("words", "")[:200],
        kind=given.get("kind", ""),
        retry=given.get("retry", ""),
        explained=bool(given.get("explained")),
        sort=sort if sort in lists.SORTS else "number",
        page=int(page) if is_number else 1,
    )


def _html(text: str, reading: Reading, caching: str = PUBLIC) -> Response:
    headers = {
        "Content-Language": reading.words.locale,
        "Vary": "Accept",
        "Cache-Control": caching,
    }
    return Response(text.encode("utf-8", "backslashreplace"), 200, headers, HTML)


def _moved(link: str, request: Request) -> Response:
    query = request.url.query
    link = f"{link}?{query}" if query and "?" not in link else link
    return RedirectResponse(link, HTTPStatus.PERMANENT_REDIRECT, {"Cache-Control": PUBLIC})


def _redirected(link: str) -> Response:
    headers = {"Vary": "Accept, Accept-Language", "Cache-Control": PUBLIC}
    return RedirectResponse(link, HTTPStatus.FOUND, headers)
