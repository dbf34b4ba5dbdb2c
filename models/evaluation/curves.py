"""Recall at every K, with its interval and with what chance would reach."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.bootstrap import Floats, Resampling, bootstrap, interval
from models.evaluation.intervals import Ranks, recall_statistic

LAST_K = 100
_DEFAULT = Resampling()


@dataclass(frozen=True)
class RecallCurve:
    """Recall at K = 1 … k, in per cent.

    Attributes:
        recall: On the queries as they are, `[k]`.
        low: Lower ends of the 95 % intervals, `[k]`.
        high: Upper ends, `[k]`.
        chance: What a random order reaches, `[k]`.
    """

    recall: Floats
    low: Floats
    high: Floats
    chance: Floats


def recall_curve(
    judged: Ranks, right: NDArray[np.int64], size: int, resampling: Resampling = _DEFAULT
) -> RecallCurve:
    """Computes recall at K = 1 … 100, or up to the size of what is searched.

    Args:
        judged: Ranks of the queries.
        right: How many right answers each query has, int64 `[q]`.
        size: How much is searched.
        resampling: How the intervals are made.
    """
    bounds = list(range(1, min(LAST_K, size) + 1))
    statistic = recall_statistic(judged, bounds)
    low, high = interval(bootstrap(statistic, judged.n, resampling))
    as_they_are = statistic(np.ones(judged.n, dtype=np.int64))
    return RecallCurve(as_they_are, low, high, chance_recall(right, size, len(bounds)))


def chance_recall(right: NDArray[np.int64], size: int, last: int) -> Floats:
    """Computes the recall of a random order at K = 1 … last, in per cent `[last]`.

    A query with r right answers among N misses them all in its first K with the probability
    C(N - r, K) / C(N, K), the product of (N - r - j) / (N - j) over j < K.
    """
    seen = np.arange(last)
    kinds, queries = np.unique(right, return_counts=True)  # few: pictures have 1 to 5 captions
    odds = np.maximum(size - kinds[:, None] - seen, 0) / (size - seen)  # [kinds, last]
    missed = np.cumprod(odds, axis=1)
    result: Floats = 100 * (1 - np.average(missed, axis=0, weights=queries))
    return result
