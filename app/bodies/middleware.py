"""Refuses bodies that would be more than they look."""

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.bodies.json_values import count_values, too_many_bytes, too_many_values
from app.config import Settings
from app.exceptions import RequestTooLarge, UnsupportedContent
from app.middlewares import answer_error

_PLAIN = frozenset({"", "identity"})
_UTF_8 = frozenset({b"utf-8", b"utf8"})
_MULTIPART = "multipart/"


class BodyShapeMiddleware:
    """Refuses compressed bodies and other encodings, and JSON that is too much as it arrives."""

    def __init__(self, app: ASGIApp, limits: Settings) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            limits: Bounds bytes and values of JSON bodies.
        """
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            _check(headers)
        except UnsupportedContent as refusal:
            await answer_error(Request(scope), refusal)(scope, receive, send)
            return
        if not headers.get("content-type", "").strip().lower().startswith(_MULTIPART):
            receive = self._counting(receive)  # parts are counted when they are read
        await self._app(scope, receive, send)

    def _counting(self, receive: Receive) -> Receive:
        values = size = 0

        async def count() -> Message:
            nonlocal values, size
            message = await receive()
            content = message.get("body", b"")
            size += len(content)
            if size > self._limits.max_json_bytes:
                raise _while_reading(too_many_bytes(self._limits.max_json_bytes))
            values += count_values(content)
            if values > self._limits.max_json_values:
                raise _while_reading(too_many_values(self._limits.max_json_values))
            return message

        return count


def _check(headers: Headers) -> None:
    """Refuses bodies that are written in any other way than plainly and in UTF-8.

    Python has an encoding for everything, some of which take quadratic time or fail in ways of
    their own; and a part in UTF-7 is not what others take it for.

    Raises:
        UnsupportedContent: The headers announce one.
    """
    if any(coding.strip().lower() not in _PLAIN for coding in headers.getlist("content-encoding")):
        raise UnsupportedContent("send the body as it is, without Content-Encoding")
    kinds = headers.getlist("content-type")
    if len(kinds) > 1:
        raise UnsupportedContent("send one Content-Type")
    _, options = parse_options_header(kinds[0] if kinds else None)  # as the reader of forms does
    if options.get(b"charset", b"utf-8").lower() not in _UTF_8:
        raise UnsupportedContent("send the body in UTF-8, without another charset")


def _while_reading(refusal: RequestTooLarge) -> HTTPException:
    """FastAPI turns any other exception that comes out of reading a body into a 400."""
    return HTTPException(refusal.status, str(refusal))
