"""The rank of the best answer to each query."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.evaluation.arithmetic.recall import Ranks
from models.evaluation.arithmetic.swaps import Swap

_BLOCK = 512  # queries: with 31,000 pictures their scores take 63 MB

Score = Callable[[slice], Vectors]
"""Scores `[b, n]` of all pictures for some of the queries of a swap."""


class Ranker:
    """Ranks the pictures for some queries of a swap, the source of each left out."""

    def __init__(self, sources: NDArray[np.int64], relevant: Sequence[Ranks], n: int) -> None:
        """Marks what counts as right and as wrong, `[b, n]` each.

        Args:
            sources: Picture of each query, `[b]`.
            relevant: Pictures that answer each query.
            n: Pictures of the set.
        """
        queries = np.arange(len(sources))
        self._right = np.zeros((len(sources), n), dtype=bool)
        self._right[np.repeat(queries, [len(r) for r in relevant]), np.concatenate(relevant)] = True
        self._wrong = ~self._right
        self._wrong[queries, sources] = False

    def rank(self, scores: Vectors) -> Ranks:
        """Returns the rank, from 0, of the best relevant picture of each query.

        Of equal scores the wrong one counts as first, and so does one that is not a number: see
        `judge_retrieval`.

        Args:
            scores: Of every picture for every query, `[b, n]`.
        """
        best = np.where(self._right, scores, -np.inf).max(axis=1)
        ranks: Ranks = (~(scores < best[:, None]) & self._wrong).sum(axis=1)
        return ranks


def blocks_of(swap: Swap, n: int) -> Iterator[tuple[slice, Ranker]]:
    """Yields the queries of a swap in blocks, each with its ranker.

    Args:
        swap: Its queries.
        n: Pictures of the set.
    """
    for start in range(0, len(swap.sources), _BLOCK):
        block = slice(start, start + _BLOCK)
        yield block, Ranker(swap.sources[block], swap.relevant[block], n)


def rank_all(swap: Swap, n: int, score: Score) -> Ranks:
    """Ranks all queries of a swap, a block at a time: int64 `[q]`."""
    return np.concatenate([ranker.rank(score(block)) for block, ranker in blocks_of(swap, n)])
