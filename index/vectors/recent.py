"""The vectors that came last, in memory: searched exactly, and cheap to add to."""

import faiss
import numpy as np

from index.arrays import Ids, Rows, Scores, Vector, Vectors
from index.vectors.ranking import exact_scores
from index.vectors.rows import RowMap

LEAST_CAPACITY = 1024
GROWTH = 1.5  # how much larger a full buffer is made
# Up to here one core scans them, 1.2 ms for 16,384. BLAS takes two and half the time, but where
# something runs beside the searches its threads wait for each other.
MANY = 32_768


class _Buffer:
    """Memory that several `RecentRows` share; each looks only at its first rows."""

    def __init__(self, capacity: int, dimension: int) -> None:
        self.rows = np.empty((capacity, dimension), np.float32)
        self.used = 0


class RecentRows:
    """A frozen run of vectors `[m, d]` under ids `[m]`.

    Adding returns a longer run in the same memory, behind the rows that others look at. So a
    search goes on with the run it began with, and nobody waits.
    """

    def __init__(self, row_map: RowMap, buffer: _Buffer) -> None:
        """Takes a map of as many rows as are used of the buffer."""
        self.row_map = row_map
        self._buffer = buffer

    @classmethod
    def empty(cls, dimension: int) -> "RecentRows":
        """Returns a run of no vectors."""
        return cls(RowMap(np.empty(0, np.int64)), _Buffer(0, dimension))

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return len(self.row_map)

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self._buffer.rows.shape[1]

    @property
    def vectors(self) -> Vectors:
        """All vectors `[m, d]`, not to be written to."""
        return self._buffer.rows[: len(self)]

    def extended(self, ids: Ids, vectors: Vectors) -> "RecentRows":
        """Returns a run with more rows at its end."""
        buffer = self._buffer
        end = len(self) + len(ids)
        if buffer.used != len(self) or end > len(buffer.rows):
            buffer = self._copied(end)
        buffer.rows[len(self) : end] = vectors
        buffer.used = end
        return RecentRows(RowMap(np.concatenate([self.row_map.ids, ids])), buffer)

    def rows_from(self, start: int) -> "RecentRows":
        """Returns a run of the rows from `start` on, in memory of its own."""
        empty = RecentRows.empty(self.dimension)
        return empty.extended(self.row_map.ids[start:], self.vectors[start:])

    def read(self, rows: Rows) -> Vectors:
        """Returns the vectors of some rows."""
        return self.vectors[rows]

    def rough_scores(self, query: Vector) -> Vector:
        """Returns inner products with a query, rounded as float32 is `[m]`."""
        if len(self) > MANY:
            return self.vectors @ query
        scores = np.empty(len(self), np.float32)
        vectors, dimension = self.vectors, self.dimension
        faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
            faiss.swig_ptr(scores),
            faiss.swig_ptr(query),
            faiss.swig_ptr(vectors),
            dimension,
            len(self),
        )
        return scores

    def exact_scores(self, rows: Rows, query: Vector) -> Scores:
        """Returns the inner products of some rows with a query."""
        return exact_scores(self.vectors, rows, query)

    def _copied(self, least: int) -> _Buffer:
        capacity = max(least, round(GROWTH * len(self)), LEAST_CAPACITY)
        buffer = _Buffer(capacity, self.dimension)
        buffer.rows[: len(self)] = self.vectors
        return buffer
