"""How far a figure may be off by chance: percentile bootstrap (Efron 1979, Ann. Statist. 7)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Statistic = Callable[[Counts], Floats]
"""Figures `[s]` of a resample, which says how often each of the n pictures was drawn, `[n]`."""

SURE = 0.95


@dataclass(frozen=True)
class Resampling:
    """How often and with which random numbers pictures are drawn.

    Attributes:
        resamples: How many times.
        seed: The same seed draws the same pictures.
    """

    resamples: int = 1000
    seed: int = 0


def bootstrap(statistic: Statistic, n: int, resampling: Resampling) -> Floats:
    """Computes figures on resamples of pictures, drawn with replacement.

    Pictures are drawn and not captions: the captions of one picture resemble each other, and as
    many independent ones would make the interval too narrow.

    Args:
        statistic: Computes the figures `[s]`.
        n: How many pictures there are.
        resampling: How often, and the seed.

    Returns:
        The figures of every resample, `[resamples, s]`.
    """
    rng = np.random.default_rng(resampling.seed)
    draws = (rng.integers(n, size=n) for _ in range(resampling.resamples))
    return np.stack([statistic(np.bincount(drawn, minlength=n)) for drawn in draws])


def interval(figures: Floats) -> tuple[Floats, Floats]:
    """Returns the bounds `[s]` that hold the middle 95 % of resampled figures `[b, s]`."""
    low, high = np.quantile(figures, [(1 - SURE) / 2, (1 + SURE) / 2], axis=0)
    return low, high
