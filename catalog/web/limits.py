"""What a request may take: bytes, lines, seconds, and threads; what takes more is refused."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Given = ParamSpec("Given")
Made = TypeVar("Made")

_CLOSING = {"Connection": "close"}
_OF_BODIES = (b"content-length", b"transfer-encoding")
# seconds after which a client that was refused may ask again
RETRY_AFTER = 5


@dataclass(frozen=True)
class Limits:
    """What one request may take, and how many questions are answered at once.

    ``body`` and ``url`` are bytes, ``lines`` those of a text to be annotated.
    """

    body: int = 1 << 20
    url: int = 32 << 10
    lines: int = 10_000
    seconds: float = 10
    questions: int = 32


class Desk:
    """Has threads answer questions, so many at once; whoever comes then is told to come again.

    A question whose asker has gone is counted until its thread is done with it. Those that may
    wait for a database leave some threads to those that do not.
    """

    def __init__(self, most: int) -> None:
        self._most, self._slow = most, max(1, most * 3 // 4)
        self._asked = 0
        self._lock = threading.Lock()

    async def ask(
        self, function: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
    ) -> Made:
        """Return what a function returns that may wait for a database; raises HTTPException 503."""
        return await self._ask(self._slow, partial(function, *given, **named))

    async def ask_at_once(
        self, function: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
    ) -> Made:
        """Return what a function returns that waits for nothing; raises HTTPException 503."""
        return await self._ask(self._most, partial(function, *given, **named))

    async def _ask(self, most: int, question: Callable[[], Made]) -> Made:
        with self._lock:
            if self._asked >= most:
                raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE)
            self._asked += 1
        is_counted = threading.Lock()
        has_begun = threading.Event()

        def end() -> None:
            if is_counted.acquire(blocking=False):
                with self._lock:
                    self._asked -= 1

        def answered() -> Made:
            has_begun.set()
            try:
                return question()
            finally:
                end()

        try:
            # the desk counts by itself: anyio's count forgets those whose asker has gone
            limiter = CapacityLimiter(math.inf)
            return await to_thread.run_sync(answered, abandon_on_cancel=True, limiter=limiter)
        except BaseException:
            if not has_begun.is_set():
                end()
            raise


class LimitsMiddleware:
    """Refuses what is too long (413, 414), and ends what takes too long (408, 503).

    ``refuse`` makes the response for a request that is refused with a status.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        refuse: Callable[[Request, Exception], Awaitable[Response]],
    ) -> None:
        self._app, self._limits, self._refuse = app, limits, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request within the limits, or something else as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        course = _Course(scope, receive, send, self._limits.body)
        status = None
        try:
            self._check(scope)
            async with asyncio.timeout(self._limits.seconds):
                await self._app(scope, course.receive, course.send)
        except TimeoutError:
            # who has not sent everything is slow; else we are
            status = (
                HTTPStatus.SERVICE_UNAVAILABLE if course.is_read else HTTPStatus.REQUEST_TIMEOUT
            )
        except HTTPException as refused:
            status = HTTPStatus(refused.status_code)
        if status is not None and not course.is_begun:
            error = HTTPException(status, headers=_CLOSING)
            response = await self._refuse(Request(scope), error)
            await response(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        """Raise HTTPException for a request that its head already shows to be too long."""
        if (
            len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
            > self._limits.url
        ):
            raise HTTPException(HTTPStatus.REQUEST_URI_TOO_LONG)
        for name, value in scope["headers"]:
            if name == b"content-length" and _number(value) > self._limits.body:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


class _Course:
    """The course of one request: how much has come, and whether an answer has begun."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._left = receive, send, most
        self.is_read = not any(name in _OF_BODIES for name, _value in scope["headers"])
        self.is_begun = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self.is_read = not message.get("more_body", False)
            if self._left < 0:
                # what else comes is not read
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers=_CLOSING)
        return message

    async def send(self, message: Message) -> None:
        self.is_begun = True
        await self._send(message)


def _number(value: bytes) -> float:
    """Return a length as its header says it; what is none is for the server to refuse."""
    if not value.isdigit():
        return 0
    # Python refuses to read numbers of thousands of digits
    return int(value) if len(value) < 20 else math.inf
