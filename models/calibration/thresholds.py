"""One cut-off for queries of many kinds: how much of what it lets through is right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_GRID = 400
_LEAST_SHARE = 1e-5  # of the pairs, that the highest threshold lets through

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judged:
    """Values of the pairs of one kind of query, sorted.

    Attributes:
        right: Of what is relevant, ascending.
        wrong: Of what is not, ascending.
    """

    right: Floats
    wrong: Floats

    @classmethod
    def of(cls, values: NDArray[np.floating], relevant: NDArray[np.bool_]) -> "Judged":
        """Sorts values `[q, n]` by whether they are relevant."""
        exact = values.astype(np.float64)
        return cls(np.sort(exact[relevant]), np.sort(exact[~relevant]))

    def counts(self, thresholds: Floats) -> NDArray[np.int64]:
        """Counts what is let through at thresholds `[t]`: right and wrong, `[2, t]`."""
        return np.stack(
            [len(own) - np.searchsorted(own, thresholds) for own in (self.right, self.wrong)]
        )


def f1_of_kinds(judged: Sequence[Judged], thresholds: Floats) -> Floats:
    """Returns the F1 of every kind at every threshold, `[kinds, t]`.

    F1 is 2 tp / (2 tp + fp + fn) over all pairs of a query and something searched.
    """
    return np.stack([_f1(kind.counts(thresholds), len(kind.right)) for kind in judged])


def f1_of_pairs(judged: Sequence[Judged], thresholds: Floats) -> Floats:
    """Returns the F1 over the pairs of all kinds at every threshold, `[t]`."""
    counts = np.sum([kind.counts(thresholds) for kind in judged], axis=0)
    return _f1(counts, sum(len(kind.right) for kind in judged))


def threshold_grid(judged: Sequence[Judged]) -> Floats:
    """Returns thresholds to try, ascending: finely where little is let through."""
    values = np.concatenate([part for kind in judged for part in (kind.right, kind.wrong)])
    shares = np.geomspace(_LEAST_SHARE, 1.0, _GRID)
    return np.unique(np.quantile(values, 1 - shares))


def best_threshold(judged: Sequence[Judged]) -> float:
    """Returns the one threshold with the best F1, averaged over the kinds."""
    grid = threshold_grid(judged)
    return float(grid[f1_of_kinds(judged, grid).mean(axis=0).argmax()])


def _f1(counts: NDArray[np.int64], positives: int) -> Floats:
    right, wrong = counts
    result: Floats = 2 * right / np.maximum(right + wrong + positives, 1)
    return result
