"""Words with a vector each."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.exceptions import WeightsCorrupt

_SHORTEST = 1e-12
_HASHED_ROWS = 1000


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Row i of a matrix is the vector of word i.

    Attributes:
        words: The words, the most frequent first where that is known.
        vectors: float32 `[n, d]`, perhaps on disk.
        counts: How often each was seen, int64 `[n]`, or None if nobody knows.
        name: What a user calls them.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    counts: NDArray[np.int64] | None = None
    name: str = field(default="words")

    def __post_init__(self) -> None:
        """Checks that there is a vector a word.

        Raises:
            WeightsCorrupt: There is not.
        """
        rows = self.vectors.shape[0] if self.vectors.ndim == 2 else -1  # noqa: PLR2004 - a matrix
        counts = len(self.words) if self.counts is None else len(self.counts)
        if not len(self.words) == rows == counts or not rows:
            raise WeightsCorrupt(f"{self.name} does not have one vector for each of its words")

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        return int(self.vectors.shape[1])

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each word; of words that are there twice, the first."""
        return {word: row for row, word in reversed(list(enumerate(self.words)))}

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """Length of each vector, float32 `[n]`, at least a little above 0."""
        lengths: NDArray[np.float32] = np.sqrt(np.einsum("nd,nd->n", self.vectors, self.vectors))
        return np.maximum(lengths, _SHORTEST)

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the words and, as a thousand rows show, with the vectors and counts."""
        step = max(1, len(self.words) // _HASHED_ROWS)
        digest = hashlib.sha256("\n".join(self.words).encode())
        digest.update(np.ascontiguousarray(self.vectors[::step]).tobytes())
        if self.counts is not None:
            digest.update(np.ascontiguousarray(self.counts[::step]).tobytes())
        return digest.hexdigest()

    def row(self, word: str) -> int | None:
        """Returns the row of a word as it is written or, failing that, in small letters.

        Words of several parts are found with spaces or with underscores between these.
        """
        for spelling in (
            word,
            word.lower(),
            "_".join(word.split()),
            "_".join(word.lower().split()),
        ):
            row = self.rows.get(spelling)
            if row is not None:
                return row
        return None

    def unit(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """Returns the vectors of some rows at length 1, `[m, d]`."""
        chosen = np.asarray(rows, dtype=np.int64)
        units: NDArray[np.float32] = self.vectors[chosen] / self.lengths[chosen, None]
        return units

    def cosines(
        self, queries: NDArray[np.float32], first: int | None = None
    ) -> NDArray[np.float32]:
        """Returns the cosine of unit vectors `[q, d]` with every word, or the first n: `[q, n]`."""
        scores: NDArray[np.float32] = queries @ self.vectors[:first].T / self.lengths[:first]
        return scores
