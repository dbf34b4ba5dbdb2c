"""Vectors in a file, read where they are needed, so that they do not stay in memory."""

import os
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import numpy as np

from index.arrays import Rows, Scores, Vector, Vectors
from index.vectors.ranking import exact_scores

CHUNK = 16_384  # rows at a time: 32 MB at 512 dimensions
SCANS_BYTES = 64 * 2**20  # scores kept of the last scans


class VectorFile:
    """Float32 vectors `[n, d]` in little-endian rows, which nobody changes.

    The file is read, not mapped: a mapped file that somebody cuts short ends the process, and its
    pages count as memory of the process. A row takes 1.5 µs, a million of them in order 0.3 s.
    """

    def __init__(self, path: Path, count: int, dimension: int) -> None:
        """Opens a file of `count` rows.

        Raises:
            OSError: It cannot be opened.
            ValueError: It is not of that size.
        """
        self._shape = (count, dimension)
        self._row_bytes = 4 * dimension
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        size = os.fstat(self._descriptor).st_size
        if size != count * self._row_bytes:
            raise ValueError(f"{path} has {size} bytes, not {count * self._row_bytes}")
        self._scans: OrderedDict[bytes, Vector] = OrderedDict()
        self._scans_lock = Lock()

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return self._shape[0]

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self._shape[1]

    def read(self, rows: Rows) -> Vectors:
        """Returns the vectors of some rows; a run of rows is read at once.

        Raises:
            OSError: The disk failed.
        """
        vectors = np.empty((len(rows), self._shape[1]), dtype="<f4")
        if not len(rows):  # an empty view cannot be cast
            return vectors
        target = vectors.data.cast("B")
        size = self._row_bytes
        ends = np.append(np.flatnonzero(np.diff(rows) != 1) + 1, len(rows)).tolist()
        starts = [0, *ends[:-1]]
        for start, end, row in zip(starts, ends, rows[starts].tolist(), strict=True):
            self._fill(target[start * size : end * size], row * size)
        return vectors

    def chunks(self) -> Iterator[Vectors]:
        """Yields all vectors in order, a part at a time, each valid until the next.

        Raises:
            OSError: The disk failed.
        """
        part = np.empty((min(CHUNK, len(self)), self._shape[1]), dtype="<f4")
        for start in range(0, len(self), CHUNK):
            part = part[: len(self) - start]
            self._fill(part.data.cast("B"), start * self._row_bytes)
            yield part

    def rough_scores(self, query: Vector) -> Vector:
        """Returns inner products of all rows with a query, rounded as float32 is `[n]`.

        The last few answers are kept, because whoever reads a second page reads a third.
        """
        key = query.tobytes()
        with self._scans_lock:
            if key in self._scans:
                self._scans.move_to_end(key)
                return self._scans[key]
        scores = np.concatenate([part @ query for part in self.chunks()] or [query[:0]])
        with self._scans_lock:
            self._scans[key] = scores
            while len(self._scans) > 1 and len(self._scans) * scores.nbytes > SCANS_BYTES:
                self._scans.popitem(last=False)
        return scores

    def exact_scores(self, rows: Rows, query: Vector) -> Scores:
        """Returns the inner products of some rows with a query."""
        parts = [
            exact_scores(self.read(part), np.arange(len(part)), query)
            for part in np.split(rows, range(CHUNK, len(rows), CHUNK))
        ]
        return np.concatenate(parts)

    def _fill(self, target: memoryview, offset: int) -> None:
        while target:
            count = os.preadv(self._descriptor, [target], offset)
            if not count:
                raise OSError("a file of vectors ended early: somebody changed it")
            target, offset = target[count:], offset + count
