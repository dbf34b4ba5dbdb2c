"""Backgrounds give the moments of scores that were never kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration.background import Background


def test_background_of_one_point_has_no_deviation_and_divides_nothing_by_zero():
    usual = Background.of(np.tile(np.array([[0.6, 0.8]], np.float32), (5, 1))).scores(
        np.array([[1, 0]], np.float32)
    )
    assert usual.mean.tolist() == pytest.approx([0.6])
    assert 0 < usual.deviation[0] < 1e-3


def test_tensors_that_do_not_fit_are_refused():
    tensors = Background.of(np.eye(3, dtype=np.float32)).tensors()
    with pytest.raises(ValueError, match="differ in length"):
        Background.from_tensors(tensors | {"rest": np.zeros(2, np.float32)})
    with pytest.raises(ValueError, match="reshape"):
        Background.from_tensors(tensors | {"axes": np.zeros(4, np.float32)})
    with pytest.raises(KeyError):
        Background.from_tensors({"mean": tensors["mean"], "rest": tensors["rest"]})


def test_moments_by_hand():
    vectors = np.array([[1, 0], [0, 1]], np.float32)
    usual = Background.of(vectors).scores(np.array([[1, 0], [0.6, 0.8]], np.float32))
    assert usual.mean == pytest.approx([0.5, 0.7])
    assert usual.deviation == pytest.approx([0.5, 0.1])  # of 0.6 and 0.8


@given(st.integers(2, 30), st.integers(1, 6), st.integers(0, 10_000))
def test_with_all_axes_moments_are_those_of_the_scores(n, d, seed):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n, d)).astype(np.float32)
    queries = rng.normal(size=(4, d)).astype(np.float32)
    usual = Background.of(vectors, rank=d).scores(queries)
    scores = queries.astype(np.float64) @ vectors.T.astype(np.float64)
    assert usual.mean == pytest.approx(scores.mean(axis=1), abs=1e-4)
    assert usual.deviation == pytest.approx(scores.std(axis=1), abs=1e-4)


def test_few_axes_keep_what_is_strong_and_each_coordinate():
    rng = np.random.default_rng(0)
    mixing = rng.normal(size=(3, 40)).astype(np.float32)
    vectors = rng.normal(size=(2000, 3)).astype(np.float32) @ mixing
    vectors += 0.1 * rng.normal(size=vectors.shape).astype(np.float32)
    background = Background.of(vectors, rank=3)
    assert background.axes.shape == (3, 40)
    queries = rng.normal(size=(50, 40)).astype(np.float32)
    exact = (queries @ vectors.T).std(axis=1)
    assert background.scores(queries).deviation == pytest.approx(exact, rel=0.02)
    axes = np.eye(40, dtype=np.float32)
    assert background.scores(axes).deviation == pytest.approx(vectors.std(axis=0), rel=1e-3)


def test_tensors_are_flat_and_come_back():
    background = Background.of(np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32), 2)
    assert all(array.ndim == 1 for array in background.tensors().values())
    again = Background.from_tensors(background.tensors())
    for name in ("mean", "axes", "rest"):
        assert np.array_equal(getattr(again, name), getattr(background, name))
