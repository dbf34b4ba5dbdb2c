"""Chooses the vectors that a map is laid out by."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Vectors

MOST_LANDMARKS = 2000
"""So many take four seconds of one core; the time grows a little faster than their number."""


def chosen_vectors(
    batches: Iterable[tuple[Ids, Vectors]], dimension: int, most: int = MOST_LANDMARKS
) -> tuple[Vectors, int]:
    """Draws vectors in one pass that holds no more than them and a batch.

    Every vector has a random number that only its id decides, and those with the smallest numbers
    are drawn (bottom-k sampling): the same collection gives the same vectors, in whatever order.

    Args:
        batches: Ids `[n]` with their vectors `[n, d]`, batch by batch.
        dimension: d.
        most: How many are drawn at most.

    Returns:
        The distinct ones among the drawn `[m, d]`, and how many vectors there were in all.
    """
    drawn = np.empty((0, dimension), np.float32)
    lots = np.empty(0, np.uint64)
    count = 0
    for ids, vectors in batches:
        count += len(ids)
        lots = np.concatenate([lots, _lots(ids)])
        drawn = np.concatenate([drawn, vectors])
        if len(lots) > most:
            smallest = np.argpartition(lots, most)[:most]
            lots, drawn = lots[smallest], drawn[smallest]
    return np.unique(drawn, axis=0), count


def _lots(ids: Ids) -> NDArray[np.uint64]:
    """Returns a random number for each id `[n]` (the finaliser of SplitMix64)."""
    mixed = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    lots: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return lots
