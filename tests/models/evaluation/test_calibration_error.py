"""Expected calibration error, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.calibration_error import reliability


def test_certainty_that_is_wrong_is_an_error_of_one():
    assert reliability(np.ones(4), np.zeros(4, bool)).error == 1.0
    assert reliability(np.ones(4), np.zeros(4, bool), equal_mass=True).error == 1.0


def test_bins_of_equal_width_by_hand():
    stated = np.array([0.1, 0.3, 0.5, 0.9, 1.0])
    judged = reliability(stated, np.array([False, True, True, True, False]), bins=2)
    assert judged.counts.tolist() == [2, 3]  # 0.5 is of the second
    assert judged.stated == pytest.approx([0.2, 0.8])
    assert judged.true == pytest.approx([0.5, 2 / 3])
    assert judged.error == pytest.approx((2 * 0.3 + 3 * (0.8 - 2 / 3)) / 5)


def test_bins_of_equal_mass_by_hand():
    stated = np.array([[0.9, 0.1], [0.2, 0.3]])
    judged = reliability(stated, np.array([[True, False], [False, True]]), equal_mass=True, bins=2)
    assert judged.counts.tolist() == [2, 2]
    assert judged.stated == pytest.approx([0.15, 0.6])
    assert judged.true == pytest.approx([0, 1])
    assert judged.error == pytest.approx((0.15 + 0.4) / 2)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.booleans())
def test_every_pair_is_in_one_bin(pairs, equal_mass):
    stated, truth = (np.array(column) for column in zip(*pairs, strict=True))
    judged = reliability(stated, truth, equal_mass=equal_mass)
    assert judged.counts.sum() == len(pairs)
    assert (judged.stated * judged.counts).sum() == pytest.approx(stated.sum(), abs=1e-9)
    assert 0 <= judged.error <= 1
