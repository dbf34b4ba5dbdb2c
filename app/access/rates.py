"""How many requests a key or an address may send."""

import time
from collections import OrderedDict
from collections.abc import Callable

from app.access.exceptions import TooManyRequests

_MINUTE_S = 60.0


class Rate:
    """A token bucket for each caller: a minute's worth at once, and then as they drip in.

    A bucket is one number, the moment at which it will be full again (GCRA, as in ATM networks),
    so that a request takes one look-up and no timer.
    """

    def __init__(
        self, per_minute: int, remembered: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Starts with full buckets.

        Args:
            per_minute: Requests a minute; 0 for no limit.
            remembered: Most callers that are counted; whoever was seen least recently is
                forgotten first.
            clock: Seconds of a clock that never goes back.
        """
        self._per_minute = per_minute
        self._remembered = remembered
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str) -> None:
        """Counts a request.

        Raises:
            TooManyRequests: The bucket is empty; the error says when there is one more in it.
        """
        if not self._per_minute:
            return
        now = self._clock()
        full_at = max(now, self._full_at.get(caller, now)) + _MINUTE_S / self._per_minute
        if full_at - now > _MINUTE_S + 1e-9:
            raise TooManyRequests(
                f"more than {self._per_minute:,} requests in a minute: wait, then go on",
                full_at - now - _MINUTE_S,
            )
        self._full_at[caller] = full_at
        self._full_at.move_to_end(caller)
        if len(self._full_at) > self._remembered:
            self._full_at.popitem(last=False)
