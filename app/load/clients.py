"""Clients that go before they have their answer, or take for ever to ask."""

import asyncio
import math
from contextlib import suppress

import anyio
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.load.gate import Visit
from models.exceptions import Abandoned, Interrupted
from models.runtime.patience import bound

_AHEAD = 2  # messages that are read before they are asked for: the last of a body, and the end


async def answer_while_awaited(
    app: ASGIApp, visit: Visit, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answers one request, and stops when its client goes, or when the visit is ended.

    Args:
        app: What answers.
        visit: Of this request.
        scope: Of the request.
        receive: Of the request.
        send: Of the request.

    Raises:
        Interrupted: The visit was ended before anything was answered.
    """
    client = _Client(visit, receive, send)
    with visit.work, bound(visit.patience):
        watching = asyncio.create_task(client.watch())
        try:
            await app(scope, client.receive, client.send)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
    if visit.is_interrupted and not client.has_begun:
        raise Interrupted


class _Client:
    """Reads ahead of the application, to hear at once that the client has gone."""

    def __init__(self, visit: Visit, receive: Receive, send: Send) -> None:
        self._visit = visit
        self._receive = receive
        self._send = send
        self._messages: asyncio.Queue[Message] = asyncio.Queue(_AHEAD)
        self.has_begun = False
        self._is_answered = False
        self._has_asked = False

    async def watch(self) -> None:
        """Ends the visit when the client goes without its answer."""
        message: Message = {"type": ""}
        while message["type"] != "http.disconnect":
            message = await self._receive()
            await self._messages.put(message)
        if not self._is_answered:  # what an application does behind its answer goes on
            self._visit.end(Abandoned())

    async def receive(self) -> Message:
        """Hands the next message to the application.

        Raises:
            HTTPException: The time of the request is over before all of its body has come.
        """
        with anyio.move_on_after(math.inf if self._has_asked else self._visit.patience.remaining):
            message = await self._messages.get()
            self._has_asked = self._has_asked or not message.get("more_body", False)
            return message
        # Nobody reads the rest: the connection cannot be used again.
        close = {"Connection": "close"}
        raise HTTPException(408, "the request did not arrive in time", close)

    async def send(self, message: Message) -> None:
        """Passes on what the application answers."""
        self.has_begun = True
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._is_answered = True
