"""Scores that do not depend on which index computed them, and their order."""

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Rows, Scores, Vector, Vectors
from index.vectors.protocol import Ranked

CHUNK = 4096  # rows turned to float64 at a time: 16 MB at 512 dimensions


def exact_scores(matrix: Vectors, rows: Rows, query: Vector) -> Scores:
    """Returns the inner products `[m]` of some rows of a matrix `[n, d]` with a query `[d]`.

    A matrix product sums in an order that depends on where a row stands, so equal vectors would
    get scores that differ in the last bits, and a page boundary between them would move. Here
    every row is summed by itself, in float64, in which the products are exact.
    """
    wide = query.astype(np.float64)
    scores = np.empty(len(rows))
    for start in range(0, len(rows), CHUNK):
        part = matrix[rows[start : start + CHUNK]].astype(np.float64)  # [c, d]
        scores[start : start + CHUNK] = (part * wide).sum(axis=1)
    return scores


def rows_of_best(rough: Vector, mask: NDArray[np.bool_], k: int, query: Vector) -> Rows:
    """Returns rows among which the k best of the masked rows are for certain.

    Args:
        rough: Inner products of all rows with the query, rounded as float32 is `[n]`.
        mask: The rows that may be found `[n]`.
        k: How many are wanted.
        query: The query `[d]`, whose length bounds the rounding.
    """
    rows = np.flatnonzero(mask)
    if len(rows) <= k:
        return rows
    scores = rough[rows]
    kth = np.partition(scores, len(rows) - k)[len(rows) - k]
    certain: Rows = rows[scores >= kth - 2 * _rounding(query)]
    return certain


def best(ids: Ids, scores: Scores, k: int) -> tuple[Ids, Scores]:
    """Returns the k best of ids `[n]` with scores `[n]`: scores falling, then ids rising."""
    order = np.lexsort((ids, -scores))[:k]
    return ids[order], scores[order]


def best_of(parts: list[Ranked], k: int) -> Ranked:
    """Returns the k best of several answers; it is exact if all of them are."""
    ids = np.concatenate([part.ids for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    return Ranked(*best(ids, scores, k), exact=all(part.exact for part in parts))


def checked_k(k: int) -> int:
    """Returns k.

    Raises:
        ValueError: k is below 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    return k


def _rounding(query: Vector) -> float:
    """Bounds the error of a float32 inner product with a unit vector (Higham 2002, eq. 3.5)."""
    unit_roundoff = 2.0**-24
    return 1.01 * len(query) * unit_roundoff * float(np.linalg.norm(query))
