"""Recall and median rank of retrieval in both directions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors

_BLOCK = 1024


@dataclass(frozen=True)
class Retrieval:
    """How well queries of one kind find what belongs to them.

    Attributes:
        r1: Queries whose first hit is right, in per cent.
        r5: Queries with a right hit among the first five, in per cent.
        r10: Queries with a right hit among the first ten, in per cent.
        medr: Median over the queries of the rank of the best right hit, from 1.
    """

    r1: float
    r5: float
    r10: float
    medr: float

    @classmethod
    def from_ranks(cls, ranks: NDArray[np.int64]) -> "Retrieval":
        """Summarises the rank of the best right hit of each query, counted from 0."""
        r1, r5, r10 = (round(float((ranks < k).mean() * 100), 2) for k in (1, 5, 10))
        return cls(r1, r5, r10, float(np.median(ranks + 1)))


def judge_retrieval(
    images: Vectors, texts: Vectors, owners: NDArray[np.int64]
) -> tuple[Retrieval, Retrieval]:
    """Judges picture → text and text → picture over a whole split.

    The protocol of Hodosh et al. 2013: a picture's query is right as soon as one of its own texts
    comes; a text has one right picture. Of equal scores the wrong one counts as first, so that a
    space that maps everything to one point scores zero; so does one whose training ran off to NaN,
    since a score counts as behind only where it is smaller.

    Args:
        images: Unit vectors of the pictures, `[n, d]`.
        texts: Unit vectors of the texts, `[m, d]`.
        owners: The picture of each text, int64 `[m]`.

    Returns:
        Picture → text, and text → picture.
    """
    i2t = Retrieval.from_ranks(image_to_text_ranks(images, texts, owners))
    t2i = Retrieval.from_ranks(text_to_image_ranks(images, texts, owners))
    return i2t, t2i


def image_to_text_ranks(
    images: Vectors, texts: Vectors, owners: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Returns the rank, from 0, of each picture's best own text: int64 `[n]`."""
    ranks = np.zeros(len(images), dtype=np.int64)
    for start in range(0, len(images), _BLOCK):
        scores = images[start : start + _BLOCK] @ texts.T  # [b, m]
        rows = np.arange(start, start + len(scores))
        own = owners[None, :] == rows[:, None]  # [b, m]
        best = np.where(own, scores, -np.inf).max(axis=1)
        ranks[rows] = (~(scores < best[:, None]) & ~own).sum(axis=1)
    return ranks


def text_to_image_ranks(
    images: Vectors, texts: Vectors, owners: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Returns the rank, from 0, of each text's own picture: int64 `[m]`."""
    ranks = np.zeros(len(texts), dtype=np.int64)
    for start in range(0, len(texts), _BLOCK):
        scores = texts[start : start + _BLOCK] @ images.T  # [b, n]
        rows = np.arange(len(scores))
        right = owners[start : start + _BLOCK]
        own = scores[rows, right]
        ranks[start : start + len(scores)] = (~(scores < own[:, None])).sum(axis=1) - 1
    return ranks
