"""The default: FAISS scans all vectors, and the few best are scored again exactly."""

from collections.abc import Collection

import faiss
import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import (
    Ids,
    Rows,
    Vector,
    Vectors,
    checked_ids,
    checked_query,
    checked_vectors,
)
from index.vectors.lock import ReadWriteLock
from index.vectors.protocol import Ranked
from index.vectors.ranking import best, checked_k, exact_scores
from index.vectors.rows import RowMap

# Below this, scoring the kept rows exactly takes under 2 ms and FAISS saves nothing.
FEW = 1000
SPARE = 32  # rows asked for beyond k, so that one scan is nearly always enough


class FaissFlatIndex:
    """A `VectorIndex` over `faiss.IndexFlatIP`.

    Answers are those of `ExactIndex`, to the last bit: FAISS finds candidates in float32, as
    many as its rounding could have misplaced, and these are scored again. Searches run beside
    each other; a change waits for those that run, and new ones wait for it.
    """

    def __init__(self, dimension: int) -> None:
        """Makes an empty index over vectors of length d."""
        self._dimension = dimension
        self._lock = ReadWriteLock()
        self._index = faiss.IndexFlatIP(dimension)
        self._row_map = RowMap(np.empty(0, np.int64))

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self._dimension

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        return len(self._row_map.ids)

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Puts vectors `[n, d]` under ids `[n]`; see `VectorIndex.add`."""
        new = checked_vectors(vectors, self._dimension)
        new_ids = checked_ids(ids, len(new))
        with self._lock.writing():
            self._drop(new_ids)
            self._index.add(new)
            self._row_map = RowMap(np.concatenate([self._row_map.ids, new_ids]))

    def remove(self, ids: ArrayLike) -> None:
        """Removes what stands under ids `[n]`."""
        with self._lock.writing():
            self._drop(np.asarray(ids, dtype=np.int64))

    def search(
        self,
        query: ArrayLike,
        k: int,
        allowed: Ids | None = None,
        excluded: Collection[int] = (),
    ) -> Ranked:
        """Finds the k best entries; see `VectorIndex.search`."""
        wanted = checked_query(query, self._dimension)
        with self._lock.reading():
            mask = self._row_map.selected(allowed, excluded)
            rows = self._candidates(wanted, checked_k(k), mask)
            scores = exact_scores(self._matrix(), rows, wanted)
            return best(self._row_map.ids[rows], scores, k)

    def vectors_of(self, ids: ArrayLike) -> Vectors:
        """Returns the vectors `[n, d]` under ids `[n]`; see `VectorIndex.vectors_of`."""
        with self._lock.reading():
            return self._matrix()[self._row_map.known_rows(ids)]

    def _drop(self, ids: Ids) -> None:
        kept = self._row_map.without(ids)
        if not kept.all():
            # FAISS closes the gaps in order, as the mask does.
            self._index.remove_ids(faiss.IDSelectorBatch(np.flatnonzero(~kept)))
            self._row_map = RowMap(self._row_map.ids[kept])

    def _matrix(self) -> Vectors:
        """Returns FAISS's own memory as `[n, d]`, valid only while the lock is held."""
        count = len(self._row_map.ids)
        if not count:
            return np.empty((0, self._dimension), np.float32)
        flat = faiss.rev_swig_ptr(self._index.get_xb(), count * self._dimension)
        return flat.reshape(count, self._dimension)

    def _candidates(self, query: Vector, k: int, mask: NDArray[np.bool_]) -> Rows:
        """Returns rows among which the k best of the masked rows are for certain."""
        kept = int(np.count_nonzero(mask))
        asked = k + SPARE
        while asked < kept and kept > FEW:
            rough, rows = self._scan(query, asked, mask)
            if rough[k - 1] - rough[-1] > 2 * self._rounding(query):
                return rows
            asked *= 4
        return np.flatnonzero(mask)

    def _scan(self, query: Vector, k: int, mask: NDArray[np.bool_]) -> tuple[Vector, Rows]:
        bits = np.packbits(mask, bitorder="little")
        chosen = faiss.SearchParameters()
        chosen.sel = None if mask.all() else faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        scores, rows = self._index.search(query[None], k, params=chosen)  # [1, k] each
        return scores[0], rows[0]

    def _rounding(self, query: Vector) -> float:
        """Bounds the error of a float32 inner product of d numbers (Higham 2002, eq. 3.5)."""
        unit_roundoff = 2.0**-24
        return 1.01 * self._dimension * unit_roundoff * float(np.linalg.norm(query))
