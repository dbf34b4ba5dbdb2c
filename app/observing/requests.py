"""What is known of a request once it is answered, and who is told."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.callers import Caller
from app.observing.routes import route_template
from app.observing.stages import StageName, StageTime, collected_stages

UNANSWERED = 499
"""Status of a request whose client went away before the answer began."""
FAILED = 500


@dataclass
class ObservedRequest:
    """A request as log, metrics and traces see it: nothing that anybody sent, but sizes.

    Attributes:
        scope: The connection, whose headers a trace is read from.
        started_ns: When it came, in nanoseconds since 1970.
        answer_headers: Headers that the answer gets.
        status: Status of the answer.
        duration_s: How long the answer took, in seconds.
        bytes_in: Bytes of the body that were read.
        bytes_out: Bytes of the answer's body.
        stages: How long its stages took.
    """

    scope: Scope
    started_ns: int = field(default_factory=time.time_ns)
    answer_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    status: int = UNANSWERED
    duration_s: float = 0.0
    bytes_in: int = 0
    bytes_out: int = 0
    stages: Sequence[StageTime] = ()

    @property
    def method(self) -> str:
        """The method, such as `GET`."""
        return str(self.scope["method"])

    @cached_property
    def route(self) -> str:
        """Template of its path; to be asked for once it was routed."""
        return route_template(self.scope)

    @property
    def key(self) -> str | None:
        """Name of the key that it came with."""
        caller: Caller | None = self.scope["state"].get("caller")
        return caller.key if caller else None

    @property
    def client(self) -> str | None:
        """Address that it came from."""
        client = self.scope.get("client")
        return str(client[0]) if client else None


class Watcher(Protocol):
    """Whoever wants to know of requests."""

    def begin(self, request: ObservedRequest) -> None:
        """Told of a request when it comes."""
        ...

    def end(self, request: ObservedRequest) -> None:
        """Told of it again when it is answered."""
        ...


class ObservingMiddleware:
    """Follows every request from its first byte to its last, and tells watchers."""

    def __init__(
        self,
        app: ASGIApp,
        watchers: Sequence[Watcher],
        running: Callable[[StageName, int], None],
    ) -> None:
        """Wraps the application.

        Args:
            app: What is wrapped.
            watchers: Told of every request.
            running: Told of every stage that begins (+1) and that ends (-1).
        """
        self._app = app
        self._watchers = watchers
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = ObservedRequest(scope)
        for watcher in self._watchers:
            watcher.begin(request)
        try:
            await self._answer(request, receive, send)
        finally:
            for watcher in self._watchers:
                watcher.end(request)

    async def _answer(self, request: ObservedRequest, receive: Receive, send: Send) -> None:
        async def count_in() -> Message:
            message = await receive()
            request.bytes_in += len(message.get("body", b""))
            return message

        async def count_out(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
                message["headers"] = [*message.get("headers", ()), *request.answer_headers]
            request.bytes_out += len(message.get("body", b""))
            await send(message)

        started = time.perf_counter()
        try:
            with collected_stages(self._running) as request.stages:
                await self._app(request.scope, count_in, count_out)
        except Exception:
            request.status = FAILED
            raise
        finally:
            request.duration_s = time.perf_counter() - started
