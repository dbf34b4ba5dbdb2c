"""How late the event loop is: what holds it up holds up every request."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_EVERY = 0.01  # seconds between two looks
_KEPT = 3000  # looks: half a minute


class LoopLag:
    """Sleeps again and again, and notes how much too long it slept."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque(maxlen=_KEPT)

    @property
    def worst(self) -> float:
        """The longest delay within the last half minute, in seconds."""
        return max(self._lags, default=0.0)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watches the loop that this is entered in."""
        watch = asyncio.get_running_loop().create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self) -> None:
        while True:
            due = time.perf_counter() + _EVERY
            await asyncio.sleep(_EVERY)
            self._lags.append(max(0.0, time.perf_counter() - due))
