"""What protocols of a connection share: limits, and timers."""

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.config import Settings

_log = logging.getLogger("pixword")
_TOLD_EVERY_S = 60.0


class FullHouse:
    """Says in the log that connections are turned away, once a minute at most."""

    def __init__(self) -> None:
        """Has told nothing yet."""
        self._told = -math.inf

    def tell(self, now: float, connections: int) -> None:
        """Says it.

        Args:
            now: Seconds, by any clock.
            connections: How many there are.
        """
        if now - self._told >= _TOLD_EVERY_S:
            self._told = now
            _log.warning(
                "all %d connections are taken: idle ones are closed for new ones", connections
            )


@dataclass(frozen=True)
class ConnectionLimits:
    """What connections may take.

    Attributes:
        connections: Most of them at once.
        head_seconds: Time from a connection, or the first byte of a request, to its whole head.
        answer_seconds: Time in which a client has to read 64 kB of an answer, or its rest.
        full: Told when there are more connections than that.
    """

    connections: int
    head_seconds: float
    answer_seconds: float
    full: FullHouse = field(default_factory=FullHouse)

    @classmethod
    def of(cls, settings: Settings) -> "ConnectionLimits":
        """Takes them from the settings."""
        return cls(settings.max_connections, settings.max_head_seconds, settings.max_answer_seconds)


class LimitedProtocol(HttpToolsProtocol):
    """Knows its limits."""

    def __init__(self, *arguments: object, limits: ConnectionLimits, **named: object) -> None:
        """Takes what uvicorn gives, and the limits."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.limits = limits


class Timer:
    """Calls a function some seconds after it was started, unless it is stopped before."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, seconds: float, act: Callable[[], None]
    ) -> None:
        """Does not start yet.

        Args:
            loop: Knows the time.
            seconds: After which it rings.
            act: What it does then.
        """
        self._loop = loop
        self._seconds = seconds
        self._act = act
        self._handle: asyncio.TimerHandle | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started and neither rang nor was stopped."""
        return self._handle is not None

    def start(self) -> None:
        """Starts, unless it runs already."""
        if self._handle is None:
            self._handle = self._loop.call_later(self._seconds, self._ring)

    def stop(self) -> None:
        """Stops, if it runs."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _ring(self) -> None:
        self._handle = None
        self._act()
