"""Vectors of ingredients and of words, learnt from recipes."""

from collections.abc import Iterable, Sequence

import numpy as np

from models.encoders.protocols import Vectors
from models.words.vectors import WordVectors

MOST_INGREDIENTS = 40
"""Ingredients of a recipe that are read; the longest of the recipes learnt from has 35 lines."""


class RecipeWords:
    """Word vectors in which an ingredient of several words is one word.

    Attributes:
        vectors: The word vectors.
        dimension: Length d of a vector.
    """

    def __init__(self, vectors: WordVectors) -> None:
        """Takes word vectors."""
        self.vectors = vectors
        self.dimension = vectors.dimension

    def ingredient(self, name: str) -> Vectors | None:
        """Returns the vector `[d]` of an ingredient.

        `olive_oil` has one of its own. Of an ingredient that has none, such as *toasted pumpkin
        oil*, the mean over its words is taken, and None where not one of them is known.
        """
        row = self.vectors.row(name) if name else None
        if row is not None:
            own: Vectors = self.vectors.vectors[row]
            return own
        known = self._rows(name.split())
        return self._mean(known) if known else None

    def ingredients(self, names: Sequence[str]) -> Vectors:
        """Returns the vectors of a recipe's ingredients, `[l, d]`: the first 40 that are known."""
        known = (vector for name in names if (vector := self.ingredient(name)) is not None)
        found = [vector for vector, _ in zip(known, range(MOST_INGREDIENTS), strict=False)]
        return np.stack(found) if found else np.zeros((0, self.dimension), dtype=np.float32)

    def text(self, words: Iterable[str]) -> Vectors:
        """Returns the mean `[d]` over the words of a text that are known; zeros without any."""
        known = self._rows(words)
        return self._mean(known) if known else np.zeros(self.dimension, dtype=np.float32)

    def texts(self, texts: Sequence[Iterable[str]]) -> Vectors:
        """Returns the means over the words of texts, `[n, d]`."""
        means = [self.text(words) for words in texts]
        return np.stack(means) if means else np.zeros((0, self.dimension), dtype=np.float32)

    def _rows(self, words: Iterable[str]) -> list[int]:
        return [row for word in words if (row := self.vectors.rows.get(word)) is not None]

    def _mean(self, rows: Sequence[int]) -> Vectors:
        mean: Vectors = self.vectors.vectors[list(rows)].mean(axis=0)
        return mean
