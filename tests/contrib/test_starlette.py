"""Starlette and FastAPI: what they have besides what all frameworks have."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from hosting import BASE, SECRET, NotEnoughStock, asking, served
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.exceptions import HTTPException as Plain
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from catalog import Catalog
from catalog.contrib.fastapi import install as install_fastapi
from catalog.contrib.starlette import CatalogMiddleware, install


def app_of(view: Callable[..., Any], catalog: Catalog, **options: Any) -> Starlette:
    app = Starlette(routes=[Route("/", view, methods=["GET", "POST"])])
    install(app, catalog, **{"base": BASE, "systems": "shop", **options})
    return app


def raising(error: Exception) -> Callable[[Request], Any]:
    async def view(_: Request) -> None:
        raise error

    return view


class TestHttpExceptions:
    def test_what_the_developer_says_is_the_detail(self, shop: Catalog) -> None:
        """Headers of the exception are sent; where Starlette says the phrase, ours explains."""
        error = Plain(401, "Log in first.", headers={"WWW-Authenticate": "Basic", "Vary": "Origin"})
        reply = asking(served(app_of(raising(error), shop)))("/")
        assert (reply.status, reply.problem["detail"]) == (401, "Log in first.")
        assert reply.headers["www-authenticate"] == "Basic"
        assert reply.headers["vary"] == "Origin, Accept-Language"
        reply = asking(served(app_of(raising(Plain(403)), shop)))("/", "en")
        entry = shop.get(403, system="http")
        assert (reply.problem["title"], reply.problem["detail"]) == (
            entry.meaning, entry.description,
        )  # fmt: skip

    def test_data_for_programs(self, shop: Catalog) -> None:
        """A detail of FastAPI that is no text is a member of its own."""
        app = FastAPI()
        app.get("/")(raising_plainly(HTTPException(409, {"left": 3})))
        install_fastapi(app, shop, base=BASE)
        told = asking(served(app))("/").problem
        assert told["data"] == {"left": 3}
        assert isinstance(told["detail"], str)

    def test_no_entry_of_http(self, shop: Catalog) -> None:
        """A status that nobody registered is answered, as the RFC has it, by its number alone."""
        reply = asking(served(app_of(raising(Plain(489, "Gone away.")), shop)))("/")
        assert reply.problem == {
            "type": "about:blank", "title": "Client Error", "status": 489, "detail": "Gone away.",
        }  # fmt: skip

    def test_what_is_no_failure_is_the_frameworks(self, shop: Catalog) -> None:
        """Redirects and answers without a body are left as they are."""
        away = Plain(307, headers={"Location": "/elsewhere"})
        reply = asking(served(app_of(raising(away), shop)))("/")
        assert (reply.status, reply.headers["location"]) == (307, "/elsewhere")
        reply = asking(served(app_of(raising(Plain(304)), shop)))("/")
        assert (reply.status, reply.body) == (304, b"")

    def test_a_method_that_is_not_allowed(self, shop: Catalog) -> None:
        """The header Allow is kept."""
        reply = asking(served(app_of(raising(Plain(404)), shop)))("/", method="DELETE")
        assert reply.problem["type"] == f"{BASE}http/HTTP_METHOD_NOT_ALLOWED"
        assert "POST" in reply.headers["allow"]

    def test_the_hosts_own_handler_stays(self, shop: Catalog) -> None:
        """Where an application handles HTTPException by itself, it goes on doing so."""

        async def handler(_: Request, error: Exception) -> Response:
            return PlainTextResponse(f"mine: {error}")

        for app in (Starlette(), FastAPI()):
            app.add_exception_handler(Plain, handler)
            (install if type(app) is Starlette else install_fastapi)(app, shop)  # type: ignore[arg-type]
            assert asking(served(app))("/nowhere").body.startswith(b"mine: 404")


def raising_plainly(error: Exception) -> Callable[[], None]:
    def view() -> None:
        raise error

    return view


class TestMiddleware:
    def test_an_answer_that_has_been_begun(self, shop: Catalog) -> None:
        """It is left alone, and the exception goes on to the server."""

        async def pieces() -> AsyncIterator[bytes]:
            yield b"first"
            raise NotEnoughStock(item="x", count=1)

        async def view(_: Request) -> Response:
            return StreamingResponse(pieces())

        sent: list[dict[str, Any]] = []
        with pytest.raises(NotEnoughStock):
            asyncio.run(ask_plainly(app_of(view, shop), sent))
        assert [one["type"] for one in sent].count("http.response.start") == 1
        assert b"problem" not in b"".join(one.get("body", b"") for one in sent)

    def test_a_bug_reaches_the_server_with_its_traceback(self, shop: Catalog) -> None:
        """Nothing stands between a bug and whoever looks for it."""
        with pytest.raises(ValueError, match="a bug"):
            asyncio.run(ask_plainly(app_of(raising(ValueError("a bug")), shop), []))

    def test_middlewares_outside(self, shop: Catalog) -> None:
        """What they add to every answer they add to ours, and Vary has all of it."""
        app = app_of(raising(NotEnoughStock(item="x", count=1)), shop)
        app.add_middleware(GZipMiddleware, minimum_size=1)
        app.add_middleware(CORSMiddleware, allow_origins=["https://a.example"])
        reply = asking(served(app))("/", Origin="https://a.example")
        assert reply.headers["access-control-allow-origin"] == "https://a.example"
        varied = {one.strip() for one in reply.headers["vary"].split(",")}
        assert varied >= {"Accept-Language", "Accept-Encoding", "Origin"}
        assert reply.problem["code"] == "NOT_ENOUGH_STOCK"

    def test_any_asgi_application(self, shop: Catalog) -> None:
        """The middleware serves applications of no framework, by themselves."""

        async def app(scope: Any, receive: Any, send: Any) -> None:
            raise NotEnoughStock(item="x", count=1)

        sent: list[dict[str, Any]] = []
        asyncio.run(ask_plainly(CatalogMiddleware(app, shop, systems="shop"), sent))
        assert sent[0]["status"] == 409
        assert json.loads(sent[1]["body"])["type"] == "urn:error-catalog:shop:NOT_ENOUGH_STOCK"
        with pytest.raises(TypeError, match="give a Catalog"):
            CatalogMiddleware(app)

    def test_several_headers_of_one_name(self, shop: Catalog) -> None:
        """Accept-Language may come in several lines."""
        app = app_of(raising(NotEnoughStock(item="x", count=1)), shop)
        sent: list[dict[str, Any]] = []
        headers = [(b"accept-language", b"en;q=0.1"), (b"accept-language", b"ja")]
        asyncio.run(ask_plainly(app, sent, headers))
        assert (b"content-language", b"ja") in sent[0]["headers"]

    def test_websockets(self, shop: Catalog) -> None:
        """They are served as before."""

        async def talk(socket: WebSocket) -> None:
            await socket.accept()
            await socket.send_text("hello")
            await socket.close()

        app = Starlette(routes=[WebSocketRoute("/", talk)])
        install(app, shop)
        with served(app).websocket_connect("/") as socket:
            assert socket.receive_text() == "hello"

    def test_the_event_loop_goes_on(self, shop: Catalog) -> None:
        """Look-ups are made in a thread; what is preloaded needs none."""
        threads: list[threading.Thread] = []

        class Watched(Exception):
            @property
            def catalog_code(self) -> str:
                threads.append(threading.current_thread())
                return "shop:CART_EMPTY"

        for is_preloaded in (False, True):
            if is_preloaded:
                shop.preload(("ja", "en"))
            threads.clear()
            sent: list[dict[str, Any]] = []
            headers = [(b"accept-language", b"ja")]
            asyncio.run(ask_plainly(app_of(raising(Watched()), shop), sent, headers))
            assert sent[0]["status"] == 422
            assert {one is threading.main_thread() for one in threads} == {is_preloaded}

    def test_retry_after(self, shop: Catalog) -> None:
        """The seconds that a host gives are told where trying again makes sense."""
        for error, seconds in ((Plain(503), "30"), (Plain(404), None)):
            app = app_of(raising(error), shop, retry_after=30)
            assert asking(served(app))("/").headers.get("retry-after") == seconds


async def ask_plainly(
    app: Any, sent: list[dict[str, Any]], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    """Ask an application as a server does, and keep what it sends."""
    asked = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if asked.is_set():
            # a client that stays until it has the answer
            await asyncio.Event().wait()
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"",
        "headers": headers or [], "http_version": "1.1", "scheme": "http", "server": ("x", 80),
        "client": ("y", 1), "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive, send)


class Order(BaseModel):
    """What an order has."""

    item: str
    count: int


class TestValidation:
    @pytest.fixture
    def app(self, shop: Catalog) -> FastAPI:
        app = FastAPI()

        @app.post("/order")
        async def order(order: Order, gift: bool = False) -> Order:
            return order

        install_fastapi(app, shop, base=BASE)
        return app

    def test_what_is_wrong_where(self, app: FastAPI) -> None:
        """A list has places and kinds, and never what the request had there."""
        client = served(app)
        reply = client.post("/order?gift=maybe", json={"item": "x", "count": SECRET})
        told = reply.json()
        assert (reply.status_code, told["type"]) == (422, f"{BASE}http/HTTP_UNPROCESSABLE_CONTENT")
        assert [one["loc"] for one in told["errors"]] == [["query", "gift"], ["body", "count"]]
        assert {name for one in told["errors"] for name in one} == {"loc", "msg", "type"}
        assert SECRET not in reply.text

    def test_bodies_that_are_none(self, app: FastAPI) -> None:
        """Bytes that are no JSON, no text or no number are the request's fault, not ours."""
        for body in (b"", b"{", b"\xff\xfe", b'{"item": "\\ud800", "count": NaN}', b"[" * 100_000):
            kind = {"Content-Type": "application/json"}
            reply = served(app).post("/order", content=body, headers=kind)
            assert reply.status_code in (400, 422), body[:20]
            assert reply.headers["content-type"] == "application/problem+json"
