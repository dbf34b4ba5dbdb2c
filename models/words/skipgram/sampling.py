"""What is left out and what is drawn: the two uses of how often a word is seen."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class AliasTable(NamedTuple):
    """A distribution that is drawn from in constant time.

    Walker 1977, Vose 1991: draw a row evenly; take it with its `share`, and its `other` otherwise.

    Attributes:
        share: float32 `[n]`, from 0 to 1.
        other: int32 `[n]`.
    """

    share: NDArray[np.float32]
    other: NDArray[np.int32]


def keep_probabilities(counts: NDArray[np.int64], sample: float) -> NDArray[np.float32]:
    """Returns how probably a word is kept where it is met, float32 `[n]`.

    `√(s/f) + s/f` for words of frequency f > s, as the word2vec program does it; the paper (Mikolov
    et al. 2013, eq. 5) has the first part alone.

    Args:
        counts: How often each word is seen, `[n]`.
        sample: Frequency s from which words are passed over; 0 keeps all.
    """
    if sample <= 0:
        return np.ones(len(counts), dtype=np.float32)
    ratio = sample * counts.sum() / counts
    kept: NDArray[np.float32] = np.minimum(1.0, np.sqrt(ratio) + ratio).astype(np.float32)
    return kept


def noise_table(counts: NDArray[np.int64], power: float) -> AliasTable:
    """Returns the distribution that negatives are drawn from: counts to a power, normalised.

    Args:
        counts: How often each word is seen, `[n]`.
        power: 0.75 in Mikolov et al. 2013, section 2.2.
    """
    weights = counts.astype(np.float64) ** power
    share = weights * (len(weights) / weights.sum())
    other = np.arange(len(weights), dtype=np.int32)
    small, large = list(np.flatnonzero(share < 1)), list(np.flatnonzero(share >= 1))
    while small and large:
        row, giver = small.pop(), large.pop()
        other[row] = giver
        share[giver] -= 1.0 - share[row]
        (small if share[giver] < 1 else large).append(giver)
    share[small + large] = 1.0  # rounding alone keeps them from it
    return AliasTable(share.astype(np.float32), other)
