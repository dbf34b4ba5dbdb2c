"""Answers assistants over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import Receive, Scope, Send

from app.config import Settings
from app.library.library import Library
from app.mcp.assistants import make_assistant_server

_LOOPBACK = ("127.0.0.1", "[::1]", "localhost")


class AssistantEndpoint:
    """Answers each message by itself: there are no sessions and no open streams."""

    def __init__(self, settings: Settings) -> None:
        """Takes the settings; nothing is started."""
        self._settings = settings
        self._answer: Callable[[Scope, Receive, Send], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one message."""
        assert self._answer is not None, "messages arrive while the service runs"
        await self._answer(scope, receive, send)

    @asynccontextmanager
    async def serving(self, library: Library) -> AsyncIterator[None]:
        """Answers out of a library inside the block.

        The server is made here: its manager of sessions runs once only, and a service may be
        started again.
        """
        server = make_assistant_server(library)
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,
            max_request_body_size=self._settings.max_request_bytes,
            transport_security=_security(self._settings),
        )
        async with server.session_manager.run():
            self._answer = server.session_manager.handle_request
            yield


def _security(settings: Settings) -> TransportSecuritySettings:
    """Lets in what was sent to a name of the server, by no page of another origin."""
    names = {*_LOOPBACK, settings.host, *settings.hosts}
    origins = {f"{scheme}://{name}" for scheme in ("http", "https") for name in names}
    return TransportSecuritySettings(
        allowed_hosts=_with_ports(names),
        allowed_origins=[*settings.cors_origins, *_with_ports(origins)],
    )


def _with_ports(names: set[str]) -> list[str]:
    return [form for name in sorted(names) for form in (name, f"{name}:*")]
