"""HEAD, with which some probes ask."""

from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send


class HeadMiddleware:
    """Answers HEAD as GET; the server leaves the body away."""

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            paths: Those that are answered so.
        """
        self._app = app
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] == "http" and scope["method"] == "HEAD" and scope["path"] in self._paths:
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)
