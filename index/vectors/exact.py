"""The oracle: every score computed by NumPy. Simple, slower, and right."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import Ids, Vectors, checked_ids, checked_query, checked_vectors
from index.snapshots.writing import SnapshotWriter
from index.vectors.nearness import near_in_matrix
from index.vectors.protocol import Change, Near, Progress, Ranked, VectorReader
from index.vectors.ranking import best, checked_k, exact_scores
from index.vectors.rows import RowMap


@dataclass(frozen=True, eq=False)
class _Matrix:
    """Vectors `[n, d]` and their ids; a frozen state of the index."""

    row_map: RowMap
    vectors: Vectors

    @property
    def dimension(self) -> int:
        return int(self.vectors.shape[1])

    def changed(self, change: Change) -> "_Matrix":
        vectors = checked_vectors(change.vectors, self.dimension)
        ids = checked_ids(change.ids, len(vectors))
        gone = np.concatenate([np.asarray(change.removed, dtype=np.int64), ids])
        kept = ~self.row_map.mask(gone)
        return _Matrix(
            RowMap(np.concatenate([self.row_map.ids[kept], ids])),
            np.concatenate([self.vectors[kept], vectors]),
        )

    def __len__(self) -> int:
        return len(self.row_map)

    def contains(self, ids: ArrayLike) -> NDArray[np.bool_]:
        return self.row_map.rows_of(ids) >= 0

    def search(
        self,
        query: ArrayLike,
        k: int,
        allowed: Ids | None = None,
        excluded: Collection[int] = (),
        *,
        exact: bool = True,  # noqa: ARG002 - it always is
    ) -> Ranked:
        wanted = checked_query(query, self.dimension)
        mask = np.full(len(self.row_map), fill_value=allowed is None)
        if allowed is not None:
            mask |= self.row_map.mask(allowed)
        mask &= ~self.row_map.mask(list(excluded))
        rows = np.flatnonzero(mask)
        scores = exact_scores(self.vectors, rows, wanted)
        return Ranked(*best(self.row_map.ids[rows], scores, checked_k(k)))

    def near(self, vectors: Vectors, threshold: float) -> Near:
        mask = np.ones(len(self), dtype=bool)
        return near_in_matrix(self.row_map.ids, self.vectors, mask, vectors, threshold)

    def vectors_of(self, ids: ArrayLike) -> Vectors:
        rows = self.row_map.rows_of(ids)
        if (rows < 0).any():
            raise KeyError(int(np.asarray(ids)[rows < 0][0]))
        return self.vectors[rows]


class ExactIndex:
    """A `VectorIndex` of one matrix.

    A change builds a new matrix and swaps it in, so a search that has begun goes on with the
    old one and never waits; a change of any size costs a copy.
    """

    def __init__(self, dimension: int) -> None:
        """Makes an empty index over vectors of length d."""
        self._changing = Lock()
        empty = np.empty((0, dimension), np.float32)
        self._matrix = _Matrix(RowMap(np.empty(0, np.int64)), empty)

    @classmethod
    def open(cls, folder: Path, description: dict[str, Any]) -> "ExactIndex":
        """Opens what was written by `Frozen.write`, after the files' hashes were checked.

        Raises:
            OSError: A file cannot be read.
            ValueError: The files do not fit each other.
        """
        ids = np.load(folder / description["ids"], allow_pickle=False)
        vectors = np.load(folder / description["vectors"], allow_pickle=False)
        index = cls(vectors.shape[1])
        index.add(ids, vectors)
        return index

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self._matrix.dimension

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        return len(self._matrix.row_map)

    def apply(self, changes: Iterable[Change]) -> None:
        """Makes several changes at once; see `VectorIndex.apply`."""
        with self._changing:
            matrix = self._matrix
            for change in changes:
                matrix = matrix.changed(change)
            self._matrix = matrix

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Puts vectors `[n, d]` under ids `[n]`; see `VectorIndex.add`."""
        self.apply([Change([], ids, vectors)])

    def remove(self, ids: ArrayLike) -> None:
        """Removes what stands under ids `[n]`."""
        self.apply([Change(ids, [], np.empty((0, self.dimension)))])

    def reader(self) -> VectorReader:
        """Returns the present state, which does not change any more."""
        return self._matrix

    def freeze(self, *, compact: bool = False) -> "FrozenMatrix":  # noqa: ARG002 - it always is
        """Returns the present state, to be written to a snapshot."""
        return FrozenMatrix(self._matrix)

    def describe(self) -> dict[str, Any]:
        """Returns sizes."""
        return {"vectors": len(self)}


class FrozenMatrix:
    """A state of an `ExactIndex` on its way into a snapshot."""

    aim = None

    def __init__(self, matrix: _Matrix) -> None:
        """Takes the state."""
        self._matrix = matrix

    def write(self, writer: SnapshotWriter, name: str, progress: Progress) -> dict[str, Any]:
        """Writes the matrix; see `Frozen.write`."""
        writer.write_array(f"{name}.ids", self._matrix.row_map.ids)
        writer.write_array(f"{name}.vectors", self._matrix.vectors)
        progress(len(self._matrix.row_map), len(self._matrix.row_map))
        return {"ids": f"{name}.ids", "vectors": f"{name}.vectors"}

    def install(self) -> None:
        """Does nothing: nothing was written anew."""
