"""Recall of queries that are grouped by what they swap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.bootstrap import Floats, Resampling, bootstrap, interval

CUTS = (1, 5, 10)

Ranks = NDArray[np.int64]  # [q], from 0


@dataclass(frozen=True)
class Recall:
    """Queries with a relevant picture among the first hits, in per cent.

    Attributes:
        r1: As the first hit.
        r5: Among the first five.
        r10: Among the first ten.
    """

    r1: float
    r5: float
    r10: float

    @property
    def total(self) -> float:
        """The three added up: what the weight of arithmetic is fitted for."""
        return self.r1 + self.r5 + self.r10


def macro_recall(ranks: Sequence[Ranks]) -> Recall:
    """Averages recall over the queries of each swap, then over swaps: each counts the same."""
    return _recall(_shares(ranks).mean(axis=0))


def mean_recall(ranks: Sequence[Ranks]) -> Recall:
    """Averages recall over all queries: a swap counts as often as it is asked."""
    return macro_recall([np.concatenate(ranks)])


def recall_interval(ranks: Sequence[Ranks]) -> tuple[Recall, Recall]:
    """Returns both ends of the 95 % interval of `macro_recall`: a bootstrap over swaps."""
    shares = _shares(ranks)
    resampled = bootstrap(lambda drawn: drawn @ shares / len(shares), len(shares), Resampling())
    low, high = interval(resampled)
    return _recall(low), _recall(high)


def _shares(ranks: Sequence[Ranks]) -> Floats:
    """Returns the recall of each swap in per cent, `[swaps, 3]`."""
    return np.array([[(own < cut).mean() * 100 for cut in CUTS] for own in ranks])


def _recall(shares: Floats) -> Recall:
    return Recall(*(round(float(share), 2) for share in shares))
