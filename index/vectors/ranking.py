"""Scores that do not depend on which index computed them, and their order."""

import numpy as np

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


def best(ids: Ids, scores: Scores, k: int) -> Ranked:
    """Returns the k best of ids `[n]` with scores `[n]`: scores falling, then ids rising."""
    order = np.lexsort((ids, -scores))[:k]
    return Ranked(ids[order], scores[order])


def checked_k(k: int) -> int:
    """Returns k.

    Raises:
        ValueError: k is below 1.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    return k
