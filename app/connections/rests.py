"""The rest of a body that was refused is not read for ever."""

from app.connections.limited import ConnectionLimits, LimitedProtocol, Timer

# Many clients send all of their request before they read the answer: a photo gets through.
_MOST_BYTES = 4 * 2**20
# Closing at once would make the kernels throw away an answer that is on its way.
_MOST_SECONDS = 1.0


class BoundedRests(LimitedProtocol):
    """Ends a connection whose request was answered while its body still comes."""

    def __init__(self, *arguments: object, limits: ConnectionLimits, **named: object) -> None:
        """Takes what uvicorn gives, and the limits."""
        super().__init__(*arguments, limits=limits, **named)
        self._is_body_coming = False
        self._rest_bytes = 0
        self._until_rest = Timer(self.loop, _MOST_SECONDS, self._end)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._until_rest.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads what came."""
        super().data_received(data)
        if self._until_rest.is_running:
            self._rest_bytes += len(data)
            if self._rest_bytes > _MOST_BYTES:
                self.flow.pause_reading()

    def on_headers_complete(self) -> None:
        """Expects a body."""
        self._is_body_coming = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Ends the body: the connection may be used again."""
        self._is_body_coming = False
        self._rest_bytes = 0
        self._until_rest.stop()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Waits a little for the rest of the body."""
        super().on_response_complete()
        if self._is_body_coming and self.cycle.response_complete:
            self._until_rest.start()

    def _end(self) -> None:
        self.transport.close()
