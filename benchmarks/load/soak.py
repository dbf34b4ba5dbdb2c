"""Hours of use in one run: does a server keep what it has done with?"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.load.asking import Asker
from benchmarks.load.served import Served, Usage
from benchmarks.load.users import ask_as_users, ask_at_once

_USERS = 8
_AT_ONCE, _TIMES = 60, 5  # fewer than a server answers at once by default
_A_TIME = 400  # requests between two looks


@dataclass(frozen=True)
class Soaked:
    """What a server held, from look to look.

    Attributes:
        usages: In the order of time.
        failures: Answers that were no success, and what they said.
        requests: How many were sent.
    """

    usages: Sequence[Usage]
    failures: Sequence[str]
    requests: int

    def growth(self, held: str) -> float:
        """Returns by how much the last third of the time held more than the one before: 0.01 is 1%.

        What is filled once, such as caches, falls into the first.

        Args:
            held: An attribute of `Usage`.
        """
        values = [float(getattr(usage, held)) for usage in self.usages]
        third = len(values) // 3
        before, after = values[third : 2 * third], values[2 * third :]
        return statistics.median(after) / statistics.median(before) - 1


def soak(served: Served, seconds: float) -> Soaked:
    """Lets users ask all kinds of things for a while.

    Args:
        served: The server.
        seconds: How long at least.
    """
    _fill_pools(served)
    usages: list[Usage] = []
    failures: list[str] = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        failures += ask_as_users(served.address, _USERS, _A_TIME, seed=len(usages)).wrong
        usages.append(served.usage())
    return Soaked(usages, failures, _A_TIME * len(usages))


def _fill_pools(served: Served) -> None:
    """Has as many ask at once as may, as nobody does in the soak.

    A catalogue keeps up to five connections, and opens the last when five threads first read at the
    same moment: with eight users that was after five minutes, two descriptors of 45, and no leak.
    """
    asker = Asker(seed=-1)
    for _ in range(_TIMES):
        ask_at_once(served.address, [asker.draw() for _ in range(_AT_ONCE)])
