"""The bias from moments: exact where queries are Gaussian, and to the second order elsewhere."""

import numpy as np
import pytest

from models.ranking.banks import whole_bank
from models.ranking.cumulant import Moments, cumulant_bias, fit_moments
from models.ranking.item_bias import item_bias


def test_by_hand():
    moments = Moments(np.float32([1, 0]), np.float32([[0, 2]]))
    items = np.float32([[1, 0], [0, 1], [0.6, 0.8]])
    assert cumulant_bias(items, moments, beta=0.5) == pytest.approx([-1, -1, -0.6 - 0.64], abs=1e-6)


def test_gaussian_queries_need_nothing_but_their_moments():
    rng = np.random.default_rng(0)
    queries = (0.3 + 0.2 * rng.normal(size=(200_000, 3))).astype(np.float32)
    items = np.float32([[1, 0, 0], [0.6, 0.8, 0], [0, 0.6, -0.8]])
    approximate = cumulant_bias(items, fit_moments(queries, 3), beta=5)
    np.testing.assert_allclose(approximate, item_bias(items, whole_bank(queries), 5), atol=0.01)


def test_a_small_beta_needs_nothing_but_the_moments():
    rng = np.random.default_rng(1)
    queries = rng.exponential(size=(50, 4)).astype(np.float32)
    items = rng.normal(size=(6, 4)).astype(np.float32)
    errors = [
        np.abs(
            cumulant_bias(items, fit_moments(queries, 4), beta) - item_bias(items, bank, beta)
        ).max()
        for bank in [whole_bank(queries)]
        for beta in (0.2, 0.1)
    ]
    assert errors[1] < errors[0] / 3, "the error does not fall with the square of β"


def test_factors_are_those_of_the_covariance_the_strongest_first():
    rng = np.random.default_rng(2)
    queries = (rng.normal(size=(500, 4)) * [0.1, 3, 0.5, 1]).astype(np.float32)
    full = fit_moments(queries, 4)
    covariance = np.cov(queries.T, bias=True)
    np.testing.assert_allclose(full.factors.T @ full.factors, covariance, atol=1e-3)
    first = fit_moments(queries, 1)
    assert first.factors.shape == (1, 4)
    assert abs(first.factors[0, 1]) == pytest.approx(covariance[1, 1] ** 0.5, rel=1e-2)
    assert first.numbers == 8
