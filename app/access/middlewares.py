"""What is asked of every request before its body is read."""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from app.access.callers import Caller, address_of
from app.access.exceptions import Unauthorised
from app.access.policy import AccessPolicy
from app.access.rates import Rate
from app.access.routes import GuardedRoute
from app.access.scopes import Scope
from app.exceptions import PixwordError
from app.middlewares import answer_error

UNCOUNTED = frozenset({"/livez", "/readyz"})
"""Paths that no rate holds for: whoever watches may share an address with many others."""


class AccessMiddleware:
    """Lets a request through with its caller in `request.state.caller`, or answers why not."""

    def __init__(
        self,
        app: ASGIApp,
        routes: Sequence[GuardedRoute],
        policy: AccessPolicy,
        requests: Rate,
        failures: Rate,
    ) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            routes: Its routes, in the order in which they are tried.
            policy: Decides who is let through.
            requests: How many requests each caller may send.
            failures: How often each address may come without a valid key.
        """
        self._app = app
        self._routes = routes
        self._policy = policy
        self._requests = requests
        self._failures = failures

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets, and nobody checks their keys
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            scope["state"]["caller"] = self._admit(scope)
        except PixwordError as error:
            await answer_error(Request(scope), error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _admit(self, scope: Connection) -> Caller:
        address = address_of(scope)
        try:
            caller = self._policy.admit(scope["method"], Headers(scope=scope), self._needed(scope))
        except Unauthorised:
            self._failures.take(address)
            raise
        except PixwordError:
            self._requests.take(address)
            raise
        if scope["path"] in UNCOUNTED:
            return caller
        self._requests.take(f"key {caller.key}" if caller.key else address)
        return caller

    def _needed(self, scope: Connection) -> Scope | None:
        """What no route serves needs nothing: it ends as 404 or 405."""
        return next((route.scope for route in self._routes if route.serves(scope)), None)
