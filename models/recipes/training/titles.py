"""Classes of dishes, out of the titles of recipes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.words.tokenising import split_words

BACKGROUND = -100
"""Class of a recipe whose title says none; it has no weight, and cross-entropy passes over it."""

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class DishClasses:
    """What dishes are called.

    Salvador et al. 2017 (section 4.2) take the most frequent bigrams of titles, and food words;
    here the most frequent words take the place of the latter, so that no list is needed.

    Attributes:
        phrases: Pairs of words and then words, the most frequent of either first.
    """

    phrases: tuple[Phrase, ...]

    @classmethod
    def of_titles(cls, titles: Sequence[str], least: int) -> "DishClasses":
        """Finds pairs of words and words that at least so many titles say."""
        words = [_words(title) for title in titles]
        pairs = Counter(pair for own in words for pair in set(_pairs(own)))
        singles: Counter[Phrase] = Counter(
            (word,) for own in words for word in set(own) if word not in _common()
        )
        return cls((*_frequent(pairs, least), *_frequent(singles, least)))

    @classmethod
    def from_names(cls, names: Sequence[str]) -> "DishClasses":
        """Reads the phrases as a card has them, their words parted by spaces."""
        return cls(tuple(tuple(name.split(" ")) for name in names))

    @property
    def names(self) -> list[str]:
        """The phrases for a card."""
        return [" ".join(phrase) for phrase in self.phrases]

    def of(self, titles: Iterable[str]) -> NDArray[np.int64]:
        """Returns the class of each title, or `BACKGROUND`: int64 `[n]`.

        The most frequent pair that it says, or else its last word: *Lemon Chicken Soup* is a soup.
        """
        numbers = {phrase: number for number, phrase in enumerate(self.phrases)}
        return np.array([_class_of(_words(title), numbers) for title in titles], dtype=np.int64)


def _class_of(words: Sequence[str], numbers: dict[Phrase, int]) -> int:
    pairs = [numbers[pair] for pair in _pairs(words) if pair in numbers]
    if pairs:
        return min(pairs)
    singles = [numbers[(word,)] for word in words if (word,) in numbers]
    return singles[-1] if singles else BACKGROUND


def _frequent(counts: Counter[Phrase], least: int) -> list[Phrase]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [phrase for phrase, count in ordered if count >= least]


def _words(title: str) -> list[str]:
    return split_words(title.casefold())


def _pairs(words: Sequence[str]) -> Iterable[Phrase]:
    return (pair for pair in pairwise(words) if not _common() & set(pair))


@cache
def _common() -> frozenset[str]:
    """Returns words of titles that tell nothing of a dish."""
    text = files(__package__).joinpath("common_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
