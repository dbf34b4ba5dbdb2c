"""Short codes of recent rows, so that a search scans only the last of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows, Vector, Vectors
from index.vectors.coder import Coder
from index.vectors.codes import Codes, CodesWriter
from index.vectors.threads import one_thread

# Of one bit, because codes are made while somebody waits: 9 µs a vector, 43 for two bits. At
# 16,384 rows a search takes 0.25 ms where a scan takes 1.2, and 1.7 beside other work, which
# leaves less of the memory's speed; the 100 candidates hold .998 of the ten nearest.
BITS = 1
LISTS = 16  # all are looked into; one list holds .990
CANDIDATES = 100
CANDIDATES_A_HIT = 5
# One bit a dimension is too little of fewer: at 256 the candidates among 16,384 rows hold .983 of
# the ten nearest, at 128 .937. There a scan costs less.
LEAST_DIMENSION = 384
# Fewer rows are not worth a sketch, and stand behind one unsketched.
STEP = 1024


@dataclass(frozen=True, eq=False)
class Sketch:
    """Codes of the first rows of a run.

    Attributes:
        coder: Made the codes.
        codes: The codes.
    """

    coder: Coder
    codes: Codes

    def __len__(self) -> int:
        """Returns of how many rows these are codes."""
        return len(self.codes)

    @classmethod
    def of(cls, vectors: Vectors) -> "Sketch":
        """Returns a sketch of vectors `[n, d]`, of which there are at least as many as lists."""
        with one_thread():
            coder = Coder.train(vectors[:STEP], LISTS, BITS)
        return cls._closed(coder, coder.open_codes(), vectors)

    def extended(self, vectors: Vectors) -> "Sketch":
        """Returns a sketch that has vectors `[n, d]` at its end too."""
        return self._closed(self.coder, self.codes.continued(), vectors)

    def emptied(self) -> "Sketch":
        """Returns a sketch of no rows, made as this one: learning takes 50 ms."""
        return Sketch(self.coder, self.coder.open_codes().close())

    def candidates(self, query: Vector, k: int, mask: NDArray[np.bool_]) -> Rows:
        """Returns rows, among which are probably the k nearest to a query `[d]`, in order.

        Args:
            query: The query.
            k: How many are wanted.
            mask: The rows that may be found `[n]`.
        """
        count = max(CANDIDATES, CANDIDATES_A_HIT * k)
        assignment = self.coder.assign(query[None], LISTS)
        bits = np.packbits(mask, bitorder="little")
        _, rows = self.codes.candidates(assignment, count, bits)
        return np.sort(rows[rows >= 0])

    @classmethod
    def _closed(cls, coder: Coder, writer: CodesWriter, vectors: Vectors) -> "Sketch":
        with one_thread():  # the others are left to searches
            writer.add(vectors)
        return cls(coder, writer.close())
