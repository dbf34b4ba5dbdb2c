"""Words as numbers of their characters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

PADDING, UNKNOWN, START, END = range(4)
_FIRST = 4
LONGEST_WORD = 40
"""Characters of a word that are read; of a longer one, its beginning and its end."""
_RAREST = 5


@dataclass(frozen=True)
class Alphabet:
    """The characters that are told apart.

    Attributes:
        characters: One string; its first character has the number 4.
    """

    characters: str

    @classmethod
    def of(cls, words: Sequence[str]) -> "Alphabet":
        """Returns the characters that at least five words have."""
        counter = Counter(character for word in words for character in set(word))
        return cls("".join(sorted(c for c, count in counter.items() if count >= _RAREST)))

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return _FIRST + len(self.characters)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {character: _FIRST + place for place, character in enumerate(self.characters)}

    def encode(self, words: Sequence[str], shortest: int) -> NDArray[np.int64]:
        """Writes words as numbers, int64 `[n, t]`, with marks for start and end.

        Args:
            words: Any strings.
            shortest: Numbers of a row at least: the widest filter must fit in.
        """
        rows = [self._encode(word) for word in words]
        width = max([shortest, *map(len, rows)])
        return np.array([row + [PADDING] * (width - len(row)) for row in rows], dtype=np.int64)

    def _encode(self, word: str) -> list[int]:
        read = (self._numbers.get(character, UNKNOWN) for character in read_part(word))
        return [START, *read, END]


def read_part(word: str) -> str:
    """Returns what is read of a word: all of it, or its two ends if it is very long."""
    half = LONGEST_WORD // 2
    return word if len(word) <= LONGEST_WORD else word[:half] + word[-half:]
