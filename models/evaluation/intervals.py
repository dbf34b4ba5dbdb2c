"""Intervals of the figures of retrieval, from the ranks of its queries.

The pictures that ask are drawn anew, what is searched stays: an interval says how far another
thousand queries of the same kind in the same corpus would have come.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.bootstrap import Counts, Floats, Resampling, Statistic, bootstrap, interval

_BOUNDS = {"r1": 1, "r5": 5, "r10": 10}
_DEFAULT = Resampling()


@dataclass(frozen=True)
class Ranks:
    """What the queries of one direction came to.

    Attributes:
        ranks: Rank of the best right hit of each query, from 0, int64 `[q]`.
        owners: The picture each query belongs to, int64 `[q]`.
        n: How many pictures there are; each has at least one query.
    """

    ranks: NDArray[np.int64]
    owners: NDArray[np.int64]
    n: int


@dataclass(frozen=True)
class Difference:
    """How much better one way of ranking is than another, in percentage points.

    Attributes:
        points: On the queries as they are.
        low: Lower end of the 95 % interval.
        high: Upper end.
    """

    points: float
    low: float
    high: float


def retrieval_intervals(
    judged: Ranks, resampling: Resampling = _DEFAULT
) -> dict[str, tuple[float, float]]:
    """Returns the 95 % interval of every figure of `Retrieval`, by the figure's name."""
    recall = recall_statistic(judged, list(_BOUNDS.values()))
    median = median_statistic(judged)
    low, high = interval(
        bootstrap(lambda drawn: np.append(recall(drawn), median(drawn)), judged.n, resampling)
    )
    names = [*_BOUNDS, "medr"]
    return {
        name: (round(float(a), 2), round(float(b), 2))
        for name, a, b in zip(names, low, high, strict=True)
    }


def recall_differences(
    better: Ranks, worse: Ranks, bounds: list[int], resampling: Resampling = _DEFAULT
) -> list[Difference]:
    """Compares recall at each of the bounds, of two rankings of the same queries.

    The same pictures are drawn for both, so that what makes a picture hard for both cancels: the
    interval is much narrower than those of the two recalls.
    """
    first, second = recall_statistic(better, bounds), recall_statistic(worse, bounds)

    def difference(drawn: Counts) -> Floats:
        return first(drawn) - second(drawn)

    low, high = interval(bootstrap(difference, better.n, resampling))
    points = difference(np.ones(better.n, dtype=np.int64))
    rows = np.stack([points, low, high], axis=1).round(2).tolist()
    return [Difference(*row) for row in rows]


def recall_statistic(judged: Ranks, bounds: list[int]) -> Statistic:
    """Makes the statistic of recall at each of the bounds, in per cent."""
    found = judged.ranks[:, None] < np.array(bounds)[None, :]  # [q, b]
    hits = np.zeros((judged.n, len(bounds)))
    np.add.at(hits, judged.owners, found)  # [n, b]
    queries = np.bincount(judged.owners, minlength=judged.n)  # [n]

    def recall(drawn: Counts) -> Floats:
        result: Floats = 100 * (drawn @ hits) / (drawn @ queries)
        return result

    return recall


def median_statistic(judged: Ranks) -> Statistic:
    """Makes the statistic of the median rank, counted from 1."""
    order = np.argsort(judged.ranks, kind="stable")
    ranks, owners = judged.ranks[order] + 1, judged.owners[order]

    def median(drawn: Counts) -> Floats:
        ends = np.cumsum(drawn[owners])  # how many drawn queries rank as well or better
        total = ends[-1]
        middle = np.searchsorted(ends, [(total - 1) // 2, total // 2], side="right")
        return np.array([ranks[middle].mean()])

    return median
