"""What an aid to ranking is worth: the same queries, ranked with it and without."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.evaluation.folds import choose, choose_across_halves
from models.evaluation.intervals import Ranks
from models.evaluation.retrieval import image_to_text_ranks, text_to_image_ranks
from models.ranking.aid import Aid
from models.ranking.fitting import TwoModalities, bias_of, fit_bias, transform
from models.ranking.item_bias import asking, with_bias

BETAS = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 60.0)


@dataclass(frozen=True)
class Aided:
    """Ranks of both directions, and what they cost.

    Attributes:
        i2t: Picture → text.
        t2i: Text → picture.
        betas: The best β of both directions, where items have a bias.
        coordinates: Numbers kept of an item.
        numbers: Numbers kept with the space, beyond its heads.
    """

    i2t: Ranks
    t2i: Ranks
    betas: tuple[float, float] | None
    coordinates: int
    numbers: int


@dataclass(frozen=True)
class _Direction:
    """What asks, what is asked for, and what training queries say of the latter."""

    queries: Vectors
    items: Vectors
    owners: NDArray[np.int64]  # of the queries
    n: int
    rank: Callable[[Vectors, Vectors], NDArray[np.int64]]  # of queries and items

    def ranked(self, queries: Vectors, items: Vectors) -> Ranks:
        return Ranks(self.rank(queries, items), self.owners, self.n)


def judge_aid(
    aid: Aid, known: TwoModalities, judged: TwoModalities, owners: NDArray[np.int64]
) -> Aided:
    """Ranks with an aid.

    Where items have a bias, β is chosen for one half of the pictures by the other half.

    Args:
        aid: What is used.
        known: Training vectors, on which everything else is fitted.
        judged: Vectors of the pictures and texts that are judged.
        owners: The picture of each judged text, int64 `[m]`.
    """
    judged, known = transform(aid, known, judged), transform(aid, known, known)
    forth, back = _directions(judged, owners)
    dimension = judged.images.shape[1]
    numbers = 2 * dimension if aid.centre else 0
    if aid.bias is None:
        i2t, t2i = (side.ranked(side.queries, side.items) for side in (forth, back))
        return Aided(i2t, t2i, None, dimension, numbers)
    i2t, first, own = _biased(aid, forth, known.images)
    t2i, second, others = _biased(aid, back, known.texts)
    return Aided(i2t, t2i, (first, second), dimension + 1, numbers + own + others)


def _directions(judged: TwoModalities, owners: NDArray[np.int64]) -> tuple[_Direction, _Direction]:
    images, texts = judged.images, judged.texts
    n = len(images)
    forth = _Direction(
        images, texts, np.arange(n), n, lambda q, items: image_to_text_ranks(q, items, owners)
    )
    back = _Direction(
        texts, images, owners, n, lambda q, items: text_to_image_ranks(items, q, owners)
    )
    return forth, back


def _biased(aid: Aid, side: _Direction, queries: Vectors) -> tuple[Ranks, float, int]:
    """Ranks with a bias; returns the best β and how many numbers the bias needs."""
    fitted = fit_bias(aid, queries)
    asked = asking(side.queries)
    candidates = [
        side.ranked(asked, with_bias(side.items, bias_of(side.items, fitted, beta)))
        for beta in BETAS
    ]
    return choose_across_halves(candidates), BETAS[choose(candidates)], fitted.numbers
