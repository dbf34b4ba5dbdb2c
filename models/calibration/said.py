"""What the pictures and captions of a split say, of a vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calibration.split import CaptionedVectors
from models.tagging.saying import caption_words, count_sayings

ENOUGH_PICTURES = 5
"""Pictures that must say a word before anything is judged by it."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Said:
    """Words of a vocabulary, restricted to those that enough pictures say.

    Attributes:
        words: `w` of them.
        vectors: Their unit vectors, `[w, d]`.
        captions: Whether a caption says a word, `[m, w]`.
        pictures: Whether any caption of a picture does, `[n, w]`.
        mostly: Whether more than half of its captions do, `[n, w]`.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    captions: Mask
    pictures: Mask
    mostly: Mask


def read_said(split: CaptionedVectors, words: Sequence[str], vectors: NDArray[np.float32]) -> Said:
    """Reads the captions of a split.

    Args:
        split: The pictures and captions.
        words: The vocabulary.
        vectors: Its unit vectors.
    """
    captions = caption_words(split.captions, words)
    counts = count_sayings(captions, split.owners, len(split.images))  # [n, w]
    enough = np.flatnonzero((counts > 0).sum(axis=0) >= ENOUGH_PICTURES)
    own = np.bincount(split.owners, minlength=len(split.images))[:, None]  # [n, 1]
    counts = counts[:, enough]
    return Said(
        [words[column] for column in enough.tolist()],
        vectors[enough],
        captions[:, enough],
        counts > 0,
        2 * counts > own,
    )
