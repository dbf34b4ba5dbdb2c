"""Fewer dimensions: unit vectors whatever is left, and the cosines of what is left."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.ranking.dimensions import shorten

NUMBERS = st.floats(-1, 1, width=32, allow_subnormal=False)


def test_by_hand():
    vectors = np.array([[0.6, 0, 0.8], [0.36, 0.48, 0.8]], dtype=np.float32)
    shortened = shorten(vectors, 2)
    assert shortened.dtype == np.float32
    np.testing.assert_allclose(shortened, [[1, 0], [0.6, 0.8]], atol=1e-6)
    assert vectors[0].tolist() == np.float32([0.6, 0, 0.8]).tolist(), "the original was changed"


def test_a_vector_with_nothing_left_still_has_a_direction():
    """An index takes unit vectors only; `colour-names@32` has texts without a word in 32 places."""
    shortened = shorten(np.eye(4, dtype=np.float32), 3)
    assert shortened.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]


def test_what_is_no_number_stays_visible():
    assert np.isnan(shorten(np.array([[np.nan, 1, 0]], dtype=np.float32), 2)).any()


def test_no_vectors_are_no_vectors():
    assert shorten(np.zeros((0, 5), dtype=np.float32), 3).shape == (0, 3)


@given(arrays(np.float32, (5, 6), elements=NUMBERS), st.integers(1, 6))
def test_every_row_is_unit_and_points_where_it_did(vectors, dimension):
    shortened = shorten(vectors, dimension)
    np.testing.assert_allclose(np.linalg.norm(shortened, axis=1), 1, atol=1e-5)
    kept = vectors[:, :dimension]
    lengths = np.linalg.norm(kept, axis=1)
    clear = lengths > 1e-6
    along = (shortened * kept).sum(axis=1)
    np.testing.assert_allclose(along[clear], lengths[clear], rtol=1e-4)
