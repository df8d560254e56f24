"""What keeps the server safe: limits, headers, threads, and databases that fail."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from silence import silent
from sqlalchemy import URL
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from support import each, execute

from catalog import Catalog
from catalog.web import app
from catalog.web.accept import best
from catalog.web.limits import Desk, Limits

HTML = {"Accept": "text/html"}


@each(
    "path",
    ["/", "/en/", "/en/winsock/WSAECONNRESET", "/nowhere", "/api/v1/find?q=1", "/api/v1/find",
     "/static/style.css", "/static/none", "/health", "/api/v1/openapi.json", "/en/?q=%3Cb%3E"],
)  # fmt: skip
def test_headers(client: TestClient, path: str) -> None:
    """Every answer forbids what a page here never does, tells no server, and sets no cookie."""
    answer = client.get(path, headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers
    head = client.head(path, headers=HTML)
    assert (head.status_code, head.content) == (answer.status_code, b"")
    differing = ("date",)
    assert {name: value for name, value in head.headers.items() if name not in differing} == {
        name: value for name, value in answer.headers.items() if name not in differing
    }


def test_validators(client: TestClient) -> None:
    """Who has an answer already is told so, until the database changes; others get it."""
    for path in ("/en/winsock/WSAECONNRESET", "/api/v1/find?q=104"):
        answer = client.get(path)
        tag = answer.headers["etag"]
        for wanted in (tag, f'W/{tag}, "x"', "*"):
            again = client.get(path, headers={"If-None-Match": wanted})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
            assert again.headers["cache-control"] == answer.headers["cache-control"]
        assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200
    english, japanese = (
        client.get("/api/v1/entry?code=10054", headers={"Accept-Language": tag}).headers["etag"]
        for tag in ("en", "ja")
    )
    assert english != japanese
    # what somebody asks is nothing for a cache that others share
    assert "private" in client.get("/api/v1/find?q=104").headers["cache-control"]
    assert "private" in client.get("/en/?q=104").headers["cache-control"]


def test_changes_show(database: Path) -> None:
    """A change of the database changes answers and their tags."""
    with Catalog(database, max_age=0) as catalog:
        client = TestClient(app(catalog))
        before = client.get("/en/winsock/WSAECONNRESET")
        assert client.get("/en/winsock/WSAECONNRESET").text == before.text
        execute(
            URL.create("sqlite", database=str(database)),
            "UPDATE catalog_message SET text = 'Quite new.' WHERE symbol = 'WSAECONNRESET'"
            " AND field = 'meaning' AND locale = 'en'",
            "UPDATE catalog_state SET generation = generation + 1",
        )
        catalog.refresh()
        after = client.get("/en/winsock/WSAECONNRESET")
        assert "Quite new." in after.text
        assert after.headers["etag"] != before.headers["etag"]


@each(
    ("path", "accept", "status"),
    [
        ("/en/winsock/WSAECONNRESET", "image/png", 406),
        ("/winsock/WSAECONNRESET", "image/png", 406),
        ("/en/", "application/json", 406),
        ("/en/winsock", "application/json;q=0.5", 406),
        ("/api/v1/find?q=1", "text/html", 406),
        ("/api/v1/find?q=1", "text/html, */*;q=0.1", 200),
        ("/api/v1/find?q=1", "application/*", 200),
        ("/api/v1/find?q=1", "application/json;q=0, */*", 406),
        ("/en/", "", 200),
        ("/en/", "*/*;q=x", 406),
        ("/en/nowhere", "text/html", 404),
        ("/xx/", "text/html", 404),
        ("/winsock/NOWHERE", "application/json", 404),
        ("/en/winsock/", "text/html", 200),
        ("/en//x", "text/html", 404),
        ("/static/../app.py", "*/*", 404),
        ("/static/%2e%2e%2fapp.py", "*/*", 404),
        ("/en/?q=" + "x" * 40_000, "text/html", 414),
    ],
)
def test_statuses(client: TestClient, path: str, accept: str, status: int) -> None:
    """Each request gets the status that is true of it."""
    assert client.get(path, headers={"Accept": accept}).status_code == status


def test_errors_for_people(client: TestClient) -> None:
    """An error is a page in the language of the address, or else of the reader."""
    for path, told in (("/en/winsock/NOWHERE", 'lang="en"'), ("/winsock/NO", 'lang="ja"')):
        answer = client.get(path, headers=HTML)
        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "text/html; charset=utf-8",
        )
        assert told in answer.text
        assert "NO" in answer.text
    moved = client.post("/en/", headers=HTML)
    assert (moved.status_code, moved.headers["allow"]) == (405, "GET, HEAD")


def test_accept() -> None:
    """The most specific range counts, then quality, then our own order."""
    offered = ("text/html", "application/json")
    assert best("", offered) == "text/html"
    assert best("application/json, text/html", offered) == "text/html"
    assert best("application/json, text/html;q=0.9", offered) == "application/json"
    assert best("*/*, text/html;q=0", offered) == "application/json"
    assert best("TEXT/HTML ; Q=1", offered) == "text/html"
    assert best("image/*", offered) is None
    assert best("text/html;q=nan, application/json;q=0.1", offered) == "application/json"


def test_bodies(client: TestClient) -> None:
    """A body of a mebibyte is read, one byte more is not, however it comes; nor too many lines."""
    text = {"Content-Type": "text/plain"}
    line = b"x" * 1023 + b"\n"
    assert client.post("/api/v1/annotate", content=line * 1024, headers=text).status_code == 200
    for content in (line * 1024 + b"x", iter([line] * 1025), b"\n" * 10_001):
        answer = client.post("/api/v1/annotate", content=content, headers=text)
        assert answer.status_code == 413
        assert answer.json()["type"] == "/http/HTTP_CONTENT_TOO_LARGE"


def test_the_desk() -> None:
    """So many questions at once are answered; the threads of askers who have gone count, too."""

    async def run() -> None:
        desk, let_go = Desk(4), threading.Event()
        slow = [asyncio.create_task(desk.ask(let_go.wait, 10)) for _ in range(3)]
        await asyncio.sleep(0.05)
        with pytest.raises(Exception, match="503"):
            await desk.ask(int, "1")
        assert await desk.ask_at_once(int, "1") == 1
        for one in slow:
            one.cancel()
        await asyncio.sleep(0.05)
        with pytest.raises(Exception, match="503"):
            await desk.ask(int, "1")
        let_go.set()
        await asyncio.sleep(0.05)
        assert await desk.ask(int, "1") == 1

    asyncio.run(run())


def test_too_many_questions(catalog: Catalog) -> None:
    """Who comes when all threads are taken is told when to come again; what is remembered goes."""
    application = app(catalog, limits=Limits(questions=4))
    client = TestClient(application, follow_redirects=False)
    known = "/ja/winsock/WSAECONNRESET"
    assert client.get(known, headers=HTML).status_code == 200
    # as many as there may be
    application.state.service.desk._asked = 4
    for path in ("/api/v1/find?q=1", "/en/winsock/WSAEINTR"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
    assert client.get(known, headers=HTML).status_code == 200
    assert client.get("/health").status_code == 200


async def _asked(application: FastAPI, path: str, **more: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(more.pop("method", "GET"), path, **more)


def test_time(catalog: Catalog) -> None:
    """Who sends too slowly gets 408; what takes us too long is given up with 503."""
    application = app(catalog, limits=Limits(seconds=0.1))
    let_go = threading.Event()

    async def waits() -> None:
        await application.state.service.desk.ask(let_go.wait, 10)

    application.router.routes.insert(0, _route("/slow", waits))

    async def dripping() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(5)

    text = {"Content-Type": "text/plain"}
    slow = asyncio.run(
        _asked(application, "/api/v1/annotate", method="POST", content=dripping(), headers=text)
    )
    assert slow.status_code == 408
    late = asyncio.run(_asked(application, "/slow"))
    let_go.set()
    assert late.status_code == 503
    assert int(late.headers["retry-after"]) > 0
    assert late.headers["x-content-type-options"] == "nosniff"


def _route(path: str, endpoint: Callable[[], Any]) -> Any:
    made = FastAPI()
    made.add_api_route(path, endpoint)
    return made.router.routes[-1]


def test_a_mistake_of_ours(catalog: Catalog) -> None:
    """A bug is 500 without a word of what it was, with the same headers; the log has it."""

    async def fails() -> None:
        raise RuntimeError("secret")

    application = app(catalog)
    application.router.routes.insert(0, _route("/bug", fails))
    answer = TestClient(application, raise_server_exceptions=False).get("/bug")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_mounted(catalog: Catalog) -> None:
    """Under another application, links and types begin where it is mounted."""
    host = Starlette(routes=[Mount("/errors", app(catalog))])
    client = TestClient(host, follow_redirects=False)
    assert client.get("/errors/").headers["location"] == "/errors/en/"
    told = client.get("/errors/ja/winsock/WSAECONNRESET", headers=HTML)
    assert told.status_code == 200
    links = re.findall(r'(?:href|src|action)="([^"]*)"', told.text)
    assert all(link.startswith(("/errors/", "#")) for link in links)
    assert {client.get(link).status_code for link in links if link[0] == "/"} == {200, 302}
    problem = client.get("/errors/api/v1/nowhere").json()
    assert problem["type"] == "/errors/http/HTTP_NOT_FOUND"
    assert client.get("/errors/nowhere", headers=HTML).status_code == 404


@contextmanager
def closed(server: URL, url: URL) -> Iterator[None]:
    """Have a server let nobody into a database, and end who is in."""
    name = url.database
    ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", ended)
    try:
        yield
    finally:
        execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def asked_of_a_lost_database(client: TestClient) -> None:
    """What is remembered goes on, all else is 503 with a time to come back."""
    assert client.get("/en/winsock/WSAECONNRESET", headers=HTML).status_code == 200
    for path, accept in (("/api/v1/search?q=x", "*/*"), ("/en/errno/EACCES", "text/html")):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert "postgres" not in answer.text
    assert client.get("/health").status_code == 200


def test_a_server_that_is_lost(postgres_server: URL, postgres_database: URL) -> None:
    """While a database refuses us, what is remembered goes on; afterwards all is well."""
    with Catalog(postgres_database, max_age=0, timeout=5) as catalog:
        # one that holds nothing in memory, as where it is mounted
        client = TestClient(app(catalog), follow_redirects=False)
        assert client.get("/en/winsock/WSAECONNRESET", headers=HTML).status_code == 200
        with closed(postgres_server, postgres_database):
            asked_of_a_lost_database(client)
            with Catalog(postgres_database, lazy=True) as unread:
                answer = TestClient(app(unread)).get("/ja/errno/EACCES", headers=HTML)
            assert (answer.status_code, answer.headers["content-language"]) == (503, "ja")
        assert client.get("/api/v1/search?q=refused").status_code == 200


@pytest.mark.full
def test_a_server_that_is_silent(postgres_database: URL) -> None:
    """The same of a server that neither answers nor refuses."""
    with Catalog(postgres_database, max_age=0, timeout=0.5) as catalog:
        client = TestClient(app(catalog), follow_redirects=False)
        assert client.get("/en/winsock/WSAECONNRESET", headers=HTML).status_code == 200
        with silent(postgres_database):
            asked_of_a_lost_database(client)
