"""What is usual: the scores that pictures or texts at large give to a query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors

RANK = 64
_LEAST_DEVIATION = 1e-6  # a background of one point has none

Floats = NDArray[np.float64]


class Usual(NamedTuple):
    """How a background scores queries.

    Attributes:
        mean: Mean score of each query, `[q]`.
        deviation: Standard deviation of its scores, `[q]`.
    """

    mean: Floats
    deviation: Floats


@dataclass(frozen=True, eq=False)
class Background:
    """Mean and covariance of many vectors, so that no vector has to be kept.

    For a query q the scores of the vectors have the mean q·m and the variance qᵀCq. C is kept as
    its strongest axes and, for what they leave, one number a coordinate.

    Attributes:
        mean: m, float32 `[d]`.
        axes: The strongest axes, each as long as the deviation along it, float32 `[r, d]`.
        rest: Variance of every coordinate that the axes leave, float32 `[d]`.
    """

    mean: Vectors
    axes: Vectors
    rest: Vectors

    @classmethod
    def of(cls, vectors: Vectors, rank: int = RANK) -> "Background":
        """Summarises vectors `[n, d]`."""
        exact = vectors.astype(np.float64)
        centred = exact - exact.mean(axis=0)
        covariance = centred.T @ centred / len(exact)
        variances, directions = np.linalg.eigh(covariance)  # ascending
        axes = (np.sqrt(np.maximum(variances, 0)) * directions).T[-rank:]  # [r, d]
        rest = np.maximum(np.diag(covariance) - (axes**2).sum(axis=0), 0)
        kept = (part.astype(np.float32) for part in (exact.mean(axis=0), axes, rest))
        return cls(*kept)

    def scores(self, queries: Vectors) -> Usual:
        """Returns the moments of the scores of queries `[q, d]`."""
        exact = queries.astype(np.float64)
        variance = ((exact @ self.axes.T) ** 2).sum(axis=1) + exact**2 @ self.rest
        deviation = np.sqrt(np.maximum(variance, _LEAST_DEVIATION**2))
        return Usual(exact @ self.mean, deviation)

    def tensors(self) -> dict[str, Vectors]:
        """Returns what is kept, flat: matrices beside heads are rounded to eight bits."""
        return {"mean": self.mean, "axes": self.axes.ravel(), "rest": self.rest}

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Vectors]) -> "Background":
        """Reads what `tensors` returned.

        Raises:
            KeyError: Something is missing.
            ValueError: Lengths do not fit.
        """
        mean, rest = tensors["mean"], tensors["rest"]
        if mean.shape != rest.shape:
            raise ValueError("mean and rest of a background differ in length")
        return cls(mean, tensors["axes"].reshape(-1, len(mean)), rest)
