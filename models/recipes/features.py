"""Recipes as the vectors of their parts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.encoders.protocols import Vectors
from models.recipes.recipe import Part


@dataclass(frozen=True, eq=False)
class Sequences:
    """Vectors of `n` sequences of any length, one behind the other.

    Attributes:
        vectors: Float32 `[m, d]`.
        starts: Where each sequence begins, int64 `[n + 1]`; the last is m.
    """

    vectors: Vectors
    starts: NDArray[np.int64]

    @classmethod
    def of_lengths(cls, vectors: Vectors, lengths: Sequence[int]) -> "Sequences":
        """Cuts `[m, d]` into sequences of these lengths, which add up to m."""
        return cls(vectors, np.cumsum([0, *lengths], dtype=np.int64))

    @classmethod
    def empty(cls, count: int, dimension: int) -> "Sequences":
        """Returns so many sequences without any vector."""
        return cls.of_lengths(np.zeros((0, dimension), dtype=np.float32), [0] * count)

    def take(self, rows: NDArray[np.int64]) -> "SequenceBatch":
        """Returns some of the sequences as tensors."""
        lengths = np.diff(self.starts)[rows]
        before = np.cumsum(lengths) - lengths
        within = np.arange(lengths.sum()) - np.repeat(before, lengths)
        chosen = self.vectors[np.repeat(self.starts[rows], lengths) + within]
        return SequenceBatch(torch.from_numpy(chosen), torch.from_numpy(lengths))


@dataclass(frozen=True, eq=False)
class SequenceBatch:
    """Sequences of a batch.

    Attributes:
        vectors: Of all of them, one behind the other, `[m, d]`.
        lengths: Of each, int64 `[b]`.
    """

    vectors: Tensor
    lengths: Tensor

    def kept(self, mask: Tensor) -> "SequenceBatch":
        """Returns the sequences without the vectors that a mask `[m]` is false for."""
        owners = torch.arange(len(self.lengths)).repeat_interleave(self.lengths)
        lengths = torch.bincount(owners[mask], minlength=len(self.lengths))
        return SequenceBatch(self.vectors[mask], lengths)

    def means(self) -> Tensor:
        """Returns the mean over each sequence, zeros for an empty one: `[b, d]`."""
        owners = torch.arange(len(self.lengths)).repeat_interleave(self.lengths)
        sums = self.vectors.new_zeros(len(self.lengths), self.vectors.shape[1])
        return sums.index_add(0, owners, self.vectors) / self.lengths.clamp(min=1)[:, None]

    def padded(self) -> Tensor:
        """Returns the sequences side by side, shorter ones with zeros behind: `[b, l, d]`."""
        longest = int(self.lengths.max()) if len(self.lengths) else 0
        inside = torch.arange(longest)[None, :] < self.lengths[:, None]  # [b, l]
        padded = self.vectors.new_zeros(len(self.lengths), longest, self.vectors.shape[1])
        padded[inside] = self.vectors
        return padded


@dataclass(frozen=True, eq=False)
class RecipeBatch:
    """What the tower reads of some recipes.

    Attributes:
        titles: Vectors of their titles, `[b, d]`; zeros where there is none.
        titled: Whether there is one, bool `[b]`.
        ingredients: Word vectors of their ingredients, in order.
        steps: Sentence vectors of their steps, in order.
    """

    titles: Tensor
    titled: Tensor
    ingredients: SequenceBatch
    steps: SequenceBatch


@dataclass(frozen=True, eq=False)
class RecipeFeatures:
    """The vectors of the parts of `n` recipes, as frozen encoders give them.

    Attributes:
        titles: Float32 `[n, d]`; zeros where there is none.
        titled: Whether there is one, bool `[n]`.
        ingredients: Word vectors.
        steps: Sentence vectors.
    """

    titles: Vectors
    titled: NDArray[np.bool_]
    ingredients: Sequences
    steps: Sequences

    def __len__(self) -> int:
        """Returns how many recipes there are."""
        return len(self.titles)

    def only(self, parts: Collection[Part]) -> "RecipeFeatures":
        """Returns the same recipes as if nothing but these parts of them were known."""
        kept = self
        if Part.TITLE not in parts:
            kept = replace(
                kept, titles=np.zeros_like(self.titles), titled=np.zeros_like(self.titled)
            )
        if Part.INGREDIENTS not in parts:
            width = self.ingredients.vectors.shape[1]
            kept = replace(kept, ingredients=Sequences.empty(len(self), width))
        if Part.INSTRUCTIONS not in parts:
            width = self.steps.vectors.shape[1]
            kept = replace(kept, steps=Sequences.empty(len(self), width))
        return kept

    def batches(self, size: int) -> Iterator[RecipeBatch]:
        """Yields all recipes in their order, so many at a time."""
        for start in range(0, len(self), size):
            yield self.batch(np.arange(start, min(start + size, len(self))))

    def batch(self, rows: NDArray[np.int64]) -> RecipeBatch:
        """Returns some recipes as tensors."""
        return RecipeBatch(
            torch.from_numpy(self.titles[rows]),
            torch.from_numpy(self.titled[rows]),
            self.ingredients.take(rows),
            self.steps.take(rows),
        )
