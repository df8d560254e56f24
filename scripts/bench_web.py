"""Warm answers over HTTP, beside a bare FastAPI application on the same cores; and workers."""

import asyncio
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import environment
import postgres
from measures import in_turn, medians, milliseconds, row, table
from served import serving

from catalog import migrate

HELLO = """
import socket
import uvicorn
from fastapi import FastAPI
hello = FastAPI()
@hello.get("/")
async def root() -> dict[str, str]:
    return {"message": "Hello World"}
listener = socket.create_server(("127.0.0.1", 0))
listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
config = uvicorn.Config(hello, log_level="warning", access_log=False, server_header=False)
uvicorn.Server(config).run([listener])
"""
_SERVE = [str(environment.BIN / "catalog"), "serve", "--port", "0"]
# connections at once: as many as keep a server busy, and as many as make it wait
_BUSY, _CROWD = 8, 64
_REQUESTS = 2_000
_WORKERS = 8
_TURNS = 5
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def over_http() -> None:
    """Compare an entry's page and an answer of the API with a page that says hello."""
    with serving(_SERVE) as (ours, _), serving([sys.executable, "-c", HELLO]) as (peer, _):
        hello = _asking(peer, "")
        for name, path, share in (
            ("an entry's page", "ja/winsock/WSAECONNRESET", 0.6),
            ("an entry by the API", "api/v1/entry?code=10054&locale=ja", 0.7),
        ):
            once = _asking(ours, path)
            mine, bare, ratio = medians(in_turn(once, hello, _TURNS))
            speeds = f"{1 / mine:,.0f} /s", f"{1 / bare:,.0f} /s"
            row(f"time for {name} : FastAPI's hello", *speeds, ratio, 1 / share, "{:.2f} ×")
            middle, last = _waits(ours, path)
            waits = f"{milliseconds(middle)}, {milliseconds(last)}"
            table.add_row(f"({name}, {_CROWD} clients: p50, p99)", waits, "", "", "")
        waits = ", ".join(milliseconds(seconds) for seconds in _waits(peer, ""))
        table.add_row(f"(FastAPI's hello, {_CROWD} clients: p50, p99)", "", waits, "", "")


def workers_over_a_server() -> None:
    """Have workers answer over one PostgreSQL; tell how long a crowd waits, and their memory."""
    with postgres.server() as server, postgres.database(server) as url:
        migrate.upgrade(url)
        database = url.render_as_string(hide_password=False)
        many = ["--workers", str(_WORKERS), "--database", database]
        with serving([*_SERVE, *many]) as (ours, process):
            for name, path in (
                ("an entry's page", "ja/winsock/WSAECONNRESET"),
                ("a search", "api/v1/search?q=connection+reset&locale=ja"),
            ):
                # no more than one worker lets wait for a database, if all come to it
                middle, last = _waits(ours, path, 2 * _WORKERS)
                waits = f"{milliseconds(middle)}, {milliseconds(last)}"
                name = f"({name}, {_WORKERS} workers over PostgreSQL: p50, p99)"
                table.add_row(name, waits, "", "", "")
            sizes = [_memory(pid) for pid in (process.pid, *_children(process.pid))]
            table.add_row(f"(memory of {_WORKERS} workers together)", f"{sum(sizes):,.0f} MiB")
            process.terminate()
            process.wait()


def _children(pid: int) -> list[int]:
    """Return the processes that a process of Linux has started, and theirs."""
    own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [found for child in map(int, own) for found in (child, *_children(child))]


def _memory(pid: int) -> float:
    """Return the MiB of a process of Linux, what it shares divided by those that share it."""
    (size,) = re.findall(r"(?m)^Pss: +([0-9]+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text())
    return int(size) / 1024


def _asking(url: str, path: str) -> Callable[[], float]:
    """Return what asks for something often, and says how many seconds one answer takes."""

    def ask() -> float:
        start = time.perf_counter()
        asked = len(asyncio.run(_asked(url, path, _BUSY, _REQUESTS)))
        return (time.perf_counter() - start) / asked

    return ask


def _waits(url: str, path: str, clients: int = _CROWD) -> tuple[float, float]:
    """Return how many seconds half of a crowd, and 99 of 100, wait for an answer at most."""
    taken = sorted(asyncio.run(_asked(url, path, clients, 2 * _REQUESTS)))
    return statistics.median(taken), taken[int(len(taken) * 0.99)]


async def _asked(url: str, path: str, clients: int, requests: int) -> list[float]:
    """Have clients ask at once, each when it has its answer, and return what each answer took."""
    server = url.split("/")[2]
    request = (
        f"GET /{path} HTTP/1.1\r\nHost: {server}\r\nAccept: text/html, */*;q=0.8\r\n\r\n".encode()
    )
    waited: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection(*server.split(":"))
        for _ in range(requests // clients):
            start = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            assert head.startswith(b"HTTP/1.1 200 "), head
            assert length, head
            await reader.readexactly(int(length[1]))
            waited.append(time.perf_counter() - start)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*[client() for _ in range(clients)])
    return waited
