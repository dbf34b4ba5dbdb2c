"""The item bias without a bank: its first two cumulants.

For queries q with mean m and covariance C, log mean exp(β q·x) = β m·x + β²/2 xᵀCx + O(β³), exactly
so if q is Gaussian. The bias -(m·x + β/2 xᵀCx) needs the mean and a few factors of C only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors


@dataclass(frozen=True)
class Moments:
    """What is left of a bank of queries.

    Attributes:
        mean: m, `[d]`.
        factors: F with FᵀF ≈ C, the strongest first, `[r, d]`.
    """

    mean: NDArray[np.float32]
    factors: NDArray[np.float32]

    @property
    def numbers(self) -> int:
        """How many numbers must be kept with a space."""
        return self.mean.size + self.factors.size


def fit_moments(queries: Vectors, rank: int) -> Moments:
    """Computes mean and covariance, of at most the given rank, of queries `[n, d]`."""
    mean = queries.mean(axis=0, dtype=np.float64)
    apart = queries - mean
    strengths, axes = np.linalg.eigh(apart.T @ apart / len(queries))  # the weakest first
    scaled = axes * np.sqrt(np.maximum(strengths, 0))
    factors = scaled[:, ::-1][:, :rank].T
    return Moments(mean.astype(np.float32), factors.astype(np.float32))


def cumulant_bias(items: Vectors, moments: Moments, beta: float) -> NDArray[np.float32]:
    """Approximates `item_bias` of items `[n, d]`, float32 `[n]`."""
    spread = ((items @ moments.factors.T) ** 2).sum(axis=1)
    bias: NDArray[np.float32] = -(items @ moments.mean + beta / 2 * spread)
    return bias
