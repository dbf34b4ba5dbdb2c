"""The oracle: every score computed by NumPy. Simple, slower, and right."""

from collections.abc import Collection
from threading import Lock

import numpy as np
from numpy.typing import ArrayLike

from index.arrays import Ids, Vectors, checked_ids, checked_query, checked_vectors
from index.vectors.protocol import Ranked
from index.vectors.ranking import best, checked_k, exact_scores
from index.vectors.rows import RowMap


class ExactIndex:
    """A `VectorIndex` of one matrix.

    A change builds a new matrix and swaps it in, so a search that has begun goes on with the
    old one and never waits; a change of any size costs a copy.
    """

    def __init__(self, dimension: int) -> None:
        """Makes an empty index over vectors of length d."""
        self._dimension = dimension
        self._writing = Lock()
        self._state = RowMap(np.empty(0, np.int64)), np.empty((0, dimension), np.float32)

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self._dimension

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        return len(self._state[0].ids)

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Puts vectors `[n, d]` under ids `[n]`; see `VectorIndex.add`."""
        new = checked_vectors(vectors, self._dimension)
        self._replace(checked_ids(ids, len(new)), new)

    def remove(self, ids: ArrayLike) -> None:
        """Removes what stands under ids `[n]`."""
        gone = np.asarray(ids, dtype=np.int64)
        self._replace(gone, np.empty((0, self._dimension), np.float32))

    def search(
        self,
        query: ArrayLike,
        k: int,
        allowed: Ids | None = None,
        excluded: Collection[int] = (),
    ) -> Ranked:
        """Finds the k best entries; see `VectorIndex.search`."""
        row_map, matrix = self._state
        wanted = checked_query(query, self._dimension)
        rows = np.flatnonzero(row_map.selected(allowed, excluded))
        return best(row_map.ids[rows], exact_scores(matrix, rows, wanted), checked_k(k))

    def vectors_of(self, ids: ArrayLike) -> Vectors:
        """Returns the vectors `[n, d]` under ids `[n]`; see `VectorIndex.vectors_of`."""
        row_map, matrix = self._state
        return matrix[row_map.known_rows(ids)]

    def _replace(self, ids: Ids, vectors: Vectors) -> None:
        """Drops what stands under ids, then appends the vectors under the first of them."""
        with self._writing:
            row_map, matrix = self._state
            kept = row_map.without(ids)
            new_ids = np.concatenate([row_map.ids[kept], ids[: len(vectors)]])
            self._state = RowMap(new_ids), np.concatenate([matrix[kept], vectors])
