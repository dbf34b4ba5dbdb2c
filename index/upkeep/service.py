"""Two threads that keep a collection's indexes up and in order while it is served."""

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from index.exceptions import IndexFault, SnapshotBusy, SnapshotInterrupted
from index.upkeep.priority import step_back
from index.upkeep.upkeep import Upkeep


@dataclass(frozen=True)
class Rhythm:
    """How long a thread waits between looks.

    Attributes:
        busy_s: After a look that found something to do.
        idle_s: At most, after one that did not: a quarter longer than before it.
        failed_s: After a failure. A full disk does not empty itself at once; a locked catalogue is
            soon free.
    """

    busy_s: float
    idle_s: float
    failed_s: float


# What another process adds is taken in small bites, which hold up no search: at 2,500 vectors a
# second their 99th percentile is 10 ms, and 13 ms with bites of 0.1 s.
FOLLOWING = Rhythm(busy_s=0.02, idle_s=0.1, failed_s=1.0)
TIDYING = Rhythm(busy_s=0.5, idle_s=0.5, failed_s=30.0)
# How long another thread may keep the interpreter from a search. A search gives it back a hundred
# times, at every read of the disk; with Python's own 5 ms each could wait so long.
SWITCH_S = 0.0002


@contextmanager
def searches_first() -> Iterator[None]:
    """Sets the interpreter up for a process that answers searches, inside the block."""
    # A full collection looks at every object of every library, 120 ms in which no search is
    # answered. What is there now stays, and is not looked at.
    gc.freeze()
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual_s)
        gc.unfreeze()


class UpkeepService:
    """Follows the catalogue and tidies the indexes, from `start` to `stop`."""

    def __init__(self, upkeep: Upkeep) -> None:
        """Takes what is to be kept up."""
        self._upkeep = upkeep
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._follow, name="index follower", daemon=True),
            threading.Thread(target=self._tidy, name="index tidier", daemon=True),
        ]

    def start(self) -> None:
        """Starts both threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends both threads; a snapshot that is being written is given up at the next chance."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _follow(self) -> None:
        self._repeat(self._upkeep.indexes.refresh, FOLLOWING)

    def _tidy(self) -> None:
        step_back()
        interrupted = self._stopping.is_set
        tidy = partial(self._upkeep.tidy, interrupted=interrupted)
        self._repeat(tidy, TIDYING)

    def _repeat(self, work: Callable[[], bool], rhythm: Rhythm) -> None:
        wait_s = rhythm.idle_s
        while not self._stopping.wait(wait_s):
            try:
                wait_s = rhythm.busy_s if work() else min(1.25 * wait_s, rhythm.idle_s)
            except (SnapshotBusy, SnapshotInterrupted):
                # The other process does what was to be done, or nobody wants it any more.
                wait_s = rhythm.idle_s
            except IndexFault as error:
                self._upkeep.journal.problem(str(error))
                wait_s = rhythm.failed_s
