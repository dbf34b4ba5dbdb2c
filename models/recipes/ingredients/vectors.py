"""Vectors of ingredients, from word vectors that hold ingredients of several words as one."""

from collections.abc import Sequence

import numpy as np

from models.encoders.protocols import Vectors
from models.recipes.ingredients.naming import name_ingredient
from models.words.vectors import WordVectors

MOST_INGREDIENTS = 40
"""Ingredients of a recipe that are read; the longest of the recipes learnt from has 35 lines."""


class IngredientVectors:
    """Ingredients as vectors.

    `olive_oil` has a vector of its own. Of an ingredient that has none, such as *toasted pumpkin
    oil*, the mean over its words is taken; one without a known word is passed over.

    Attributes:
        words: Word vectors, learnt with ingredients as single words.
        dimension: Length d of a vector.
    """

    def __init__(self, words: WordVectors) -> None:
        """Takes word vectors."""
        self.words = words
        self.dimension = words.dimension

    def of_name(self, name: str) -> Vectors | None:
        """Returns the vector `[d]` of an ingredient's name, or None where no word is known."""
        row = self.words.row(name) if name else None
        if row is not None:
            own: Vectors = self.words.vectors[row]
            return own
        rows = [row for word in name.split() if (row := self.words.row(word)) is not None]
        if not rows:
            return None
        mean: Vectors = self.words.vectors[rows].mean(axis=0)
        return mean

    def of_lines(self, lines: Sequence[str]) -> Vectors:
        """Returns the vectors of a recipe's ingredients, `[l, d]`: the first 40 that are known."""
        found = []
        for line in lines:
            vector = self.of_name(name_ingredient(line))
            if vector is not None:
                found.append(vector)
            if len(found) == MOST_INGREDIENTS:
                break
        if not found:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack(found)
