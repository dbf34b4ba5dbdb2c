"""A rotation keeps every cosine and brings what matters to the front."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ranking.dimensions import shorten
from models.ranking.rotation import fit_rotation


def unit(rng, n, d):
    return shorten(rng.normal(size=(n, d)).astype(np.float32), d)


@given(st.integers(2, 12), st.integers(0, 10_000))
def test_all_cosines_stay(d, seed):
    rng = np.random.default_rng(seed)
    images, texts = unit(rng, 9, d), unit(rng, 15, d)
    rotation = fit_rotation(images, texts)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(d), atol=1e-5)
    np.testing.assert_allclose(
        images @ rotation @ (texts @ rotation).T, images @ texts.T, atol=1e-5
    )


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_the_first_coordinates_keep_the_most(seed, kept):
    """No k axes, random or first, hold more of the squares than the first k rotated ones."""
    rng = np.random.default_rng(seed)
    images = texts = unit(rng, 30, 6)
    rotated = images @ fit_rotation(images, texts)
    other = images @ np.linalg.qr(rng.normal(size=(6, 6)))[0]
    assert (rotated[:, :kept] ** 2).sum() >= (images[:, :kept] ** 2).sum() - 1e-4
    assert (rotated[:, :kept] ** 2).sum() >= (other[:, :kept] ** 2).sum() - 1e-4


def test_vectors_of_a_plane_need_two_coordinates():
    rng = np.random.default_rng(0)
    plane = np.linalg.qr(rng.normal(size=(32, 2)))[0].T.astype(np.float32)  # [2, 32]
    images, texts = unit(rng, 50, 2) @ plane, unit(rng, 90, 2) @ plane
    rotation = fit_rotation(images, texts)
    short = shorten(images @ rotation, 2) @ shorten(texts @ rotation, 2).T
    np.testing.assert_allclose(short, images @ texts.T, atol=1e-5)
    plain = shorten(images, 2) @ shorten(texts, 2).T
    assert np.abs(plain - images @ texts.T).max() > 0.5


def test_both_modalities_have_the_same_say():
    """A thousand texts along one axis do not outweigh ten pictures along another."""
    images = np.tile(np.float32([1, 0.2, 0]), (10, 1))
    texts = np.tile(np.float32([0, 0, 0.9]), (1000, 1))
    first = fit_rotation(images, texts)[:, 0]
    assert abs(first[0]) == pytest.approx(1 / 1.04**0.5, abs=1e-3)
