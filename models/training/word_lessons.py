"""What single words mean, learnt from the captions that say them.

People search with a word where captions are sentences, and arithmetic adds and subtracts words. So
each picture must find the words of its own captions among those of all, each as often as they say
it: a softmax over tags as in Mahajan et al. 2018 (arXiv 1805.00932, section 2.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.heads import ProjectionHead
from models.tagging.saying import caption_words, count_sayings
from models.tagging.vocabulary import everyday_words
from models.training.names import NameChoice, Names

TEMPLATES = ("{}", "a {}", "a photo of a {}")
_PICTURES_A_WORD = 5
"""Pictures that must have a word: fewer say more of themselves than of the word."""


@dataclass(frozen=True)
class WordKnowledge:
    """Words, and how much each picture has of them.

    Attributes:
        names: Vectors of the words.
        shares: How often captions of a picture say each word; a row adds up to 1, or to 0 where
            they say none of them. `[n, w]`.
    """

    names: Names
    shares: Tensor


def find_words(
    captions: Sequence[str], owners: NDArray[np.int64], pictures: int
) -> tuple[list[str], Tensor]:
    """Finds the everyday words that captions say, and the shares of them that pictures have.

    Args:
        captions: `m` texts.
        owners: The picture of each, int64 `[m]`.
        pictures: How many pictures there are.

    Returns:
        `w` words, perhaps none, and shares `[n, w]`.
    """
    vocabulary = everyday_words()
    counts = count_sayings(caption_words(captions, vocabulary), owners, pictures)
    columns = np.flatnonzero((counts > 0).sum(axis=0) >= _PICTURES_A_WORD)
    own = counts[:, columns].astype(np.float32)
    shares = own / np.maximum(own.sum(axis=1, keepdims=True), 1)
    return [vocabulary[column] for column in columns], torch.from_numpy(shares)


class WordLessons(nn.Module):
    """The lesson over the pictures of a training set."""

    def __init__(self, words: WordKnowledge, head: ProjectionHead, temperature: float) -> None:
        """Prepares the lesson.

        Args:
            words: The words and who has them.
            head: Of the text encoder.
            temperature: Of the choice among words at the start.
        """
        super().__init__()
        self._names = words.names.prepared(head)
        self._shares = words.shares.to(head.rotation.device)
        self._choose = NameChoice(temperature)

    def forward(self, text_head: ProjectionHead, images: Tensor, rows: Tensor) -> Tensor:
        """Returns the loss.

        Args:
            text_head: Projects the words.
            images: Pictures in the joint space, `[n, d]`.
            rows: Their rows in the training set, int64 `[n]`.
        """
        words = text_head.project_prepared(self._names.draw())
        loss: Tensor = self._choose(images, words, self._shares[rows])
        return loss
