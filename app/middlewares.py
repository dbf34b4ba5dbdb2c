"""What happens around every request: an id, a limit on its bytes, and the one shape of errors."""

import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from app.embeddings.errors import describe_to_openai_clients, is_for_openai_clients
from app.exceptions import (
    KNOWN_ERRORS,
    InvalidRequest,
    RequestTooLarge,
    describe_problems,
    headers_of,
    status_of,
    told_to_client,
)

_log = logging.getLogger("pixword")
_REQUEST_ID = "x-request-id"
_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NAMES = {
    400: "InvalidRequest",
    404: "NotFound",
    405: "MethodNotAllowed",
    408: "RequestTimeout",
    413: RequestTooLarge.__name__,
}


class RequestIdMiddleware:
    """Gives every request an id, the client's own if it is a plain one, and echoes it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wraps the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        offered = dict(scope["headers"]).get(_REQUEST_ID.encode(), b"").decode("latin-1")
        request_id = offered if _ACCEPTED_ID.fullmatch(offered) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        # In every line that is logged from here on; a server handles each request in a context
        # of its own, which ends with it.
        bind_contextvars(request_id=request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((_REQUEST_ID.encode(), request_id.encode()))
            await send(message)

        await self._app(scope, receive, send_with_id)


class BodyLimitMiddleware:
    """Refuses bodies over the limit, by their announced length or while they arrive."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            limit: Most bytes of a body.
        """
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self._limit:
            await self._refuse(scope, receive, send)
            return
        await self._app(scope, self._counting(receive), send)

    def _counting(self, receive: Receive) -> Callable[[], Awaitable[Message]]:
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                # FastAPI turns any other exception that comes out of reading a body into a 400.
                raise HTTPException(RequestTooLarge.status, str(self._error()))
            return message

        return count

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        await answer_error(Request(scope), self._error())(scope, receive, send)

    def _error(self) -> RequestTooLarge:
        return RequestTooLarge(f"the request has more than {self._limit:,} bytes")


class FailureMiddleware:
    """Answers 500 to what nobody expected, once its traceback is in the log."""

    def __init__(self, app: ASGIApp) -> None:
        """Wraps the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:
            if begun or scope["type"] != "http":  # the server cuts the connection, and logs why
                raise
            _log.error("the request failed", exc_info=error)
            await _answer_failure(Request(scope))(scope, receive, send)


def answer_error(request: Request, error: Exception) -> JSONResponse:
    """Makes the answer to a known error; what may hold internals stays in the log."""
    name, detail = type(error).__name__, told_to_client(error)
    return _answer(request, status_of(error), name, detail, headers_of(error))


def install_error_handlers(app: FastAPI) -> None:
    """Gives every error the one shape."""

    async def on_known(request: Request, error: Exception) -> JSONResponse:
        return answer_error(request, error)

    async def on_invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return answer_error(request, InvalidRequest(describe_problems(error.errors())))

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        name = _NAMES.get(error.status_code, "HttpError")
        return _answer(request, error.status_code, name, str(error.detail), error.headers or {})

    async def on_unknown(request: Request, _error: Exception) -> JSONResponse:
        # Out of another middleware: starlette raises it again, and the server logs it.
        return _answer_failure(request)

    for known in KNOWN_ERRORS:
        app.add_exception_handler(known, on_known)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_unknown)


def _answer_failure(request: Request) -> JSONResponse:
    return _answer(request, 500, "InternalError", "the server failed; its log says why")


def _answer(
    request: Request,
    status: int,
    error: str,
    detail: str,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> JSONResponse:
    request_id = request.scope["state"]["request_id"]
    body: dict[str, object] = {"error": error, "detail": detail, "request_id": request_id}
    if is_for_openai_clients(request.url.path):
        body["error"] = describe_to_openai_clients(error, detail)
    return JSONResponse(body, status, headers=dict(headers))
