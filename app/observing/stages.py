"""How long the stages of a request take, whoever wants to know."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Literal, NamedTuple, get_args

StageName = Literal[
    "fetch", "decode", "encode_picture", "encode_text", "search", "metadata", "render"
]
STAGES: tuple[StageName, ...] = get_args(StageName)


class StageTime(NamedTuple):
    """One passage through a stage.

    Attributes:
        name: Which stage.
        started_ns: When it began, in nanoseconds since 1970.
        duration_s: How long it took, in seconds.
    """

    name: StageName
    started_ns: int
    duration_s: float


class StageTimes:
    """Collects the stages of one piece of work; any thread may add.

    Attributes:
        passed: Passages that are over.
    """

    def __init__(self, running: Callable[[StageName, int], None]) -> None:
        """Takes who is told of a stage that begins (+1) and of one that ends (-1)."""
        self.passed: list[StageTime] = []
        self.running = running


_times: ContextVar[StageTimes | None] = ContextVar("stage_times", default=None)


class Stage:
    """Notes how long its block takes, if somebody collects that: `with Stage("search"): ...`.

    `run_in_threadpool` takes the collector along; threads of one's own do not. Where nobody
    collects, a block costs less than 2 µs (`tests/app/observing/test_metrics.py` measures it).
    """

    __slots__ = ("_name", "_started", "_started_ns", "_times")

    def __init__(self, name: StageName, of: int = 1) -> None:
        """Takes the stage's name, and of how many things it is: of none, nothing is noted."""
        self._name = name
        self._times = _times.get() if of else None

    def __enter__(self) -> None:
        """Notes when the block begins."""
        if self._times is not None:
            self._times.running(self._name, 1)
            self._started_ns = time.time_ns()
            self._started = time.perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Notes how long it took, also if it failed."""
        if self._times is not None:
            duration_s = time.perf_counter() - self._started
            self._times.running(self._name, -1)
            self._times.passed.append(StageTime(self._name, self._started_ns, duration_s))


@contextmanager
def collected_stages(running: Callable[[StageName, int], None]) -> Iterator[list[StageTime]]:
    """Gives a list that gets every stage of what is done inside the block.

    Args:
        running: Told of every stage that begins (+1) and that ends (-1).
    """
    times = StageTimes(running)
    token = _times.set(times)
    try:
        yield times.passed
    finally:
        _times.reset(token)
