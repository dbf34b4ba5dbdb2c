"""How far stated probabilities are from what comes true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reliability:
    """Probabilities in bins; empty bins are left out.

    Attributes:
        stated: Mean probability of each bin, `[b]`.
        true: Share of each bin that is true, `[b]`.
        counts: How many are in each bin, `[b]`.
    """

    stated: Floats
    true: Floats
    counts: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Expected calibration error: mean over all of |true - stated| of their bin."""
        gaps = np.abs(self.true - self.stated)
        return float((gaps * self.counts).sum() / self.counts.sum())


def reliability(
    probabilities: NDArray[np.floating],
    truth: NDArray[np.bool_],
    *,
    equal_mass: bool = False,
    bins: int = BINS,
) -> Reliability:
    """Sorts probabilities into bins (Guo et al. 2017, arXiv 1706.04599, section 2).

    Args:
        probabilities: From 0 to 1, any shape, at least one.
        truth: What came true, of the same shape.
        equal_mass: Bins that hold equally many instead of bins of equal width.
        bins: How many; of equal width the k-th is [k / bins, (k + 1) / bins), the last one with 1.
    """
    stated, true = probabilities.ravel().astype(np.float64), truth.ravel()
    numbers = _by_rank(stated, bins) if equal_mass else _by_value(stated, bins)
    counts = np.bincount(numbers, minlength=bins)
    filled = counts > 0
    mean, share = (
        np.bincount(numbers, own, minlength=bins)[filled] / counts[filled] for own in (stated, true)
    )
    return Reliability(mean, share, counts[filled])


def _by_value(stated: Floats, bins: int) -> NDArray[np.int64]:
    return np.minimum((stated * bins).astype(np.int64), bins - 1)


def _by_rank(stated: Floats, bins: int) -> NDArray[np.int64]:
    ranks = np.empty(len(stated), dtype=np.int64)
    ranks[np.argsort(stated, kind="stable")] = np.arange(len(stated))
    return ranks * bins // len(stated)
