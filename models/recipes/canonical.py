"""Canonical correlation analysis: linear maps under which two views of the same things agree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors

_LEAST_DEVIATION = 1e-6
_LEAST_VARIANCE = 1e-9
"""Of the largest; directions with less are those in which the things do not differ."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinearMap:
    """x to the unit vector of `axes @ ((x - mean) / deviation)`.

    Attributes:
        mean: Of every feature, `[f]`.
        deviation: Of every feature, `[f]`; apart from the axes, whose numbers are then of one size
            and survive being rounded to eight bits.
        axes: `[a, f]`.
    """

    mean: Vectors
    deviation: Vectors
    axes: Vectors

    def project(self, vectors: Vectors) -> Vectors:
        """Maps `[n, f]` to unit vectors `[n, a]`; what is the mean itself becomes zeros."""
        mapped = ((vectors - self.mean) / self.deviation) @ self.axes.T
        lengths = np.linalg.norm(mapped, axis=1, keepdims=True)
        unit: Vectors = (mapped / np.maximum(lengths, 1e-12)).astype(np.float32)
        return unit


@dataclass(frozen=True)
class CanonicalSettings:
    """How canonical axes are found.

    Attributes:
        axes: How many are kept.
        ridge: Added to every variance, as a share of their mean (Vinod 1976).
        power: Axes count by their correlation to this power (Gong et al. 2014, arXiv 1212.4522,
            section 3.2); 0 is the textbook's.
    """

    axes: int
    ridge: float
    power: float = 0.0


def fit_canonical(
    first: Vectors, second: Vectors, settings: CanonicalSettings
) -> tuple[LinearMap, LinearMap]:
    """Finds the axes along which two views correlate most (Hotelling 1936).

    Args:
        first: One view of n things, `[n, f]`.
        second: The other, `[n, g]`; rows belong together.
        settings: How many axes, and how much they are held back.

    Returns:
        A map for either view, to the same axes.
    """
    one, two = _Whitened.of(first, settings.ridge), _Whitened.of(second, settings.ridge)
    shared = one.standardised.T @ two.standardised / len(first)  # [f, g]
    left, correlations, right = np.linalg.svd(
        one.whitening @ shared @ two.whitening, full_matrices=False
    )
    kept = min(settings.axes, len(correlations))
    counted = correlations[:kept] ** settings.power
    return (
        one.map(left[:, :kept] * counted),
        two.map(right[:kept].T * counted),
    )


@dataclass(frozen=True, eq=False)
class _Whitened:
    """One view, and what makes its numbers uncorrelated."""

    mean: Floats
    deviation: Floats
    standardised: Floats
    whitening: Floats

    @classmethod
    def of(cls, view: Vectors, ridge: float) -> "_Whitened":
        exact = view.astype(np.float64)
        mean, deviation = exact.mean(axis=0), exact.std(axis=0) + _LEAST_DEVIATION
        standardised = (exact - mean) / deviation
        covariance = standardised.T @ standardised / len(view)
        variances, directions = np.linalg.eigh(covariance)
        held = np.maximum(variances, 0) + ridge * np.trace(covariance) / len(covariance)
        scale = np.zeros_like(held)
        differing = held > _LEAST_VARIANCE * held.max()
        scale[differing] = held[differing] ** -0.5
        return cls(mean, deviation, standardised, (directions * scale) @ directions.T)

    def map(self, directions: Floats) -> LinearMap:
        parts = (self.mean, self.deviation, (self.whitening @ directions).T)
        return LinearMap(*(part.astype(np.float32) for part in parts))
