"""A bank: queries that stand for all queries of one modality."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors

_ROUNDS = 10
_MOST_CLUSTERED = 10_000  # rows: more of them move a thousand centres no further


@dataclass(frozen=True)
class Bank:
    """Weighted queries.

    Attributes:
        queries: Vectors of the space, `[k, d]`.
        weights: How much of all queries each stands for, `[k]`; they add up to 1.
    """

    queries: Vectors
    weights: NDArray[np.float32]

    @property
    def numbers(self) -> int:
        """How many numbers must be kept with a space."""
        return self.queries.size + self.weights.size


def whole_bank(queries: Vectors) -> Bank:
    """Takes all queries `[k, d]`, with equal weights."""
    return Bank(queries, np.full(len(queries), 1 / len(queries), dtype=np.float32))


def sample_bank(queries: Vectors, size: int, seed: int = 0) -> Bank:
    """Draws some of the queries `[n, d]`, or takes all where there are no more."""
    return whole_bank(_sample(queries, size, np.random.default_rng(seed)))


def cluster_bank(queries: Vectors, size: int, seed: int = 0) -> Bank:
    """Takes centres of the queries `[n, d]`, weighted by what they stand for (Lloyd 1982)."""
    rng = np.random.default_rng(seed)
    rows = _sample(queries, _MOST_CLUSTERED, rng)
    centres = _sample(rows, size, rng)
    for _ in range(_ROUNDS):
        nearest = _nearest(rows, centres)
        counts = np.bincount(nearest, minlength=len(centres))
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, rows)
        alive = counts > 0
        counts = counts[alive]
        centres = (sums[alive] / counts[:, None]).astype(np.float32)
    return Bank(centres, (counts / counts.sum()).astype(np.float32))


def _sample(rows: Vectors, size: int, rng: np.random.Generator) -> Vectors:
    if size >= len(rows):
        return rows
    return rows[rng.choice(len(rows), size, replace=False)]


def _nearest(rows: Vectors, centres: Vectors) -> NDArray[np.int64]:
    """Finds the nearest centre of each row, `[n]`, by |x - c|² = |x|² - 2 (x·c - |c|² / 2)."""
    halves = (centres**2).sum(axis=1) / 2
    nearest: NDArray[np.int64] = (rows @ centres.T - halves).argmax(axis=1)
    return nearest
