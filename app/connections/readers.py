"""Answers that nobody reads are not kept for ever."""

import asyncio

from app.connections.limited import ConnectionLimits, LimitedProtocol, Timer

_LEAST_BYTES = 64 * 1024


class BoundedAnswers(LimitedProtocol):
    """Ends a connection whose client does not read.

    What is counted is what the kernel does not take: it keeps some 100 kB by itself.
    """

    def __init__(self, *arguments: object, limits: ConnectionLimits, **named: object) -> None:
        """Takes what uvicorn gives, and the limits."""
        super().__init__(*arguments, limits=limits, **named)
        self._unread_bytes = 0
        self._until_read = Timer(self.loop, limits.answer_seconds, self._look_what_was_read)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wants to hear of every byte that has to wait, also behind the end of an answer."""
        transport.set_write_buffer_limits(high=0)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._until_read.stop()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Waits until the client has read."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Goes on."""
        self._until_read.stop()
        super().resume_writing()

    def _watch(self) -> None:
        self._unread_bytes = self.transport.get_write_buffer_size()
        self._until_read.start()

    def _look_what_was_read(self) -> None:
        if self._unread_bytes - self.transport.get_write_buffer_size() < _LEAST_BYTES:
            self.transport.abort()
        else:
            self._watch()
