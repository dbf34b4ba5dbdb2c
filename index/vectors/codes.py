"""Short codes of vectors in inverted lists: they find candidates, which are then scored exactly.

All vectors are turned at random. A vector goes to the list of the nearest of many centres
(inverted file, Jégou et al. 2011), and what is left of it becomes a code of two bits a dimension
(RaBitQ, Gao & Long 2024, and its extension to several bits, Gao et al. 2025), as FAISS implements
them. A query looks into the lists of its nearest centres only.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import Vectors

# Of the ten nearest of 300,000, fifty candidates hold .990 at 148 bytes a vector (`python -m
# benchmarks.index --parts codes`). Without the random rotation, which spreads what few dimensions
# hold over all, it is .973; one bit holds .972; four bits hold as many at half the speed.
BITS = 2
LISTS_PER_ROOT = 4  # centres are 4√n, a power of two: both halves of a search then grow as √n
SAMPLES_A_LIST = 32
ITERATIONS = 10
LEAST_TO_TRAIN = 64
WRITTEN_AT_ONCE = 2**20


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
        with path.open("wb") as file:
            sink = _Sink(file)
            # Every call of Python takes the interpreter from a search, and there are two a list.
            buffered: Any = faiss.BufferedIOWriter(  # type: ignore[call-arg]
                faiss.PyCallbackIOWriter(sink.write, WRITTEN_AT_ONCE),  # type: ignore[attr-defined]
                WRITTEN_AT_ONCE,
            )
            faiss.write_index(self._index, buffered)
            del buffered  # writes the rest
            sink.check()

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


class _Sink:
    """Takes what FAISS writes, so that a full disk is an OSError as everywhere.

    The error waits until FAISS is done: its buffer writes the rest as it is deleted, when an
    exception would end the process.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None

    def write(self, content: bytes) -> None:
        try:
            if self._error is None:
                self._file.write(content)
        except OSError as error:
            self._error = error

    def check(self) -> None:
        if self._error is not None:
            raise self._error


class Coder:
    """Rotation and centres that were learned from a sample; makes codes."""

    def __init__(self, index: Any) -> None:
        """Takes a trained, empty FAISS index."""
        self._index = index
        self._rotation = faiss.downcast_VectorTransform(index.chain.at(0))
        self._centres = faiss.downcast_index(faiss.extract_index_ivf(index).quantizer)

    @classmethod
    def train(cls, sample: Vectors, lists: int, bits: int = BITS) -> "Coder":
        """Learns from a sample `[n, d]` of at least as many vectors as lists."""
        dimension = sample.shape[1]
        index: Any = faiss.index_factory(
            dimension, f"RR,IVF{lists},RaBitQfs{bits}", faiss.METRIC_INNER_PRODUCT
        )
        clustering = faiss.extract_index_ivf(index).cp
        clustering.niter = ITERATIONS
        clustering.spherical = True
        clustering.min_points_per_centroid = 1  # it only silences a warning
        clustering.max_points_per_centroid = SAMPLES_A_LIST
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
        return int(self._centres.ntotal)

    def assign(self, queries: Vectors, probes: int) -> Assignment:
        """Finds the `probes` nearest lists of queries `[m, d]`, or all if there are fewer."""
        turned = self._rotation.apply(queries)
        nearness, lists = self._centres.search(turned, min(probes, self.lists))
        return Assignment(turned, lists, nearness)

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
def one_thread() -> Iterator[None]:
    """Uses one core inside the block: in a quiet server waking a second one takes 2 ms of 4."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
