"""The headers of every answer, and what HEAD is answered with."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# nothing from elsewhere, nothing inline, in nobody's frame
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# what a person has asked stays with that person's browser
PRIVATE = "private, max-age=60"
PUBLIC = "public, max-age=60"
FOR_LONG = "public, max-age=31536000, immutable"
NEVER = "no-store"


class HeadersMiddleware:
    """Gives every answer the headers of SECURITY, and HEAD those of GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or something else as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(SECURITY)
                if "GET" in headers.get("allow", "") and "HEAD" not in headers["allow"]:
                    headers["allow"] = headers["allow"].replace("GET", "GET, HEAD")
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"} if is_head else scope, receive, sender)
