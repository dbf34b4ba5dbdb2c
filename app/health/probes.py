"""Answers those who watch the server, however busy it is and however often they ask."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

Value = TypeVar("Value")

_THREADS = 2


class _Look(NamedTuple):
    """Somebody's look, which others share.

    Attributes:
        result: Of the look, once it has ended.
        at: When it began, in seconds of a clock that never goes back.
    """

    result: asyncio.Task[Any]
    at: float


class Probes:
    """Looks in threads of its own: those of the requests may all be waiting for an encoder.

    Used from the event loop alone.
    """

    def __init__(self) -> None:
        """Starts with nothing looked at."""
        self._limiter = CapacityLimiter(_THREADS)
        self._looks: dict[str, _Look] = {}

    async def run(self, function: Callable[..., Value], *arguments: Any) -> Value:
        """Runs a function in one of the threads."""
        return await run_sync(function, *arguments, limiter=self._limiter)

    async def share(
        self,
        what: str,
        look: Callable[[], Coroutine[Any, Any, Value]],
        most_age_s: float = 0.0,
    ) -> Value:
        """Looks, unless somebody else is looking at the same just now, and shares what is seen.

        Args:
            what: What is looked at.
            look: Looks.
            most_age_s: How long ago, in seconds, a look that has ended may have begun.
        """
        latest = self._looks.get(what)
        if latest is None or (latest.result.done() and _age_s(latest) >= most_age_s):
            latest = self._looks[what] = _Look(asyncio.create_task(look()), time.monotonic())
            if not most_age_s:
                latest.result.add_done_callback(lambda _: self._looks.pop(what, None))
        shared: Value = await asyncio.shield(latest.result)
        return shared


def _age_s(look: _Look) -> float:
    return time.monotonic() - look.at
