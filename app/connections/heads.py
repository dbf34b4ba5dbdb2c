"""The head of a request is bounded in bytes and time: uvicorn waits for any head, for ever."""

import asyncio

from app.connections.limited import ConnectionLimits, LimitedProtocol, Timer

_LONGEST_HEAD = 64 * 1024  # bytes; browsers and proxies send at most half of it


class BoundedHeads(LimitedProtocol):
    """Ends a connection that sends bytes that are neither a head nor a body, or no head in time.

    Trailers and extensions of chunks are bounded in bytes in the same way.
    """

    def __init__(self, *arguments: object, limits: ConnectionLimits, **named: object) -> None:
        """Takes what uvicorn gives, and the limits."""
        super().__init__(*arguments, limits=limits, **named)
        self._is_getting_on = False
        self._waiting_bytes = 0
        self._until_head = Timer(self.loop, limits.head_seconds, self._give_head_up)
        self._asked_at = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for the first head."""
        super().connection_made(transport)
        self._until_head.start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._until_head.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads what came."""
        self._is_getting_on = False
        super().data_received(data)
        self._waiting_bytes = 0 if self._is_getting_on else self._waiting_bytes + len(data)
        if self._waiting_bytes > _LONGEST_HEAD:
            self.send_400_response(f"The head of the request has more than {_LONGEST_HEAD} bytes.")
        elif not self._is_getting_on and not self._is_answering:
            self._until_head.start()  # empty lines between requests are no beginning of a head

    def on_message_begin(self) -> None:
        """Waits for the rest of a head."""
        super().on_message_begin()
        self._until_head.start()

    def on_headers_complete(self) -> None:
        """Begins to answer."""
        self._is_getting_on = True
        self._asked_at = self.loop.time()
        self._until_head.stop()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Passes a piece of the body on."""
        self._is_getting_on = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends the body."""
        self._is_getting_on = True
        super().on_message_complete()

    @property
    def idle_since(self) -> float | None:
        """When the connection was opened or last asked something; None while it is answered."""
        return None if self._is_answering else self._asked_at

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _give_head_up(self) -> None:
        if self._is_answering:  # of a request before; while it is answered nothing more is read
            self._until_head.start()
        else:
            self.transport.close()
