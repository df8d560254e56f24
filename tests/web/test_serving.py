"""The command ``catalog serve``: a process of its own, asked over real sockets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served import serving
from support import COMMAND, PLAIN, run

from catalog import Catalog
from catalog.web.serving import listening

LAST = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
# the same server, whose requests may take a second
HASTY = """
import uvicorn
from catalog import Catalog
from catalog.web import Limits, app, serving
listener = serving.listening("127.0.0.1", 0)
print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
served = app(Catalog(lazy=True), limits=Limits(seconds=1))
uvicorn.Server(uvicorn.Config(served, lifespan="off", log_level="warning")).run([listener])
"""


@pytest.fixture(scope="module")
def hasty() -> Iterator[str]:
    """The address of a server that waits a second for a request."""
    with serving([sys.executable, "-c", HASTY], PLAIN) as (url, _process):
        yield url


def connected(url: str) -> socket.socket:
    host, port = url.split("/")[2].split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def sent(url: str, request: bytes) -> bytes:
    """Send bytes to a server, and return all that it answers until it closes."""
    answer = b""
    with connected(url) as connection:
        connection.sendall(request)
        while piece := connection.recv(1 << 16):
            answer += piece
    return answer


def test_a_session(hostile_database: Path) -> None:
    """It says where it serves, serves a database with its lifespan, and ends in order."""
    command = [*COMMAND, "serve", "--port", "0", "--root-path", "/errors", "--locale", "ja"]
    environment = PLAIN | {"CATALOG_DATABASE_URL": str(hostile_database)}
    with serving(command, environment) as (url, process):
        assert url.endswith("/errors/")
        bare = url.removesuffix("errors/")
        with httpx.Client(base_url=bare, timeout=20) as client:
            answer = client.get("/systems/50%25", headers={"Accept": "text/html"})
            assert answer.headers["location"] == "/errors/en/systems/50%25"
            page = client.get("/en/systems/50%25")
            assert "&lt;count&gt; of &lt;item&gt; are left." in page.text
            assert "server" not in page.headers
            path = "/en/systems/a%2F..%2Fb%2F%2Fc"
            assert "A path." in client.get(path).text
            assert client.head(path).headers["content-length"] == str(len(client.get(path).content))
            evil = sent(
                bare, b"GET //evil.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            assert b" 404 " in evil.split(b"\r\n")[0]
            outcome: list[httpx.Response] = []
            late = threading.Thread(target=lambda: outcome.append(_slowly(bare, process)))
            late.start()
            late.join(20)
        assert process.wait(20) == 0
        assert outcome[0].status_code == 200
        assert process.stderr
        assert process.stderr.read() == ""


def _slowly(url: str, process: subprocess.Popen[str]) -> httpx.Response:
    """Ask for something, and have the server told to end when it has half of the question."""

    def body() -> Iterator[bytes]:
        yield b"read: errno=104\n"
        process.send_signal(signal.SIGTERM)
        threading.Event().wait(0.3)
        yield b"read: errno=111\n"

    text = {"Content-Type": "text/plain"}
    return httpx.post(f"{url}api/v1/annotate", content=body(), headers=text, timeout=20)


def test_slow_and_large_requests(hasty: str) -> None:
    """Who sends slowly, or too much, is answered and let go; who has sent too much is not read."""
    head = b"POST /api/v1/annotate HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
    assert b" 408 " in sent(hasty, head + b"Content-Length: 10\r\n\r\nabc").split(b"\r\n")[0]
    large = sent(hasty, head + b"Content-Length: 1048577\r\n\r\n")
    assert b" 413 " in large.split(b"\r\n")[0]
    chunks = b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"
    try:
        answer = sent(hasty, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks * 17)
        assert b" 413 " in answer.split(b"\r\n")[0]
    except ConnectionError:
        # what it no longer reads may end the connection before its answer is read
        pass
    assert httpx.get(f"{hasty}health").text == "ok\n"


def test_answers_leave_at_once() -> None:
    """No part of an answer waits until the client acknowledges the one before, 40 ms later."""
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        with listener.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_garbage(hasty: str) -> None:
    """What is no HTTP, or nearly, ends with 400 or a close, and the server goes on."""
    for request in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /\xff\xfe" + LAST,
        b"GET /en/%ff%fe/%00" + LAST,
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /api/v1/find?q=%ff" + LAST[:-2] + b"Accept-Language: \xff\r\n\r\n",
    ):
        try:
            answer = sent(hasty, request)
        except ConnectionError:
            continue
        assert b" 500 " not in answer.split(b"\r\n")[0]
    assert httpx.get(f"{hasty}health").text == "ok\n"


def test_what_cannot_be_served(tmp_path: Path) -> None:
    """An address that is taken, and a database that is none, are told in one line."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"catalog: cannot listen on 127.0.0.1:{port}: ")
    done = run("serve", "--database", str(tmp_path / "none.db"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    done = run("serve", "--port", "70000")
    assert "70000 is no whole number from 0 to 65535" in done.stderr.replace("'", "")


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes without a word")
def test_several_workers() -> None:
    """Several processes serve one socket, and end together."""
    with serving([*COMMAND, "serve", "--port", "0", "--workers", "2"], PLAIN) as (url, process):
        with httpx.Client(base_url=url, timeout=60) as client:
            for _ in range(8):
                assert client.get("/api/v1/entry?code=10054").json()["value"] == 10054
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_the_bundled_catalogue_is_meant_by_default(catalog: Catalog) -> None:
    """Without a database, workers read the one that comes with the package."""
    from catalog.web.serving import made

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CATALOG_DATABASE_URL", raising=False)
        assert repr(made().state.service.catalog) == repr(catalog)
