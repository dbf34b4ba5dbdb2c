"""Choosing a number on some queries and judging it on others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.evaluation.intervals import Ranks


def choose(candidates: Sequence[Ranks]) -> int:
    """Returns which of several rankings of the same queries has the best mean reciprocal rank."""
    return _best(candidates, np.ones(len(candidates[0].ranks), dtype=np.bool_))


def choose_across_halves(candidates: Sequence[Ranks]) -> Ranks:
    """Ranks each half of the pictures the way that is best for the other half.

    A number that was chosen on the very queries it is judged on looks better than it is; this way
    none is, and every query still counts once.
    """
    owners = candidates[0].owners
    ranks = np.empty_like(candidates[0].ranks)
    for parity in (0, 1):
        asked = owners % 2 == parity
        ranks[asked] = candidates[_best(candidates, ~asked)].ranks[asked]
    return Ranks(ranks, owners, candidates[0].n)


def _best(candidates: Sequence[Ranks], rows: NDArray[np.bool_]) -> int:
    return int(np.argmax([np.mean(1 / (c.ranks[rows] + 1)) for c in candidates]))
