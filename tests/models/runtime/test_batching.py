"""Calls that come together are run together, and each gets what it would get alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from models.exceptions import Abandoned, TooSlow
from models.runtime.batching import BatchedRuntime
from models.runtime.patience import Patience, bound


class Network:
    """Sums what the mask leaves of each row; holds the first call until it is released."""

    def __init__(self):
        self.batches = []
        self.release = threading.Event()
        self.entered = threading.Event()

    def run(self, tokens, mask):
        self.batches.append(tokens.shape)
        self.entered.set()
        assert self.release.wait(10)
        if (tokens < 0).any():
            raise ArithmeticError("negative")
        return ((tokens * mask).sum(axis=1, dtype=np.float32)[:, None], (tokens * mask)[..., None])


@pytest.fixture
def network():
    network = Network()
    yield network
    network.release.set()


def text(*numbers):
    tokens = np.array([numbers], dtype=np.int64)
    return tokens, np.ones_like(tokens)


def call_together(network, batched, calls):
    """Runs the first call, and the others while it is running; returns what each got."""
    with ThreadPoolExecutor(len(calls) + 1) as pool:
        first = pool.submit(batched.run, *text(1, 1, 1, 1))
        assert network.entered.wait(10)
        rest = []
        for number, call in enumerate(calls, 1):
            rest.append(pool.submit(batched.run, *call))
            while batched.waiting < number:
                time.sleep(0.001)
        network.release.set()
        return [future.exception(10) or future.result() for future in [first, *rest]]


def test_an_error_reaches_those_of_its_batch_and_no_others(network):
    batched = BatchedRuntime(network, largest=2, dynamic_axes=2)
    first, *rest = call_together(network, batched, [text(5, 6), text(-1, 2), text(3, 4)])
    assert first[0].tolist() == [[4]]
    assert [type(r) for r in rest[:2]] == [ArithmeticError] * 2
    assert rest[2][0].tolist() == [[7]]
    assert batched.run(*text(2, 2))[0].tolist() == [[4]]


def test_what_comes_while_one_runs_is_one_batch(network):
    batched = BatchedRuntime(network, largest=32, dynamic_axes=2)
    calls = [text(*range(1, length + 1)) for length in (4, 7, 5, 6)]
    _, *rest = call_together(network, batched, calls)
    assert network.batches == [(1, 4), (4, 7)]
    for (tokens, _), (sums, places) in zip(calls, rest, strict=True):
        assert sums.tolist() == [[tokens.sum()]]
        assert places[..., 0].tolist() == tokens.tolist()


def test_lengths_of_different_classes_do_not_pad_each_other(network):
    batched = BatchedRuntime(network, largest=32, dynamic_axes=2)
    call_together(network, batched, [text(*[1] * 120), text(1, 2), text(*[2] * 100), text(3)])
    assert network.batches[1:] == [(2, 120), (1, 2), (1, 1)]


def test_a_batch_is_never_larger_than_it_may_be(network):
    batched = BatchedRuntime(network, largest=3, dynamic_axes=2)
    call_together(network, batched, [text(number, 1) for number in range(7)])
    assert network.batches[1:] == [(3, 2), (3, 2), (1, 2)]
    network.release.set()
    large = np.ones((9, 2), np.int64)
    assert batched.run(large, large)[0].shape == (9, 1)


def test_who_runs_out_of_time_leaves_the_queue(network):
    batched = BatchedRuntime(network, largest=32, dynamic_axes=2)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(batched.run, *text(1))
        assert network.entered.wait(10)
        with bound(Patience(0.05)), pytest.raises(TooSlow, match=r"within 0\.05 s"):
            batched.run(*text(2))
        assert batched.waiting == 0
        network.release.set()
        assert first.result(10)[0].tolist() == [[1]]
    assert len(network.batches) == 1


def test_work_for_a_client_that_has_gone_is_not_begun(network):
    batched = BatchedRuntime(network, largest=32, dynamic_axes=2)
    patience = Patience()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(batched.run, *text(1))
        assert network.entered.wait(10)

        def wait():
            with bound(patience):
                return batched.run(*text(2))

        second = pool.submit(wait)
        while batched.waiting < 1:
            time.sleep(0.001)
        patience.leave()
        assert isinstance(second.exception(10), Abandoned)
        network.release.set()
        first.result(10)
    assert len(network.batches) == 1


def test_many_threads_get_their_own(network):
    network.release.set()
    batched = BatchedRuntime(network, largest=8, dynamic_axes=2)
    rng = np.random.default_rng(0)
    calls = [text(*rng.integers(0, 1000, rng.integers(1, 20))) for _ in range(400)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda call: batched.run(*call), calls))
    assert [a[0].item() for a in answers] == [float(tokens.sum()) for tokens, _ in calls]
    assert sum(rows for rows, _ in network.batches) == 400
