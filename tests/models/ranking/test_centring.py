"""Centring takes away what all vectors share."""

import numpy as np
import pytest

from models.ranking.centring import fit_centre, subtract_centre


def test_by_hand():
    vectors = np.array([[0.6, 0.8], [-0.6, 0.8]], dtype=np.float32)
    centre = fit_centre(vectors)
    assert centre.dtype == np.float32
    np.testing.assert_allclose(centre, [0, 0.8], atol=1e-7)
    np.testing.assert_allclose(subtract_centre(vectors, centre), [[1, 0], [-1, 0]], atol=1e-6)


def test_others_are_moved_by_the_centre_that_was_fitted():
    centre = fit_centre(np.float32([[1, 0], [0, 1]]))
    moved = subtract_centre(np.float32([[1, 0]]), centre)
    np.testing.assert_allclose(moved, [[0.5**0.5, -(0.5**0.5)]], atol=1e-6)


def test_a_gap_between_two_modalities_closes():
    rng = np.random.default_rng(0)
    apart = np.zeros(16)
    apart[0] = 3
    sides = [rng.normal(size=(2000, 16)) + sign * apart for sign in (1, -1)]
    images, texts = (
        (s / np.linalg.norm(s, axis=1, keepdims=True)).astype(np.float32) for s in sides
    )
    assert fit_centre(images) @ fit_centre(texts) < -0.2
    centred = [subtract_centre(side, fit_centre(side)) for side in (images, texts)]
    assert fit_centre(centred[0]) @ fit_centre(centred[1]) == pytest.approx(0, abs=0.01)
