"""Clients that go before they have their answer, or take for ever to ask."""

import asyncio
import math
from contextlib import suppress

import anyio
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.runtime.patience import Patience

_AHEAD = 2  # messages that are read before they are asked for: the last of a body, and the end


async def answer_while_awaited(
    app: ASGIApp, patience: Patience, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answers one request, and stops when its client goes.

    What waits for a thread or for the body is cancelled; what runs in a thread sees that the
    patience is over.

    Args:
        app: What answers.
        patience: Of this request.
        scope: Of the request.
        receive: Of the request.
        send: Of the request.
    """
    client = _Client(patience, receive, send)
    with anyio.CancelScope() as work:
        watching = asyncio.create_task(client.watch(work))
        try:
            await app(scope, client.receive, client.send)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


class _Client:
    """Reads ahead of the application, to hear at once that the client has gone."""

    def __init__(self, patience: Patience, receive: Receive, send: Send) -> None:
        self._patience = patience
        self._receive = receive
        self._send = send
        self._messages: asyncio.Queue[Message] = asyncio.Queue(_AHEAD)
        self._is_answered = False
        self._has_asked = False

    async def watch(self, work: anyio.CancelScope) -> None:
        """Cancels the work when the client goes without its answer."""
        message: Message = {"type": ""}
        while message["type"] != "http.disconnect":
            message = await self._receive()
            await self._messages.put(message)
        if not self._is_answered:  # what an application does behind its answer goes on
            self._patience.leave()
            work.cancel()

    async def receive(self) -> Message:
        """Hands the next message to the application.

        Raises:
            HTTPException: The time of the request is over before all of its body has come.
        """
        with anyio.move_on_after(math.inf if self._has_asked else self._patience.remaining):
            message = await self._messages.get()
            self._has_asked = self._has_asked or not message.get("more_body", False)
            return message
        # Nobody reads the rest: the connection cannot be used again.
        close = {"Connection": "close"}
        raise HTTPException(408, "the request did not arrive in time", close)

    async def send(self, message: Message) -> None:
        """Passes on what the application answers."""
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._is_answered = True
