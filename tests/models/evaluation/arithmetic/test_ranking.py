"""The rank of the best answer, and recall over ranks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.arithmetic.ranking import Ranker
from models.evaluation.arithmetic.recall import (
    Recall,
    macro_recall,
    mean_recall,
    recall_interval,
)


def rank(scores, source, relevant):
    ranker = Ranker(np.array([source]), [np.array(relevant)], len(scores))
    return ranker.rank(np.array([scores], dtype=np.float32))[0]


def test_the_source_is_no_candidate():
    assert rank([9, 3, 2], source=0, relevant=[1]) == 0
    assert rank([9, 3, 2], source=0, relevant=[2]) == 1


def test_of_equal_scores_the_wrong_one_counts_as_first():
    assert rank([0, 5, 5, 5], source=0, relevant=[2]) == 2
    assert rank([1, 1, 1, 1], source=0, relevant=[1, 3]) == 1


def test_what_is_not_a_number_is_never_found():
    assert rank([0, np.nan, 1, 2], source=0, relevant=[1]) == 2
    assert rank([np.nan] * 4, source=0, relevant=[1]) == 2
    assert rank([0, np.nan, 1, 2], source=0, relevant=[3]) == 1


@given(st.integers(3, 8), st.integers(0, 10_000))
def test_ranks_equal_a_plain_count(n, seed):
    """Small whole numbers: ties are common."""
    rng = np.random.default_rng(seed)
    sources = rng.integers(n, size=4)
    others = [np.delete(np.arange(n), source) for source in sources]
    relevant = [rng.choice(o, rng.integers(1, n - 1), replace=False) for o in others]
    scores = rng.integers(-2, 3, (4, n)).astype(np.float32)
    ranks = Ranker(sources, relevant, n).rank(scores)
    for row, own, source, found in zip(scores, relevant, sources, ranks, strict=True):
        best = max(row[own])
        wrong = set(range(n)) - set(own.tolist()) - {source}
        assert found == sum(row[picture] >= best for picture in wrong)


RANKS = [np.array([0, 0, 0, 0]), np.array([4, 10])]


def test_each_swap_counts_the_same_and_in_the_mean_each_query():
    assert macro_recall(RANKS) == Recall(50.0, 75.0, 75.0)
    assert mean_recall(RANKS) == Recall(66.67, 83.33, 83.33)
    assert Recall(50.0, 75.0, 75.0).total == 200.0


def test_interval_holds_the_figure_and_is_a_point_where_swaps_agree():
    low, high = recall_interval(RANKS * 10)
    assert low.r1 < 50.0 < high.r1
    assert (low.r1, high.r1) == pytest.approx((30, 70), abs=6)  # 50 ± 1.96 · 50 / √20
    same = [np.array([0, 7])] * 5
    assert recall_interval(same) == (Recall(50.0, 50.0, 100.0),) * 2
