"""Refuses bodies that would be more than they look."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.bodies.json_values import count_values, too_many_values
from app.exceptions import UnsupportedContent
from app.middlewares import answer_error

_PLAIN = (b"", b"identity")
_MULTIPART = b"multipart/"


class BodyShapeMiddleware:
    """Refuses compressed bodies, and JSON of too many values while it arrives."""

    def __init__(self, app: ASGIApp, most_values: int) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            most_values: Most values of a JSON body.
        """
        self._app = app
        self._most_values = most_values

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(b"content-encoding", b"").strip().lower() not in _PLAIN:
            refusal = UnsupportedContent("send the body as it is, without Content-Encoding")
            await answer_error(Request(scope), refusal)(scope, receive, send)
            return
        if not headers.get(b"content-type", b"").strip().lower().startswith(_MULTIPART):
            receive = self._counting(receive)  # parts are counted when they are read
        await self._app(scope, receive, send)

    def _counting(self, receive: Receive) -> Receive:
        values = 0

        async def count() -> Message:
            nonlocal values
            message = await receive()
            values += count_values(message.get("body", b""))
            if values > self._most_values:
                refusal = too_many_values(self._most_values)
                # FastAPI turns any other exception that comes out of reading a body into a 400.
                raise HTTPException(refusal.status, str(refusal))
            return message

        return count
