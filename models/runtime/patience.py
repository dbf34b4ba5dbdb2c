"""How long the one who asked still waits for an answer.

Whoever takes a request binds its `Patience`; what takes long on its behalf, in whatever thread,
asks for it and stops when it is over. Where nobody bound one, as in training, it never ends.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from models.exceptions import Abandoned, GaveUp, TooSlow


class Patience:
    """How long one request is worth working on."""

    def __init__(self, seconds: float = math.inf) -> None:
        """Begins to wait.

        Args:
            seconds: How long.
        """
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._left: GaveUp | None = None

    @property
    def remaining(self) -> float:
        """Seconds that are left, 0 when it is over."""
        return 0.0 if self._left else max(0.0, self._end - time.monotonic())

    def leave(self, why: GaveUp | None = None) -> None:
        """Says that nobody waits any more, or no longer.

        Args:
            why: What is raised where it is noticed; `Abandoned` if left out.
        """
        self._left = self._left or why or Abandoned()

    def check(self) -> None:
        """Looks whether anybody still waits.

        Raises:
            GaveUp: Nobody waits any more; usually `Abandoned`.
            TooSlow: The time is over.
        """
        if self._left:
            raise self._left
        if time.monotonic() >= self._end:
            raise TooSlow(self._seconds)


_UNENDING = Patience()
_current: ContextVar[Patience] = ContextVar("patience", default=_UNENDING)


def current_patience() -> Patience:
    """Returns the patience of the request that is being worked on."""
    return _current.get()


@contextmanager
def bound(patience: Patience) -> Iterator[None]:
    """Lets what runs inside, and the threads that inherit its context, work for this patience."""
    token = _current.set(patience)
    try:
        yield
    finally:
        _current.reset(token)
