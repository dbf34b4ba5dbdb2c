"""The words of a text that get a vector."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.exceptions import NothingToLearn

Progress = Callable[[int], None]
"""Told how many more words have been read."""

Corpus = Iterable[Sequence[str]]
"""Lines of words, which can be gone through again and again."""

MOST_COUNTED = 10_000_000
"""Different words that are counted at a time; about a gigabyte."""


@dataclass(frozen=True)
class Vocabulary:
    """Words and how often they were seen, the most frequent first.

    Attributes:
        words: The words.
        counts: How often each was seen, int64 `[n]`.
    """

    words: list[str]
    counts: NDArray[np.int64]

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @property
    def tokens(self) -> int:
        """How many words of the text are in the vocabulary."""
        return int(self.counts.sum())


def count_words(
    corpus: Corpus,
    min_count: int,
    most_words: int,
    progress: Progress,
    most_counted: int = MOST_COUNTED,
) -> Vocabulary:
    """Counts the words of a text in bounded memory.

    Where more different words turn up than can be counted, the rarest so far are forgotten, as the
    word2vec program does: a word that comes seldom and late may then be counted too low.

    Args:
        corpus: Lines of words.
        min_count: Words that are seen less often are left out.
        most_words: How many are kept at most.
        progress: Told how many words were read.
        most_counted: How many different words are counted at a time.

    Raises:
        NothingToLearn: Fewer than two words are left.
    """
    counter: Counter[str] = Counter()
    rarest = 1
    for line in corpus:
        counter.update(line)
        progress(len(line))
        if len(counter) > most_counted:
            counter = Counter({word: count for word, count in counter.items() if count > rarest})
            rarest += 1
    return _choose(counter, min_count, most_words)


def _choose(counter: Counter[str], min_count: int, most_words: int) -> Vocabulary:
    frequent = [(word, count) for word, count in counter.items() if count >= min_count]
    frequent.sort(key=lambda pair: (-pair[1], pair[0]))
    kept = frequent[:most_words]
    if len(kept) < 2:  # noqa: PLR2004 - a word needs another one to be told from
        seen = f"{len(counter):,} different words" if counter else "no words"
        raise NothingToLearn(
            f"there is too little text: {seen}, of which {len(kept)} are seen {min_count} times "
            "or more; lower the least count, or give more text"
        )
    return Vocabulary([word for word, _ in kept], np.array([count for _, count in kept]))
