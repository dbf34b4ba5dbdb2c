"""F1 of a cut-off, by hand."""

import numpy as np
import pytest

from models.calibration.thresholds import Judged, best_threshold, f1_of_kinds, f1_of_pairs

FIRST = Judged.of(
    np.array([[0.9, 0.5, 0.1], [0.8, 0.7, 0.2]]),
    np.array([[True, False, False], [True, False, True]]),
)
SECOND = Judged.of(np.array([[0.3, 0.2]]), np.array([[True, False]]))


def test_a_cut_off_above_all_finds_nothing():
    assert f1_of_kinds([FIRST, SECOND], np.array([1.0])).tolist() == [[0.0], [0.0]]
    assert f1_of_pairs([FIRST, SECOND], np.array([1.0])).tolist() == [0.0]


def test_f1_by_hand():
    """At 0.6: two of three right ones and one wrong one, and nothing of the second kind."""
    at = np.array([0.6, 0.25])
    assert f1_of_kinds([FIRST, SECOND], at)[0] == pytest.approx([4 / 6, 4 / 7])
    assert f1_of_kinds([FIRST, SECOND], at)[1].tolist() == [0.0, 1.0]
    assert f1_of_pairs([FIRST, SECOND], at) == pytest.approx([4 / 7, 6 / 9])


def test_what_equals_the_cut_off_is_let_through():
    assert f1_of_kinds([SECOND], np.array([0.3])).tolist() == [[1.0]]


def test_the_best_one_serves_all_kinds():
    """0.75 would be best for the first kind alone."""
    kinds = [
        Judged(np.array([0.8, 0.9]), np.array([0.1, 0.7])),
        Judged(np.array([0.5, 0.6]), np.array([0.2, 0.3])),
    ]
    assert 0.3 < best_threshold(kinds) <= 0.5
