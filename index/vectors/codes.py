"""Short codes of vectors in inverted lists: they find candidates, which are then scored exactly.

A vector goes to the list of the nearest of many centres (inverted file, Jégou et al. 2011), and
what is left of it becomes a code of two bits a dimension (RaBitQ, Gao & Long 2024, and its
extension to several bits, Gao et al. 2025), as FAISS implements them. A query looks into the
lists of its nearest centres only.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows, Vector, Vectors

# Two bits: at 1 M x 512 and 64 of 4096 lists, recall@10 of .982 at 148 bytes a vector. One bit
# finds fewer, four bits (.989, 276 bytes) are half as fast; 4-bit products (.930, 128 bytes) and
# 4-bit scalars (.990, 256 bytes, 0.4 as fast) lie on the wrong side of it.
BITS = 2
LISTS_PER_ROOT = 4  # centres are 4√n, a power of two: both halves of a search then grow as √n
SAMPLES_A_LIST = 32
ITERATIONS = 10
LEAST_TO_TRAIN = 64


class Codes:
    """Codes of the rows `0..n-1` of one part of an index, which nobody changes."""

    def __init__(self, index: Any) -> None:
        """Takes a FAISS index whose ids are rows."""
        self._index = index

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return int(self._index.ntotal)

    @property
    def lists(self) -> int:
        """How many inverted lists there are."""
        return int(self._index.nlist)

    @classmethod
    def read(cls, path: Path) -> "Codes":
        """Reads codes from a file whose hash was checked."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Writes the codes to a file.

        Raises:
            OSError: The disk failed.
        """
        # Through a file of Python's, so that a full disk is an OSError as everywhere.
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]

    def candidates(
        self, query: Vector, count: int, probes: int, bits: NDArray[np.uint8] | None
    ) -> Rows:
        """Returns at most `count` rows that are near to a query `[d]`; see `candidates_of_all`."""
        with _one_thread():
            rows: Rows = self.candidates_of_all(query[None], count, probes, bits)[0]
        found: Rows = rows[rows >= 0]
        return found

    def candidates_of_all(
        self, queries: Vectors, count: int, probes: int, bits: NDArray[np.uint8] | None
    ) -> NDArray[np.int64]:
        """Returns rows that are near to each of several queries `[m, count]`, -1 where too few are.

        Args:
            queries: The queries `[m, d]`.
            count: How many rows for each.
            probes: How many lists are looked into.
            bits: Bit i of byte j says whether row 8j + i may be found; None for all.
        """
        # What belongs to one search travels with it: the index is shared by all threads.
        chosen: Any = faiss.SearchParametersIVF()
        chosen.nprobe = min(probes, self.lists)
        if bits is not None:
            chosen.sel = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        rows: NDArray[np.int64] = self._index.search(queries, count, params=chosen)[1]
        return rows


class Coder:
    """Centres and rotation that were learned from a sample; makes codes."""

    def __init__(self, index: Any) -> None:
        """Takes a trained, empty FAISS index."""
        self._index = index

    @classmethod
    def train(cls, sample: Vectors, lists: int) -> "Coder":
        """Learns from a sample `[n, d]` of at least as many vectors as lists."""
        dimension = sample.shape[1]
        index: Any = faiss.index_factory(
            dimension, f"IVF{lists},RaBitQfs{BITS}", faiss.METRIC_INNER_PRODUCT
        )
        index.cp.niter = ITERATIONS
        index.cp.spherical = True
        index.cp.min_points_per_centroid = 1  # it only silences a warning
        index.cp.max_points_per_centroid = SAMPLES_A_LIST
        index.train(np.ascontiguousarray(sample))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> "Coder":
        """Reads a coder from a file whose hash was checked."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Writes the coder to a file.

        Raises:
            OSError: The disk failed.
        """
        Codes(self._index).write(path)

    @property
    def lists(self) -> int:
        """How many inverted lists there are."""
        return int(self._index.nlist)

    def open_codes(self) -> "CodesWriter":
        """Returns a writer of no rows yet."""
        return CodesWriter(faiss.clone_index(self._index))


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


def lists_for(count: int) -> int:
    """Returns how many inverted lists suit `count` vectors."""
    wanted = LISTS_PER_ROOT * math.sqrt(count)
    return int(2 ** round(math.log2(max(wanted, 1))))


def sample_for(count: int) -> int:
    """Returns how many vectors to learn from for `count` vectors."""
    return min(count, SAMPLES_A_LIST * lists_for(count))


def use_one_thread() -> None:
    """Makes FAISS use one core for what the calling thread asks of it."""
    faiss.omp_set_num_threads(1)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Uses one core inside the block: in a quiet server waking a second one takes 2 ms of 4."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
