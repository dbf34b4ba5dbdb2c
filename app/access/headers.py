"""What answers tell browsers, so that nothing in them can be turned against their users."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with `no-referrer` own forms would have the origin `null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# JSON, and drawings, which are styled from within when they are looked at alone.
_DATA = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_YEAR_S = 365 * 24 * 3600


class SecurityHeadersMiddleware:
    """Adds headers that an answer does not have yet."""

    def __init__(self, app: ASGIApp) -> None:
        """Wraps the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _headers(headers, scope).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def page_policy(scripts: str = "") -> str:
    """Returns the Content-Security-Policy of a page.

    Args:
        scripts: Sources of scripts beside the server's own files, as hashes of inline ones.
    """
    return _PAGE.replace("script-src 'self'", f"script-src 'self' {scripts}".rstrip())


def _headers(given: MutableHeaders, scope: Scope) -> Mapping[str, str]:
    headers = dict(_ALWAYS)
    kind = given.get("content-type", "").partition(";")[0]
    headers["Content-Security-Policy"] = _PAGE if kind == "text/html" else _DATA
    if "etag" not in given:
        # The answer depends on the key, and on what the collection holds now.
        headers["Cache-Control"] = "no-store"
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}"
    return headers
