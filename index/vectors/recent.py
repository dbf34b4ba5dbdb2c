"""The vectors that came last, in memory: cheap to add to, and cheap to scan."""

import faiss
import numpy as np

from index.arrays import Ids, Rows, Scores, Vector, Vectors
from index.vectors.ranking import exact_scores
from index.vectors.rows import RowMap
from index.vectors.sketch import LEAST_DIMENSION, STEP, Sketch

# Memory that nothing was written to costs nothing, and copying 16,384 rows takes 90 ms.
LEAST_CAPACITY = 32_768
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

    def __init__(self, row_map: RowMap, buffer: _Buffer, sketch: Sketch | None = None) -> None:
        """Takes a map of as many rows as are used of the buffer, and codes of the first ones."""
        self.row_map = row_map
        self.sketch = sketch
        self._buffer = buffer

    @classmethod
    def empty(cls, dimension: int, sketch: Sketch | None = None) -> "RecentRows":
        """Returns a run of no vectors, and codes of none."""
        return cls(RowMap(np.empty(0, np.int64)), _Buffer(0, dimension), sketch)

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
        return RecentRows(RowMap(np.concatenate([self.row_map.ids, ids])), buffer, self.sketch)

    def sketched(self) -> "RecentRows":
        """Returns the run with codes of all rows but the last few, where codes are of use."""
        fresh = self.vectors[0 if self.sketch is None else len(self.sketch) :]
        if self.dimension < LEAST_DIMENSION or len(fresh) < STEP:
            return self
        sketch = Sketch.of(fresh) if self.sketch is None else self.sketch.extended(fresh)
        return RecentRows(self.row_map, self._buffer, sketch)

    def rows_from(self, start: int) -> "RecentRows":
        """Returns a run of the rows from `start` on, in memory of its own."""
        sketch = None if self.sketch is None else self.sketch.emptied()
        rest = RecentRows.empty(self.dimension, sketch)
        return rest.extended(self.row_map.ids[start:], self.vectors[start:])

    def read(self, rows: Rows) -> Vectors:
        """Returns the vectors of some rows."""
        return self.vectors[rows]

    def rough_scores(self, query: Vector, start: int = 0) -> Vector:
        """Returns inner products with a query, rounded as float32 is, from a row on `[m]`."""
        vectors = self.vectors[start:]
        if len(vectors) > MANY:
            return vectors @ query
        scores = np.empty(len(vectors), np.float32)
        if len(vectors):  # FAISS takes no pointer to nothing
            faiss.fvec_inner_products_ny(  # type: ignore[attr-defined]
                faiss.swig_ptr(scores),
                faiss.swig_ptr(query),
                faiss.swig_ptr(vectors),
                self.dimension,
                len(vectors),
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
