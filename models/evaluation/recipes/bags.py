"""The protocol of im2recipe: figures over random bags of pairs.

Salvador et al. 2017 (section 5.1): ten bags of 1,000 pairs are drawn from the test set; a photo
must find its own recipe among the 1,000, and a recipe its photo; figures are means over the bags.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.evaluation.retrieval import Retrieval, judge_retrieval


@dataclass(frozen=True)
class Bags:
    """How bags are drawn.

    Attributes:
        count: How many.
        size: Pairs in each; all where there are fewer.
        seed: Draws the same bags again.
    """

    count: int = 10
    size: int = 1000
    seed: int = 0

    def size_of(self, pairs: int) -> int:
        """Returns how many of so many pairs are in a bag."""
        return min(self.size, pairs)

    def draw(self, pairs: int) -> Iterator[NDArray[np.int64]]:
        """Yields the rows of each bag, without repetition inside a bag.

        Where a bag holds everything, one is enough: all would be the same.
        """
        if self.size >= pairs:
            yield np.arange(pairs)
            return
        rng = np.random.default_rng(self.seed)
        for _ in range(self.count):
            yield rng.choice(pairs, self.size, replace=False)


def judge_bags(
    photos: Vectors, recipes: Vectors, bags: Bags = Bags()
) -> tuple[Retrieval, Retrieval]:
    """Judges photo → recipe and recipe → photo.

    Args:
        photos: Unit vectors `[n, d]`.
        recipes: Unit vectors `[n, d]`; rows belong together.
        bags: How bags are drawn.
    """
    judged = [
        judge_retrieval(photos[rows], recipes[rows], np.arange(len(rows)))
        for rows in bags.draw(len(photos))
    ]
    forth, back = zip(*judged, strict=True)
    return _mean(forth), _mean(back)


def chance(size: int) -> Retrieval:
    """Returns what a random order reaches on average in a bag of so many pairs."""
    r1, r5, r10 = (round(100 * min(k, size) / size, 2) for k in (1, 5, 10))
    return Retrieval(r1, r5, r10, (size + 1) / 2)


def _mean(judged: tuple[Retrieval, ...]) -> Retrieval:
    figures = {
        name: round(float(np.mean([getattr(one, name) for one in judged])), 2)
        for name in ("r1", "r5", "r10", "medr")
    }
    return Retrieval(**figures)
