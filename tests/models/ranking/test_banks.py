"""Banks stand for all queries: weights add up, centres lie where the queries do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ranking.banks import cluster_bank, sample_bank, whole_bank

CORNERS = np.float32([[1, 0], [0, 1], [-1, 0]])


def test_a_bank_of_all_is_all_with_equal_weights():
    bank = whole_bank(CORNERS)
    assert bank.queries.tolist() == CORNERS.tolist()
    assert bank.weights == pytest.approx([1 / 3] * 3)
    assert bank.numbers == 9


def test_a_sample_is_of_different_rows_and_the_same_every_time():
    rows = np.arange(40, dtype=np.float32).reshape(20, 2)
    bank = sample_bank(rows, 7)
    assert len({tuple(row) for row in bank.queries.tolist()}) == 7
    assert {tuple(row) for row in bank.queries.tolist()} <= {tuple(row) for row in rows.tolist()}
    assert bank.queries.tolist() == sample_bank(rows, 7).queries.tolist()
    assert bank.queries.tolist() != sample_bank(rows, 7, seed=1).queries.tolist()
    assert sample_bank(rows, 100).queries.tolist() == rows.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_centres_are_means_of_what_they_stand_for(seed):
    """Two tight groups of 30 and 10: two centres, whichever rows were drawn first."""
    rng = np.random.default_rng(0)
    groups = [(CORNERS[0], 30), (CORNERS[2], 10)]
    rows = np.concatenate([c + 0.01 * rng.normal(size=(n, 2)) for c, n in groups]).astype(
        np.float32
    )
    bank = cluster_bank(rows, 2, seed)
    order = np.argsort(-bank.weights)
    assert bank.weights[order] == pytest.approx([0.75, 0.25])
    np.testing.assert_allclose(bank.queries[order[0]], rows[:30].mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(bank.queries[order[1]], rows[30:].mean(axis=0), atol=1e-5)


@given(st.integers(1, 30), st.integers(1, 40), st.integers(0, 1000))
def test_weighted_centres_have_the_mean_of_all(n, size, seed):
    rows = np.random.default_rng(seed).normal(size=(n, 3)).astype(np.float32)
    bank = cluster_bank(rows, size, seed)
    assert len(bank.queries) <= min(n, size)
    assert bank.weights.sum() == pytest.approx(1, abs=1e-5)
    assert (bank.weights > 0).all()
    np.testing.assert_allclose(bank.weights @ bank.queries, rows.mean(axis=0), atol=1e-4)


def test_equal_queries_are_one_centre():
    bank = cluster_bank(np.tile(CORNERS[:1], (5, 1)), 3)
    assert bank.queries.tolist() == [[1, 0]]
    assert bank.weights.tolist() == [1]
