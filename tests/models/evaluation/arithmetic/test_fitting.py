"""The weight of words in a heads' card."""

import math

import numpy as np
import pytest

from models.evaluation.arithmetic import ArithmeticFit, fit_arithmetic_weight
from models.exceptions import WeightsCorrupt


@pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf, "1.5", None, [1]])
def test_what_is_no_weight_is_refused(weight):
    with pytest.raises(WeightsCorrupt, match="arithmetic_weight"):
        ArithmeticFit.from_card({"fitted": {"arithmetic_weight": weight}})


@pytest.mark.parametrize("card", [{}, {"fitted": {}}, {"fitted": {"other": 3}}])
def test_a_card_that_tells_nothing_leaves_words_as_they_are(card):
    assert ArithmeticFit.from_card(card).weight == 1.0


def test_a_card_gives_back_what_was_fitted():
    assert ArithmeticFit.from_card({"fitted": ArithmeticFit(1.7).to_card()}).weight == 1.7


def test_captions_that_allow_no_query_leave_words_as_they_are():
    images = np.eye(2, dtype=np.float32)
    fit = fit_arithmetic_weight(
        images, [["a wall"], ["a door"]], lambda texts: images[: len(texts)]
    )
    assert fit == ArithmeticFit(1.0, ())
