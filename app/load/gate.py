"""Who is let in: as many requests at once as are allowed, and none that comes after the end."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from app.exceptions import Overloaded, Stopping
from models.exceptions import GaveUp, Interrupted
from models.runtime.patience import Patience

_STRANGERS = 4  # one in so many requests at once is for those without a key
_SOON = 1.0  # seconds: a full queue of short requests is done by then


class Visit:
    """A request that is being answered.

    Attributes:
        is_strange: Whether it was let through without a key that it would need elsewhere.
        patience: Until when its answer is awaited.
        work: What is cancelled when it is not any more: what waits for a thread or for the body.
            What runs in a thread asks the patience.
    """

    def __init__(self, seconds: float, *, is_strange: bool = False) -> None:
        """Begins.

        Args:
            seconds: How long it may take.
            is_strange: Whether it has no key, where the service asks for keys.
        """
        self.is_strange = is_strange
        self.patience = Patience(seconds)
        self.work = anyio.CancelScope()
        self._is_interrupted = False

    @property
    def is_interrupted(self) -> bool:
        """Whether it was ended by the server."""
        return self._is_interrupted

    def end(self, why: GaveUp) -> None:
        """Ends the work for it.

        Args:
            why: What whoever works on it is told.
        """
        self._is_interrupted = isinstance(why, Interrupted)
        self.patience.leave(why)
        self.work.cancel()


class Gate:
    """Counts the requests that are being answered; used from the event loop alone.

    Attributes:
        limit: Most requests at once.
        refused: Requests that were refused since the start.
    """

    def __init__(self, limit: int) -> None:
        """Opens.

        Args:
            limit: Most requests at once.
        """
        self.limit = limit
        self._visits: set[Visit] = set()
        self.refused = 0
        self._stopping = False
        self._closed = False

    @property
    def inside(self) -> int:
        """Requests that are being answered."""
        return len(self._visits)

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

    def interrupt(self) -> None:
        """Ends the work for whoever is inside."""
        for visit in list(self._visits):
            visit.end(Interrupted())

    @contextmanager
    def entered(self, visit: Visit) -> Iterator[None]:
        """Counts a request while it is answered.

        Args:
            visit: The request.

        Raises:
            Overloaded: There are as many as are allowed.
            Stopping: The gate is closed.
        """
        self._admit(visit)
        self._visits.add(visit)
        try:
            yield
        finally:
            self._visits.remove(visit)

    def _admit(self, visit: Visit) -> None:
        if self._closed:
            self.refused += 1
            raise Stopping("the server is stopping: ask again when it is back", _SOON)
        if self.inside >= self.limit or (visit.is_strange and self._is_full_of_strangers):
            self.refused += 1
            raise Overloaded(f"{self.inside} requests are being answered: ask again", _SOON)

    @property
    def _is_full_of_strangers(self) -> bool:
        """Whether those without a key, who may look at documentation alone, have their share."""
        strangers = sum(own.is_strange for own in self._visits)
        return strangers >= max(1, self.limit // _STRANGERS)
