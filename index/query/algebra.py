"""The arithmetic of queries: terms to one vector, and a hit's score back to the terms."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import Vector
from index.exceptions import QueryCancels

# What is left of `dog - dog` is rounding of about 1e-7; real differences are of order 0.1.
NOTHING_LEFT = 1e-4

Float64s = NDArray[np.float64]


def combine(weights: ArrayLike, vectors: ArrayLike) -> Vector:
    """Sums weighted vectors and brings the sum to length 1.

    Args:
        weights: Signed weights `[n]`.
        vectors: One vector a weight `[n, d]`.

    Returns:
        The query vector, float32 `[d]` of length 1.

    Raises:
        QueryCancels: The sum is shorter than 1e-4 of the sum of the weights' sizes.
        ValueError: The shapes do not fit, or a number is not finite.
    """
    total, length = _weighted_sum(_weighted(weights, vectors), np.asarray(weights))
    return (total / length).astype(np.float32)


def contributions(weights: ArrayLike, vectors: ArrayLike, hit_vectors: ArrayLike) -> Float64s:
    """Splits every hit's score into what each term gave: w_i (v_i · x) / ‖Σ w v‖.

    Args:
        weights: Signed weights `[n]`.
        vectors: One vector a weight `[n, d]`.
        hit_vectors: Vectors of the hits `[m, d]`.

    Returns:
        Shares `[m, n]`; a row sums to the score of its hit.

    Raises:
        QueryCancels: As `combine`.
        ValueError: As `combine`.
    """
    weighted = _weighted(weights, vectors)  # [n, d]
    _, length = _weighted_sum(weighted, np.asarray(weights))
    hits = np.asarray(hit_vectors, dtype=np.float64)[:, None]  # [m, 1, d]
    # Not `@`, whose last digit depends on how many hits stand beside one.
    shares: Float64s = np.vecdot(hits, weighted) / length
    return shares


def _weighted(weights: ArrayLike, vectors: ArrayLike) -> Float64s:
    factors = np.asarray(weights, dtype=np.float64)  # [n]
    matrix = np.asarray(vectors, dtype=np.float64)  # [n, d]
    if matrix.ndim != 2 or factors.shape != matrix.shape[:1]:  # noqa: PLR2004
        raise ValueError(f"{list(factors.shape)} weights do not fit {list(matrix.shape)} vectors")
    weighted: Float64s = factors[:, None] * matrix
    if not np.isfinite(weighted).all():
        raise ValueError("weights and vectors must be finite")
    return weighted


def _weighted_sum(weighted: Float64s, weights: NDArray[np.generic]) -> tuple[Float64s, float]:
    total: Float64s = weighted.sum(axis=0)  # [d]
    length = float(np.linalg.norm(total))
    if length <= NOTHING_LEFT * float(np.abs(weights).sum()):
        raise QueryCancels("the terms cancel each other out: nothing is left to search for")
    return total, length
