"""How often describers say a word, whatever the picture shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.tagging.saying import fold_phrase

_SEPARATOR = "\n"
_USUAL = 5  # pictures that say a word before it counts among those an unknown word is like
_ONE_CAPTION = 0.5  # nothing is impossible: half a picture is added to every count

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WordPriors:
    """Logarithms of the shares of pictures whose captions say a word.

    A describer says man of every third picture and zebra of none, though zebras are as easy to
    tell. A word that training captions never say is taken as a middling one of those they do: what
    a user adds to the vocabulary is meant to be found.

    Attributes:
        known: Logarithm by folded word.
        unknown: What stands for every other word.
    """

    known: Mapping[str, float]
    unknown: float

    @classmethod
    def of(cls, words: Sequence[str], sayings: NDArray[np.integer]) -> "WordPriors":
        """Counts.

        Args:
            words: The vocabulary, `w` words.
            sayings: How many captions of each training picture say each word, `[n, w]`.
        """
        pictures = (sayings > 0).sum(axis=0)  # [w]
        shares = np.log((pictures + _ONE_CAPTION) / (len(sayings) + 2 * _ONE_CAPTION))
        usual = shares[pictures >= _USUAL]
        known = {
            fold_phrase(words[column]): round(float(shares[column]), 4)
            for column in np.flatnonzero(pictures).tolist()
        }
        unknown = float(np.median(usual)) if len(usual) else float(shares.min(initial=0.0))
        return cls(known, unknown)

    def of_words(self, words: Sequence[str]) -> Floats:
        """Returns the logarithm of each word's share, `[w]`."""
        return np.array([self.known.get(fold_phrase(word), self.unknown) for word in words])

    def tensors(self) -> dict[str, Vectors]:
        """Returns the known words as their letters' codes in UTF-8, and their logarithms."""
        letters = _SEPARATOR.join(self.known).encode()
        return {
            "letters": np.frombuffer(letters, dtype=np.uint8).astype(np.float32),
            "shares": np.array(list(self.known.values()), dtype=np.float32),
        }

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Vectors], unknown: float) -> "WordPriors":
        """Reads what `tensors` returned.

        Raises:
            KeyError: Something is missing.
            ValueError: Words and numbers do not fit.
        """
        letters = tensors["letters"].astype(np.uint8).tobytes().decode()
        words = letters.split(_SEPARATOR) if letters else []
        shares = tensors["shares"].astype(np.float64).round(4).tolist()
        return cls(dict(zip(words, shares, strict=True)), unknown)
