"""No request is larger than what can be taken in: refused before it is read."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: bytes beside the file that a form may carry
FORM = 1_000_000
#: where files are sent to
FILES = ("/uploads", "/ledger", "/api/v1/uploads", "/api/v1/uploads/try")


class TooLarge(Exception):
    """A body that grows beyond its limit while it is read."""


class BodyLimit:
    """Refuses bodies over the limit of their address, told by their head or counted while they come in."""

    def __init__(self, app: ASGIApp, max_upload_bytes: int, refuse: Callable[[Request, int], Response]) -> None:
        self.app = app
        self.max_upload_bytes = max_upload_bytes
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        limit = FORM + (self.max_upload_bytes if request.url.path in FILES else 0)
        told = request.headers.get("content-length", "0")
        if not told.isdigit() or int(told) > limit:
            await self.refuse(request, limit)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise TooLarge
            return message

        try:
            await self.app(scope, counted, send)
        except TooLarge:
            await self.refuse(request, limit)(scope, receive, send)
