"""Answers that are given again: validators (ETag, 304), and a memory of what was answered.

What is remembered is served without a thread or a question to the database, and goes on being
served while that cannot be reached, for as long as it has not changed as far as anybody knows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..paths import __version__

# of what is remembered, and of one answer, in bytes
_MOST = 16 << 20
_LARGEST = 128 << 10
_VARYING = (b"accept", b"accept-language")

Key = tuple[object, ...]


@dataclass(frozen=True)
class _Answer:
    """An answer as it was given, with the state of the database that it was made of."""

    state: object
    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: str


class RememberingMiddleware:
    """Gives answers to GET an ETag, tells clients that have them already (304), and remembers them.

    ``state`` returns what changes with the database; while it is None nothing is remembered.
    What may not be stored (``Cache-Control: no-store``) is let be.
    """

    def __init__(self, app: ASGIApp, state: Callable[[], object]) -> None:
        self._app, self._state = app, state
        self._answers: OrderedDict[Key, _Answer] = OrderedDict()
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or something else as it is."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        state = self._state()
        key = _key(scope)
        known = self._answers.get(key)
        if known is not None and known.state == state:
            self._answers.move_to_end(key)
            await _give(known, scope, send)
            return
        kept = _Kept(send)
        await self._app(scope, receive, kept.send)
        if kept.start is not None:
            answer = _answer(state, kept.start, kept.body)
            if state is not None:
                self._keep(key, answer)
            await _give(answer, scope, send)

    def _keep(self, key: Key, answer: _Answer) -> None:
        if before := self._answers.pop(key, None):
            self._size -= _size(key, before)
        self._answers[key] = answer
        self._size += _size(key, answer)
        while self._size > _MOST:
            self._size -= _size(*self._answers.popitem(last=False))


class _Kept:
    """Keeps an answer back whole if it can be given again; lets any other one through."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _can_be_kept(message):
            self.start = message
        elif self.start is None:
            await self._send(message)
        else:
            self.body += message.get("body", b"")
            if len(self.body) > _LARGEST:
                start, self.start = self.start, None
                await self._send(start)
                await self._send({**message, "body": self.body})


def _size(key: Key, answer: _Answer) -> int:
    """Return about how many bytes it takes to remember an answer, whose URL may be long."""
    return len(answer.body) + len(repr(key)) + len(repr(answer.headers))


def _can_be_kept(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return (
        start["status"] == 200
        and "content-length" in headers
        and "no-store" not in headers.get("cache-control", "no-store")
    )


def _answer(state: object, start: Message, body: bytes) -> _Answer:
    headers = MutableHeaders(raw=list(start["headers"]))
    told: tuple[object, ...] = (
        state,
        __version__,
        headers.get("content-type"),
        headers.get("content-language"),
    )
    if state is None:
        told = (*told, body)
    tag = f'"{blake2b(repr(told).encode(), digest_size=9).hexdigest()}"'
    headers["etag"] = tag = headers.get("etag", tag)
    return _Answer(state, headers.raw, body, tag)


async def _give(answer: _Answer, scope: Scope, send: Send) -> None:
    """Send an answer, or that the client has it already."""
    status, headers, body = 200, answer.headers, answer.body
    wanted = [value for name, value in scope["headers"] if name == b"if-none-match"]
    if wanted and _matches(b", ".join(wanted).decode("latin-1"), answer.tag):
        status, body = 304, b""
        headers = [one for one in headers if one[0] not in (b"content-length", b"content-type")]
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def _matches(header: str, tag: str) -> bool:
    tags = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag in tags or tags == ["*"]


def _key(scope: Scope) -> Key:
    varying = [one for one in scope["headers"] if one[0] in _VARYING]
    return scope.get("root_path", ""), scope["path"], scope["query_string"], *varying
