from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.exceptions import QueryCancels
from index.query import combine, contributions
from tests.index.builders import text_vector, text_vectors


@pytest.mark.parametrize(
    ("weights", "vectors"),
    [([1, -1], [[1, 0], [1, 0]]), ([0.5, 0.5], [[1, 0], [-1, 0]]), ([], np.empty((0, 2)))],
)
def test_terms_that_cancel_are_refused(weights: list[float], vectors: list[list[float]]) -> None:
    with pytest.raises(QueryCancels, match="cancel each other out"):
        combine(weights, vectors)


@pytest.mark.parametrize(
    ("weights", "vectors"),
    [([1], [[1, 0], [0, 1]]), ([1, 1], [1, 0]), ([np.nan], [[1, 0]]), ([1], [[np.inf, 0]])],
)
def test_shapes_that_do_not_fit_are_refused(
    weights: list[float], vectors: list[list[float]]
) -> None:
    with pytest.raises(ValueError, match=r"fit|finite"):
        combine(weights, vectors)


def test_the_sum_is_weighted_and_has_length_1() -> None:
    summed = combine([3, -4], [[1, 0, 0], [0, 1, 0]])
    assert summed.dtype == np.float32
    np.testing.assert_allclose(summed, [0.6, -0.8, 0], atol=1e-7)


def test_a_difference_of_unlike_terms_is_no_cancellation() -> None:
    near = combine([1, 0.001], [[1, 0], [0, 1]])
    assert combine([1, -1], [[1, 0], near])[1] == pytest.approx(-1, abs=1e-3)


def test_contributions_are_those_of_the_terms() -> None:
    shares = contributions([3, -4], [[1, 0], [0, 1]], [[1, 0], [0, 1], [0.6, -0.8]])
    np.testing.assert_allclose(shares, [[0.6, 0], [0, -0.8], [0.36, 0.64]], atol=1e-12)


@given(
    st.lists(st.floats(-5, 5).filter(lambda weight: abs(weight) > 0.1), min_size=1, max_size=6),
    st.integers(1, 5),
)
def test_contributions_sum_to_the_score(weights: list[float], hits: int) -> None:
    vectors = text_vectors(*(f"term {at}" for at in range(len(weights))))
    hit_vectors = np.stack([text_vector(f"hit {at}") for at in range(hits)])
    scores = hit_vectors @ combine(weights, vectors)
    shares = contributions(weights, vectors, hit_vectors)
    np.testing.assert_allclose(shares.sum(axis=1), scores, atol=1e-6)


@given(st.integers(2, 40), st.integers(1, 4))
def test_contributions_depend_on_no_other_hit(hits: int, terms: int) -> None:
    vectors = text_vectors(*(f"term {at}" for at in range(terms)))
    hit_vectors = np.stack([text_vector(f"hit {at}") for at in range(hits)])
    weights = np.arange(1, terms + 1)
    together = contributions(weights, vectors, hit_vectors)
    alone = [contributions(weights, vectors, hit[None])[0] for hit in hit_vectors]
    np.testing.assert_array_equal(together, alone)
