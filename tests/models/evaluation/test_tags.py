"""Judging tags: precision, F1 and truth, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.tag_truth import truth_of_captions, truth_of_tags
from models.evaluation.tags import average_precisions, f1, judge_tags
from models.exceptions import NothingToLearn


def test_tags_that_too_few_pictures_have_are_no_truth():
    truth = truth_of_tags([["dog"], ["dog"], ["cat"]])
    with pytest.raises(NothingToLearn, match="no tag is that of 3 pictures"):
        truth.with_enough(3)
    assert truth.with_enough(2).words == ["dog"]


def test_truth_of_tags_and_captions():
    tags = truth_of_tags([["Dogs", "black cat"], []], ["dog", "cat", "black cats"])
    assert tags.has.tolist() == [[True, False, True], [False] * 3]
    spoken = truth_of_captions(["two dogs", "a cat"], np.array([1, 1]), 2, ["dog", "bird"])
    assert spoken.has.tolist() == [[False, False], [True, False]]


def test_equal_values_count_against():
    values = np.zeros((4, 1))
    assert average_precisions(values, np.array([[True], [False], [False], [False]])) == [0.25]


def test_average_precision_by_hand():
    values = np.array([[0.9, 0.1], [0.8, 0.9], [0.7, 0.5], [0.1, 0.4]])
    truth = np.array([[True, False], [False, True], [True, False], [False, True]])
    assert average_precisions(values, truth) == pytest.approx([(1 + 2 / 3) / 2, (1 + 2 / 3) / 2])


@given(st.integers(0, 10_000))
def test_average_precision_equals_a_plain_count(seed):
    rng = np.random.default_rng(seed)
    values, truth = rng.permutation(8).astype(float), rng.random(8) < 0.5
    truth[0] = True
    ranked = truth[np.argsort(-values)]
    hits = [ranked[: place + 1].mean() for place in range(8) if ranked[place]]
    assert average_precisions(values[:, None], truth[:, None])[0] == pytest.approx(np.mean(hits))


def test_f1_by_hand():
    decided = np.array([[True, False], [True, False]])
    truth = np.array([[True, True], [False, False]])
    judged = f1(decided, truth)
    assert judged.macro == pytest.approx((2 / 3 + 0) / 2)
    assert judged.micro == pytest.approx(2 / 4)


def test_figures_by_hand():
    """Perfect ranking, all probabilities 0.6 or 0.4; the last tag is that of no picture."""
    truth = np.array([[True, False, False], [False, True, False]])
    stated = np.where(truth, 0.6, 0.4)
    stated[:, 2] = 0.1
    figures = judge_tags(stated, stated, truth).figures()
    assert (figures["map"], figures["macro_f1"], figures["micro_f1"]) == (1.0, 1.0, 1.0)
    assert figures["ece"] == pytest.approx((4 * 0.4 + 2 * 0.1) / 6, abs=1e-4)
    assert figures["ece_shown"] == figures["ece"]  # fewer than ten tags: all are shown


def test_only_ten_tags_are_shown():
    scores = np.arange(20, dtype=float)[None]
    stated = np.where(scores >= 10, 0.0, 1.0)
    truth = np.zeros((1, 20), bool)
    truth[0, 5] = True
    figures = judge_tags(scores, stated, truth).figures()
    assert figures["ece_shown"] == 0.0
    assert figures["ece"] == pytest.approx(0.5 * 0.9)
