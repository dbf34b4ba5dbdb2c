"""Pieces of words, each with a vector of its own: the filters that know one string exactly.

A word is placed at the sum of the vectors of its pieces (Bojanowski et al. 2017, arXiv 1607.04606,
eq. 3), which are fitted to the vectors of known words, as in Zhao et al. 2018 (arXiv 1809.04259).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.words.characters.alphabet import read_part

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_FEWEST_WORDS = 2
"""A piece of one word alone would only keep what is peculiar to that word."""
_TWO_CHARACTERS = 0.3
"""Size of the features of pieces of two characters: so short a piece is to say little."""
_STEPS = 25
"""Of the conjugate gradients: the residual has then fallen to a hundredth."""


@dataclass(frozen=True)
class Pieces:
    """The pieces that have a vector.

    Attributes:
        strings: The pieces; `<` and `>` in them are the ends of a word.
        shortest: Characters of the shortest.
        longest: Characters of the longest.
    """

    strings: Sequence[str]
    shortest: int
    longest: int

    @classmethod
    def of(cls, words: Iterable[str], shortest: int, longest: int, most: int) -> "Pieces":
        """Chooses the pieces that most words have, of those that two words have at least."""
        # Not sets: which of equals are chosen would differ from process to process.
        once = (dict.fromkeys(_cut(word, shortest, longest)) for word in words)
        counter = Counter(piece for own in once for piece in own)
        common = [p for p, count in counter.most_common(most) if count >= _FEWEST_WORDS]
        return cls(common, shortest, longest)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {piece: row for row, piece in enumerate(self.strings)}

    @cached_property
    def sizes(self) -> NDArray[np.float32]:
        """How large a feature each piece is, `[p]`: what is small is shrunk the more."""
        short = np.array([len(piece) == 2 for piece in self.strings])  # noqa: PLR2004 - characters
        return np.where(short, _TWO_CHARACTERS, 1.0).astype(np.float32)

    def rows(self, word: str) -> list[int]:
        """Returns the rows of the pieces of a word, each once."""
        found = (self._rows.get(piece) for piece in _cut(word, self.shortest, self.longest))
        return list(dict.fromkeys(row for row in found if row is not None))

    def matrix(self, words: Sequence[str]) -> "csr_array":
        """Returns which word has which piece, as a sparse matrix `[n, p]` of their sizes."""
        from scipy.sparse import csr_array  # noqa: PLC0415 - for training alone

        rows = [self.rows(word) for word in words]
        ends = np.cumsum([0, *map(len, rows)])
        columns = np.array([row for own in rows for row in own], dtype=np.int32)
        sizes = self.sizes[columns]
        return csr_array((sizes, columns, ends), shape=(len(words), len(self.strings)))


def _cut(word: str, shortest: int, longest: int) -> list[str]:
    marked = f"<{read_part(word)}>"
    return [
        marked[start : start + length]
        for length in range(shortest, longest + 1)
        for start in range(len(marked) - length + 1)
    ]


def fit_pieces(
    matrix: "csr_array",
    targets: NDArray[np.float32],
    weights: NDArray[np.float32],
    shrinkage: float,
) -> NDArray[np.float32]:
    """Fits the vectors of pieces by ridge regression, `[p, d]`.

    Minimises `Σ wᵢ |Σ_p Mᵢₚ x_p - tᵢ|² + λ Σ |x_p|²` by conjugate gradients (Hestenes and Stiefel
    1952), every column by itself.

    Args:
        matrix: M, which word has which piece, `[n, p]`.
        targets: t, the vectors of the words, `[n, d]`.
        weights: w, how much each word counts, `[n]`.
        shrinkage: λ.
    """
    transposed, weighted = matrix.T.tocsr(), weights[:, None]
    found = np.zeros((matrix.shape[1], targets.shape[1]), dtype=np.float32)
    residual = transposed @ (weighted * targets)
    direction = residual.copy()
    before = np.einsum("pd,pd->d", residual, residual)
    for _ in range(_STEPS):
        image = transposed @ (weighted * (matrix @ direction)) + shrinkage * direction
        step = before / np.maximum(np.einsum("pd,pd->d", direction, image), 1e-30)
        found += step * direction
        residual -= step * image
        after = np.einsum("pd,pd->d", residual, residual)
        direction *= after / np.maximum(before, 1e-30)
        direction += residual
        before = after
    return found
