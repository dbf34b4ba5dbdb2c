"""Short codes of vectors in inverted lists: they find candidates, which are then scored exactly."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import Vectors
from index.vectors.faiss_files import write_index


@dataclass(frozen=True, eq=False)
class Assignment:
    """Queries and the lists they look into, nearest first.

    Attributes:
        queries: The queries, turned `[m, d]`.
        lists: Numbers of lists `[m, p]`.
        nearness: Inner products with their centres `[m, p]`.
    """

    queries: Vectors
    lists: NDArray[np.int64]
    nearness: Vectors

    def nearest(self, probes: int) -> "Assignment":
        """Returns the same queries with the nearest lists only."""
        return Assignment(self.queries, self.lists[:, :probes], self.nearness[:, :probes])


class Codes:
    """Codes of the rows `0..n-1` of one part of an index, which nobody changes."""

    def __init__(self, index: Any) -> None:
        """Takes a FAISS index whose ids are rows."""
        self._index = index
        self._inverted: Any = faiss.extract_index_ivf(index)

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return int(self._index.ntotal)

    @classmethod
    def read(cls, path: Path) -> "Codes":
        """Reads codes from a file whose hash was checked."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Writes the codes to a file.

        Raises:
            OSError: The disk failed.
        """
        write_index(self._index, path)

    def continued(self) -> "CodesWriter":
        """Returns a writer that goes on where these codes end."""
        return CodesWriter(faiss.clone_index(self._index))

    def candidates(
        self, assignment: Assignment, count: int, bits: NDArray[np.uint8] | None
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """Finds rows that are near to several queries.

        Args:
            assignment: The queries and where to look, by the coder that made these codes.
            count: How many rows for each.
            bits: Bit i of byte j says whether row 8j + i may be found; None for all.

        Returns:
            Estimated inner products `[m, count]`, and rows `[m, count]`, -1 where too few are.
        """
        many = len(assignment.queries)
        scores = np.empty((many, count), np.float32)
        rows = np.empty((many, count), np.int64)
        # What belongs to one search travels with it: the index is shared by all threads.
        chosen: Any = faiss.SearchParametersIVF()
        chosen.nprobe = assignment.lists.shape[1]
        if bits is not None:
            chosen.sel = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        lists, nearness = map(np.ascontiguousarray, (assignment.lists, assignment.nearness))
        # FAISS's method for Python takes no parameters.
        self._inverted.search_preassigned_c(
            many,
            faiss.swig_ptr(assignment.queries),
            count,
            faiss.swig_ptr(lists),
            faiss.swig_ptr(nearness),
            faiss.swig_ptr(scores),
            faiss.swig_ptr(rows),
            False,
            chosen,
        )
        return scores, rows


class CodesWriter:
    """Codes that are still growing; nobody searches them."""

    def __init__(self, index: Any) -> None:
        """Takes a FAISS index of its own."""
        self._index = index

    def add(self, vectors: Vectors) -> None:
        """Appends the codes of vectors `[n, d]`."""
        self._index.add(np.ascontiguousarray(vectors))

    def append(self, codes: Codes) -> None:
        """Appends the codes of another part, made with the same coder."""
        copy = faiss.clone_index(codes._index)  # noqa: SLF001 - merging empties what it takes
        self._index.merge_from(copy, self._index.ntotal)

    def close(self) -> Codes:
        """Returns the finished codes."""
        return Codes(self._index)
