"""Who is let in: as many requests at once as are allowed, and none that comes after the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.exceptions import Overloaded, Stopping

_SOON = 1.0  # seconds: a full queue of short requests is done by then


class Gate:
    """Counts the requests that are being answered; used from the event loop alone.

    Attributes:
        limit: Most requests at once.
        inside: Requests that are being answered.
        refused: Requests that were refused since the start.
    """

    def __init__(self, limit: int) -> None:
        """Opens.

        Args:
            limit: Most requests at once.
        """
        self.limit = limit
        self.inside = 0
        self.refused = 0
        self._stopping = False
        self._closed = False

    @property
    def is_stopping(self) -> bool:
        """Whether the server is about to end."""
        return self._stopping

    def announce_stop(self) -> None:
        """Says that the server is about to end; what still comes is served."""
        self._stopping = True

    def close(self) -> None:
        """Lets nobody in any more."""
        self._stopping = self._closed = True

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Counts a request while it is answered.

        Raises:
            Overloaded: There are as many as are allowed.
            Stopping: The gate is closed.
        """
        self._admit()
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    def _admit(self) -> None:
        if self._closed:
            self.refused += 1
            raise Stopping("the server is stopping: ask again when it is back", _SOON)
        if self.inside >= self.limit:
            self.refused += 1
            raise Overloaded(f"{self.limit} requests are being answered: ask again", _SOON)
