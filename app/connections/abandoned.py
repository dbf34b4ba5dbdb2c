"""Requests whose client went away, also those that it sent without waiting for answers."""

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.connections.limited import LimitedProtocol


class ToldOfEnds(LimitedProtocol):
    """Tells every request of a connection that nobody awaits its answer any more.

    uvicorn tells the one that came last. Of requests sent in a row it is another one that runs: its
    answer would fail in a closed connection, and the next ones would be begun.
    """

    def __init__(self, *arguments: object, **named: object) -> None:
        """Takes what uvicorn gives, and the limits."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self._unanswered: list[RequestResponseCycle] = []

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells them."""
        self.pipeline.clear()
        for cycle in self._unanswered:
            if not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        """Remembers a request."""
        super().on_headers_complete()
        waiting = [cycle for cycle in self._unanswered if not cycle.response_complete]
        self._unanswered = [*waiting, self.cycle]
