"""Encoding together what is asked for at the same time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.runtime.patience import Patience, current_patience
from models.runtime.protocol import Array, Runtime

_LOOK_AGAIN = 0.05  # seconds after which those who wait look whether their client has gone

Outputs = tuple[NDArray[np.float32], ...]


@dataclass(eq=False)
class _Job:
    """What one caller wants encoded."""

    inputs: tuple[Array, ...]
    patience: Patience
    outputs: Outputs | None = None
    error: BaseException | None = None
    taken: bool = False
    rows: int = field(init=False)

    def __post_init__(self) -> None:
        self.rows = len(self.inputs[0])

    @property
    def is_done(self) -> bool:
        return self.outputs is not None or self.error is not None

    def result(self) -> Outputs:
        if self.error is not None:
            raise self.error
        assert self.outputs is not None
        return self.outputs


class BatchedRuntime:
    """A runtime that many threads call at once.

    Whoever finds the network idle runs it, with all that waits by then; who comes meanwhile is in
    the next batch. So nobody waits for a batch to fill: a lone call costs what it always did, and
    sixteen short texts take 7 ms together where one after the other they take 26
    (`python -m benchmarks.load --parts batching`).
    """

    def __init__(self, runtime: Runtime, largest: int, dynamic_axes: int = 1) -> None:
        """Wraps a runtime.

        Args:
            runtime: What encodes.
            largest: Most rows that are put together; a single call may have more.
            dynamic_axes: Leading axes of an input that vary. With 2, inputs of one length class
                are padded with zeros to the longest, and what is told of each place is cut back.
        """
        self._runtime = runtime
        self._largest = largest
        self._has_lengths = dynamic_axes > 1
        self._changed = threading.Condition()
        self._waiting: list[_Job] = []
        self._is_running = False

    @property
    def waiting(self) -> int:
        """Calls that wait for the network."""
        return len(self._waiting)

    def run(self, *inputs: Array) -> Outputs:
        """Runs one batch through the network and returns its outputs, float32 `[n, ...]` each.

        Raises:
            TooSlow: The request that this is for ran out of time before the network was free.
            Abandoned: Nobody waits for that request any more.
        """
        job = _Job(inputs, current_patience())
        job.patience.check()
        with self._changed:
            self._waiting.append(job)
        while not job.is_done:
            if batch := self._next_batch(job):
                self._run(batch)
        return job.result()

    def _next_batch(self, job: _Job) -> Sequence[_Job]:
        """Waits until the job is done, or the network is free; returns what to run then."""
        with self._changed:
            while self._is_running and not job.is_done:
                self._changed.wait(_LOOK_AGAIN)
                self._leave_if_over(job)
            if job.is_done:
                return []
            batch = self._compatible()
            for chosen in batch:
                self._waiting.remove(chosen)
                chosen.taken = True
            self._is_running = True
            return batch

    def _leave_if_over(self, job: _Job) -> None:
        if job.taken:  # it is being encoded: what is nearly there is worth waiting for
            return
        try:
            job.patience.check()
        except Exception:
            self._waiting.remove(job)
            raise

    def _compatible(self) -> list[_Job]:
        """Chooses the call that has waited longest, and those that fit into a batch with it."""
        first = self._waiting[0]
        batch, rows = [first], first.rows
        for job in self._waiting[1:]:
            if rows + job.rows <= self._largest and self._kind(job) == self._kind(first):
                batch.append(job)
                rows += job.rows
        return batch

    def _kind(self, job: _Job) -> tuple[object, ...]:
        """Returns what calls that can share a batch have in common.

        Lengths between two powers of two count as one: padding then costs less than twice the work.
        """
        fixed = [(array.dtype, array.shape[1 + self._has_lengths :]) for array in job.inputs]
        length = job.inputs[0].shape[1].bit_length() if self._has_lengths else 0
        return (length, *fixed)

    def _run(self, batch: Sequence[_Job]) -> None:
        try:
            self._encode(batch)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            for job in batch:
                job.error = error
        finally:
            with self._changed:
                self._is_running = False
                self._changed.notify_all()

    def _encode(self, batch: Sequence[_Job]) -> None:
        if len(batch) == 1:
            batch[0].outputs = self._runtime.run(*batch[0].inputs)
            return
        outputs = self._runtime.run(*self._joined(batch))
        start = 0
        for job in batch:
            stop = start + job.rows
            job.outputs = tuple(self._own(output[start:stop], job) for output in outputs)
            start = stop

    def _joined(self, batch: Sequence[_Job]) -> list[Array]:
        columns = zip(*(job.inputs for job in batch), strict=True)
        if not self._has_lengths:
            return [np.concatenate(column) for column in columns]
        longest = max(job.inputs[0].shape[1] for job in batch)
        return [np.concatenate([_padded(array, longest) for array in column]) for column in columns]

    def _own(self, output: NDArray[np.float32], job: _Job) -> NDArray[np.float32]:
        """Returns a call's part without what padding added to it."""
        tells_places = self._has_lengths and output.ndim > 2  # noqa: PLR2004 - [n, t, d]
        return output[:, : job.inputs[0].shape[1]] if tells_places else output


def _padded(array: Array, length: int) -> Array:
    """Appends zeros to `[n, t, ...]` until t is the length; masks say that these do not count."""
    missing = length - array.shape[1]
    return np.pad(array, [(0, 0), (0, missing)] + [(0, 0)] * (array.ndim - 2))
