"""Intervals of recall and median rank: around the figure, narrower with more pictures."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.bootstrap import Resampling
from models.evaluation.intervals import (
    Ranks,
    median_statistic,
    recall_differences,
    recall_statistic,
    retrieval_intervals,
)
from models.evaluation.retrieval import Retrieval

FIGURES = ("r1", "r5", "r10", "medr")


def some_ranks(seed=0, n=200, each=5):
    """Ranks of captions that resemble each other where they belong to one picture."""
    rng = np.random.default_rng(seed)
    hardness = np.repeat(rng.exponential(8, size=n), each)
    return Ranks(rng.poisson(hardness), np.repeat(np.arange(n), each), n)


@pytest.mark.parametrize("rank", [0, 7, 400])
def test_queries_that_are_all_alike_leave_nothing_to_chance(rank):
    ranks = Ranks(np.full(30, rank), np.repeat(np.arange(10), 3), 10)
    figures = Retrieval.from_ranks(ranks.ranks)
    for name, (low, high) in retrieval_intervals(ranks).items():
        assert low == high == getattr(figures, name)


@pytest.mark.parametrize("seed", range(5))
def test_interval_is_around_the_figure(seed):
    ranks = some_ranks(seed)
    figures, intervals = Retrieval.from_ranks(ranks.ranks), retrieval_intervals(ranks)
    assert set(intervals) == set(FIGURES)
    for name, (low, high) in intervals.items():
        assert low <= getattr(figures, name) <= high
        assert low < high


def test_four_times_the_pictures_halve_the_interval():
    few = some_ranks(n=150)
    ranks, owners = np.tile(few.ranks, 4), np.concatenate([few.owners + 150 * i for i in range(4)])
    many = Ranks(ranks, owners, 600)
    for name in ("r1", "r5", "r10"):
        narrow, wide = (
            high - low for low, high in (retrieval_intervals(r)[name] for r in (many, few))
        )
        assert narrow == pytest.approx(wide / 2, rel=0.15)


def test_captions_of_one_picture_stay_together():
    """Five captions that rank alike are one observation: as wide as with one caption a picture."""
    one = some_ranks(each=1)
    five = Ranks(np.repeat(one.ranks, 5), np.repeat(one.owners, 5), one.n)
    assert retrieval_intervals(five) == retrieval_intervals(one)
    apart = Ranks(five.ranks, np.arange(1000), 1000)
    low, high = retrieval_intervals(five)["r10"]
    lower, higher = retrieval_intervals(apart)["r10"]
    assert higher - lower == pytest.approx((high - low) / 5**0.5, rel=0.2)


def test_the_same_seed_gives_the_same_interval():
    ranks = some_ranks()
    assert retrieval_intervals(ranks) == retrieval_intervals(ranks)
    assert retrieval_intervals(ranks) != retrieval_intervals(ranks, Resampling(seed=1))


@given(st.integers(1, 12), st.integers(1, 4), st.integers(0, 10_000))
def test_statistics_of_a_resample_equal_those_of_the_drawn_queries(n, each, seed):
    rng = np.random.default_rng(seed)
    owners = rng.permutation(np.repeat(np.arange(n), each))
    ranks = Ranks(rng.integers(0, 12, n * each), owners, n)
    drawn = np.bincount(rng.integers(n, size=n), minlength=n)
    repeated = np.repeat(ranks.ranks, drawn[owners])
    assert median_statistic(ranks)(drawn)[0] == np.median(repeated + 1)
    expected = [100 * (repeated < k).mean() for k in (1, 5, 10)]
    assert recall_statistic(ranks, [1, 5, 10])(drawn) == pytest.approx(expected)


def test_pictures_with_more_captions_count_for_more():
    ranks = Ranks(np.array([0, 9, 9, 9]), np.array([0, 1, 1, 1]), 2)
    assert recall_statistic(ranks, [1])(np.array([1, 1])) == pytest.approx([25])
    assert recall_statistic(ranks, [1])(np.array([2, 0])) == pytest.approx([100])


def test_difference_of_a_ranking_from_itself_is_nothing():
    (same,) = recall_differences(some_ranks(), some_ranks(), [5])
    assert (same.points, same.low, same.high) == (0, 0, 0)


def test_difference_is_paired():
    """Forty of a thousand queries get better: sure, though each recall is less so."""
    worse = some_ranks(n=1000, each=1)
    better = worse.ranks.copy()
    better[np.flatnonzero(worse.ranks >= 5)[:40]] = 0
    differences = recall_differences(Ranks(better, worse.owners, 1000), worse, [1, 5])
    low, high = retrieval_intervals(worse)["r5"]
    for difference in differences:
        assert difference.points == pytest.approx(4)
        assert difference.low > 2.5
        assert difference.high < 5.5
        assert difference.high - difference.low < 0.6 * (high - low)


def test_it_is_fast():
    """Ranks are drawn, not vectors: 25,000 queries take as long as a blink or two."""
    ranks = some_ranks(n=5000)
    started = time.perf_counter()
    retrieval_intervals(ranks)
    assert time.perf_counter() - started < 5
