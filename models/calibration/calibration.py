"""What a space must know to say how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.calibration.backgrounds import Backgrounds, Modality, with_prefix
from models.calibration.logistic import Logistic
from models.calibration.priors import WordPriors
from models.calibration.relevance import standing
from models.calibration.tags import tag_features
from models.encoders.protocols import Vectors
from models.exceptions import WeightsCorrupt

CARD = "calibration"
"""Its place under `fitted` in the card of heads, and the start of its tensors' names."""

_PREFIX = f"{CARD}."

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibration:
    """Backgrounds, and what was fitted on top of them.

    Attributes:
        backgrounds: What pictures, captions and words at large look like.
        images: Relevance of pictures, from `standing`.
        texts: Relevance of captions and words, from `standing`.
        tags: Probability of tags, from `tag_features`.
        priors: How often describers say a word.
    """

    backgrounds: Backgrounds
    images: Logistic
    texts: Logistic
    tags: Logistic
    priors: WordPriors

    def relevance(self, query: Vectors, scores: ArrayLike, modality: Modality) -> Floats:
        """Returns the relevance of hits, from 0 to 1; it rises with the score.

        Args:
            query: Unit vector of the query, `[d]`.
            scores: Cosines of the hits with it, `[n]`.
            modality: What was searched.
        """
        fitted = self.images if modality == "images" else self.texts
        usual = self.backgrounds.usual(query[None], modality)
        among_words = self.backgrounds.words.scores(query[None])
        return fitted.probabilities(standing(np.asarray(scores)[None], usual, among_words)[0])

    def tag_probabilities(
        self, pictures: Vectors, words: Sequence[str], scores: NDArray[np.floating]
    ) -> Floats:
        """Returns how probably describers of pictures would say words, `[n, w]`.

        Args:
            pictures: Unit vectors, `[n, d]`.
            words: `w` words or phrases, of the vocabulary or not.
            scores: Cosines of the pictures and words, `[n, w]`.
        """
        usual = self.backgrounds.words.scores(pictures)
        features = tag_features(scores, usual, self.priors.of_words(words))
        return self.tags.probabilities(features)

    def to_card(self) -> dict[str, Any]:
        """Returns the fitted numbers for a card."""
        return {
            "images": self.images.to_card(),
            "texts": self.texts.to_card(),
            "tags": self.tags.to_card(),
            "unknown_word": self.priors.unknown,
        }

    def tensors(self) -> dict[str, Vectors]:
        """Returns everything else, float32 of one dimension, by names with a prefix."""
        parts = self.backgrounds.tensors() | self.priors.tensors()
        return {f"{_PREFIX}{name}": array for name, array in parts.items()}

    @classmethod
    def from_card(cls, card: Mapping[str, Any], tensors: Mapping[str, Vectors]) -> "Calibration":
        """Reads what `to_card` and `tensors` returned; other tensors may stand among them.

        Raises:
            WeightsCorrupt: Something is missing or does not fit.
        """
        own = with_prefix(tensors, _PREFIX)
        try:
            return cls(
                Backgrounds.from_tensors(own),
                Logistic.from_card(card["images"]),
                Logistic.from_card(card["texts"]),
                Logistic.from_card(card["tags"]),
                WordPriors.from_tensors(own, float(card["unknown_word"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsCorrupt(f"the calibration beside the heads is damaged: {error}") from error


def calibration_of(card: Mapping[str, Any], tensors: Mapping[str, Vectors]) -> Calibration | None:
    """Reads the calibration of heads, or None where there is none.

    Args:
        card: Of the heads.
        tensors: What lies beside the heads.

    Raises:
        WeightsCorrupt: It is damaged.
    """
    fitted = card.get("fitted") or {}
    return Calibration.from_card(fitted[CARD], tensors) if fitted.get(CARD) else None
