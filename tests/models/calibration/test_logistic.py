"""Logistic regression reaches what can be computed by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration.logistic import Logistic, fit_logistic, fit_rising


def test_a_card_that_is_none_is_refused():
    for card in ({}, {"weights": 3, "bias": 0}, {"weights": ["x"], "bias": 0}, {"weights": [1]}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Logistic.from_card(card)


def test_probabilities_by_hand():
    fitted = Logistic((2.0, -1.0), 0.5)
    assert fitted.logits([[1, 1], [0, 0.5]]).tolist() == [1.5, 0.0]
    assert fitted.probabilities([[0, 0.5]]).tolist() == [0.5]
    assert fitted.probabilities([1, 1]) == pytest.approx(1 / (1 + math.exp(-1.5)))
    assert Logistic.from_card(fitted.to_card()) == fitted


def test_one_binary_feature_gives_the_log_odds():
    features = np.array([0] * 10 + [1] * 10, float)[:, None]
    targets = np.array([True] * 2 + [False] * 8 + [True] * 6 + [False] * 4)
    fitted = fit_logistic(features, targets)
    assert fitted.bias == pytest.approx(math.log(2 / 8), abs=1e-3)
    assert fitted.weights[0] == pytest.approx(math.log(6 / 4) - math.log(2 / 8), abs=1e-3)


def test_importance_counts_like_repetition():
    rng = np.random.default_rng(0)
    features, targets = rng.normal(size=(40, 2)), rng.random(40) < 0.4
    counts = rng.integers(1, 4, 40)
    repeated = fit_logistic(np.repeat(features, counts, axis=0), np.repeat(targets, counts))
    weighted = fit_logistic(features, targets, counts.astype(float))
    assert weighted.weights == pytest.approx(repeated.weights, abs=1e-6)
    assert weighted.bias == pytest.approx(repeated.bias, abs=1e-6)


def test_classes_that_do_not_overlap_leave_the_weights_finite():
    features = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    fitted = fit_logistic(features, np.array([False, False, True, True]))
    assert np.isfinite([*fitted.weights, fitted.bias]).all()
    assert fitted.probabilities(features).round().tolist() == [0, 0, 1, 1]


def test_a_feature_that_would_lower_the_probability_is_left_out():
    rng = np.random.default_rng(1)
    features = rng.normal(size=(500, 2))
    targets = features[:, 0] - features[:, 1] + rng.normal(size=500) > 0
    assert fit_logistic(features, targets).weights[1] < 0
    assert fit_rising(features, targets, rising=1).weights[1] < 0
    rising = fit_rising(features, targets, rising=2)
    alone = fit_logistic(features[:, :1], targets)
    assert rising.weights == pytest.approx((alone.weights[0], 0.0))
    assert rising.bias == pytest.approx(alone.bias)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_probabilities_are_from_0_to_1(weight, feature):
    assert 0 <= Logistic((weight,), 0.0).probabilities([feature]) <= 1
