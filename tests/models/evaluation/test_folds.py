"""What is chosen on one half is judged on the other."""

import numpy as np

from models.evaluation.folds import choose, choose_across_halves
from models.evaluation.intervals import Ranks

OWNERS = np.array([0, 1, 2, 3])


def ranks(*values):
    return Ranks(np.array(values), OWNERS, 4)


def test_the_best_has_the_highest_mean_reciprocal_rank():
    assert choose([ranks(1, 1, 1, 1), ranks(0, 0, 9, 9), ranks(0, 2, 2, 2)]) == 1


def test_each_half_is_ranked_by_what_is_best_for_the_other():
    """The first is best for even pictures, the second for odd ones: each is used where it is not."""
    even, odd = ranks(0, 9, 0, 9), ranks(8, 0, 7, 0)
    crossed = choose_across_halves([even, odd])
    assert crossed.ranks.tolist() == [8, 9, 7, 9]
    assert crossed.owners.tolist() == OWNERS.tolist()


def test_what_is_best_everywhere_is_used_everywhere():
    best, worse = ranks(0, 1, 2, 0), ranks(5, 5, 5, 5)
    assert choose_across_halves([worse, best]).ranks.tolist() == best.ranks.tolist()


def test_captions_of_one_picture_stay_in_one_half():
    owners = np.array([0, 0, 1, 1])
    first = Ranks(np.array([0, 0, 9, 9]), owners, 2)
    second = Ranks(np.array([4, 5, 0, 0]), owners, 2)
    assert choose_across_halves([first, second]).ranks.tolist() == [4, 5, 9, 9]
