"""Relevance: what a score means beside what is usual."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import CaptionedVectors
from models.calibration.background import Background, Usual
from models.calibration.backgrounds import Backgrounds
from models.calibration.queries import QueryKind
from models.calibration.relevance import fit_relevance, standing, standing_of, with_some_others
from models.calibration.thresholds import Judged, f1_of_kinds
from tests.calibrated import handmade_calibration

QUERY = np.eye(64, dtype=np.float32)[0]


def test_without_queries_nothing_is_fitted():
    assert fit_relevance([], None, None) is None


def test_standing_by_hand():
    usual = Usual(np.array([0.1, 0.0]), np.array([0.2, 0.5]))
    words = Usual(np.array([0.3, 0.4]), np.array([0.6, 0.7]))
    (first, second), _ = standing(np.array([[0.5, 0.1], [1.0, -0.5]]), usual, words)
    assert first.tolist() == [0.5, 0.1, 0.2, 0.3, 0.6]
    assert second.tolist() == [0.1, 0.1, 0.2, 0.3, 0.6]


def test_relevance_by_hand():
    found = handmade_calibration().relevance(QUERY, [0.5, 0.7, 0.1], "images")
    assert found == pytest.approx([0.5, 1 / (1 + np.exp(-1)), 1 / (1 + np.exp(2))], abs=1e-6)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=20))
def test_relevance_rises_with_the_score_and_stays_within_bounds(scores):
    found = handmade_calibration().relevance(QUERY, sorted(scores), "texts")
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) >= 0).all()


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.1, 1))
def test_what_is_usual_for_a_query_is_the_same_for_all_its_hits(score, mean, deviation):
    usual = Usual(np.array([mean]), np.array([deviation]))
    (stands,) = standing(np.array([[score, -score, 0.0]]), usual, usual)
    assert (stands[:, 1:] == stands[0, 1:]).all()


def test_one_half_is_the_cut_off_of_the_best_mean_f1():
    """Two kinds of query whose right and wrong scores lie elsewhere; the background tells where."""
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.normal(size=(60, 60)))[0].astype(np.float32)
    split = CaptionedVectors(axes, axes, np.arange(60), ["x"] * 60)
    kinds = []
    for name, usual in (("low", 0.0), ("high", 0.5)):
        relevant = rng.random((20, 60)) < 0.1
        scores = usual + 0.05 * rng.normal(size=(20, 60)) + 0.3 * relevant
        kinds.append(QueryKind(name, "images", (scores @ axes).astype(np.float32), relevant))
    background = Background.of(axes)
    backgrounds = Backgrounds(background, background, background)
    fitted = fit_relevance(kinds, split, backgrounds)
    found = [fitted.probabilities(standing_of(kind, split, backgrounds)) for kind in kinds]
    judged = [Judged.of(own, kind.relevant) for own, kind in zip(found, kinds, strict=True)]
    f1 = f1_of_kinds(judged, np.linspace(0.02, 0.98, 49)).mean(axis=0)
    at_half = f1_of_kinds(judged, np.array([0.5])).mean()
    assert at_half >= f1.max() - 0.02
    assert at_half > 0.9
    cosines = [Judged.of(kind.scores(split), kind.relevant) for kind in kinds]
    assert f1_of_kinds(cosines, np.linspace(0, 1, 200)).mean(axis=0).max() < 0.7


@pytest.mark.parametrize("targets", [[1, 1, 0, 1], [0] * 50 + [1], [1, 0] * 40])
def test_some_of_the_others_are_always_kept(targets):
    """Small sets have been fitted on nothing but what is right."""
    right = np.array(targets, dtype=bool)
    kept = with_some_others(right)
    assert kept[right].all()
    assert 0 < kept[~right].sum() <= max(1, (~right).sum())
