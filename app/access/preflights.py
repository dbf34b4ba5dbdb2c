"""Preflights: what a browser asks before it lets a page of another origin send a request."""

from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.access.callers import address_of
from app.access.exceptions import PreflightRefused
from app.access.rates import Rate
from app.exceptions import PixwordError
from app.middlewares import answer_error

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SENT = ("Authorization", "X-API-Key", "X-Request-ID", "Content-Type")
_READ = ("X-Request-ID", "Retry-After")


class PreflightMiddleware(CORSMiddleware):
    """Lets pages of named origins in; a preflight counts, and is refused, as any request."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...], requests: Rate) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            origins: Whose pages may do everything.
            requests: How many requests each address may send.
        """
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=_METHODS,
            allow_headers=_SENT,
            expose_headers=_READ,
        )
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        try:
            if scope["type"] == "http" and _is_preflight(scope):
                self._check(scope)
        except PixwordError as error:
            await answer_error(Request(scope), error)(scope, receive, send)
            return
        await super().__call__(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        self._requests.take(address_of(scope))
        answer = self.preflight_response(Headers(scope=scope))
        if answer.status_code != 200:  # noqa: PLR2004
            raise PreflightRefused(
                f"{bytes(answer.body).decode()}: the page's origin has to stand in "
                "PIXWORD_CORS_ORIGINS, and it may send what the API reads"
            )


def _is_preflight(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    asks = "origin" in headers and "access-control-request-method" in headers
    return bool(scope["method"] == "OPTIONS" and asks)
