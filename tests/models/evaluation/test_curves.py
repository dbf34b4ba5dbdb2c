"""Recall at every K, and what chance reaches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.curves import chance_recall, recall_curve
from models.evaluation.intervals import Ranks


def test_chance_with_one_right_answer_is_k_of_n():
    one = np.ones(50, dtype=np.int64)
    assert chance_recall(one, 40, 4) == pytest.approx([2.5, 5, 7.5, 10])
    assert chance_recall(one, 4, 4)[-1] == 100


def test_chance_with_two_right_of_four_by_hand():
    """All pairs of places of the two right ones: 3 of 6 have one at the first, 5 of 6 by the second."""
    assert chance_recall(np.array([2]), 4, 4) == pytest.approx([50, 100 * 5 / 6, 100, 100])


def test_chance_of_pictures_with_different_numbers_of_captions_is_their_mean():
    mixed = chance_recall(np.array([1, 1, 2]), 10, 3)
    each = [chance_recall(np.array([right]), 10, 3) for right in (1, 1, 2)]
    assert mixed == pytest.approx(np.mean(each, axis=0))


@given(st.integers(1, 5), st.integers(1, 20), st.integers(0, 100))
def test_chance_is_what_random_orders_reach(right, others, seed):
    size = right + others
    orders = np.argsort(np.random.default_rng(seed).random((4000, size)), axis=1)
    best = np.where(orders < right, np.arange(size), size).min(axis=1)
    simulated = [100 * (best < k).mean() for k in range(1, size + 1)]
    np.testing.assert_allclose(chance_recall(np.array([right]), size, size), simulated, atol=5)


def test_curve_rises_within_its_band_and_ends_with_what_is_searched():
    rng = np.random.default_rng(0)
    ranks = Ranks(rng.geometric(0.1, 300) - 1, np.repeat(np.arange(60), 5), 60)
    curve = recall_curve(ranks, np.ones(300, dtype=np.int64), 60)
    assert len(curve.recall) == len(curve.low) == len(curve.high) == len(curve.chance) == 60
    assert (np.diff(curve.recall) >= 0).all()
    assert (curve.low <= curve.recall).all()
    assert (curve.recall <= curve.high).all()
    assert curve.recall[9] == pytest.approx(100 * (ranks.ranks < 10).mean())
    assert len(recall_curve(ranks, np.ones(300, dtype=np.int64), 1000).recall) == 100
