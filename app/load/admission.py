"""Around every request: is there room, how long may it take, and does the client still wait."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.exceptions import RetryLater
from app.load.clients import answer_while_awaited
from app.load.gate import Gate, Visit
from app.middlewares import answer_error
from models.exceptions import Interrupted

PROBES = frozenset({"/livez", "/readyz", "/version", "/metrics"})
"""Paths that are answered however busy the server is: they say how busy."""


class AdmissionMiddleware:
    """Refuses what there is no room for at once, and stops work whose answer nobody awaits."""

    def __init__(self, app: ASGIApp, gate: Gate, seconds: float) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            gate: Counts the requests.
            seconds: How long a request may take, the reading of its body included.
        """
        self._app = app
        self._gate = gate
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        visit = Visit(self._seconds, is_strange=scope["state"]["caller"].scope is None)
        try:
            with self._gate.entered(visit):
                await answer_while_awaited(self._app, visit, scope, receive, send)
        except (RetryLater, Interrupted) as error:
            await answer_error(Request(scope), error)(scope, receive, send)
