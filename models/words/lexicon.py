"""What can be asked of words: neighbours, analogies, similarity."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from models.exceptions import HeadsMismatch, UnknownWords, WordsCancel
from models.words.vectors import WordVectors

_LEAST_LENGTH = 1e-6
"""Of a sum of unit vectors; what is shorter points nowhere but for rounding."""

_SURE = 0.95
"""Trust from which a trained vector is taken as it is."""


class Source(StrEnum):
    """Where the vector of a word is from."""

    VOCABULARY = "vocabulary"
    SPELLING = "spelling"
    BOTH = "both"


class Speller(Protocol):
    """Makes vectors from spellings."""

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same word would get another vector."""
        ...

    @property
    def common(self) -> NDArray[np.float32]:
        """The direction that rare words share, `[d]`."""
        ...

    def worth(self, word: str) -> float:
        """Returns the count at which a trained vector is worth as much as this spelling."""
        ...

    def spell(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Returns unit vectors of any words, `[n, d]`."""
        ...


class WordTerm(NamedTuple):
    """So much of a word; negative where it is subtracted."""

    weight: float
    word: str


class Neighbour(NamedTuple):
    """A word, and its cosine with what was asked for."""

    word: str
    score: float


@dataclass(frozen=True)
class KnownWords:
    """Words with what is known of each.

    Attributes:
        words: As they were asked for.
        vectors: Unit vectors, float32 `[n, d]`.
        rows: Their rows in the vocabulary; None for one that is not there.
        sources: Where the vector of each is from.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    rows: Sequence[int | None]
    sources: Sequence[Source]


@dataclass(frozen=True)
class Neighbourhood:
    """An answer.

    Attributes:
        neighbours: The nearest words, nearest first.
        asked: The words of the question.
    """

    neighbours: list[Neighbour]
    asked: KnownWords


class Lexicon:
    """Word vectors, and a vector for every other word if there is something that spells.

    Words that a text had seldom have poor vectors. Where it is known how often each was seen, those
    of rare words lean on their spelling: the trained vector has the weight c/(c + κ), where κ says
    how much the spelling of the word is worth.

    Attributes:
        vectors: Of the words of the vocabulary.
        speller: Makes vectors of the others, or None.
    """

    def __init__(self, vectors: WordVectors, speller: Speller | None = None) -> None:
        """Puts both together.

        Raises:
            HeadsMismatch: They have vectors of different lengths.
        """
        if speller is not None and speller.dimension != vectors.dimension:
            raise HeadsMismatch(
                f"the speller makes vectors of length {speller.dimension}, and those of "
                f"{vectors.name} have {vectors.dimension}"
            )
        self.vectors = vectors
        self.speller = speller

    def look_up(self, words: Sequence[str]) -> KnownWords:
        """Finds the vectors of words.

        Raises:
            UnknownWords: Some are not in the vocabulary, and nothing spells; all of them are named.
        """
        rows = [self.vectors.row(word) for word in words]
        trusts = [self._trust(word, row) for word, row in zip(words, rows, strict=True)]
        vectors = np.zeros((len(words), self.vectors.dimension), dtype=np.float32)
        known = [place for place, row in enumerate(rows) if row is not None]
        vectors[known] = self.vectors.unit([row for row in rows if row is not None])
        leaning = [place for place, trust in enumerate(trusts) if trust < 1]
        if leaning:
            share = np.array([[trusts[place]] for place in leaning], dtype=np.float32)
            spelt = self._spell([words[place] for place in leaning])
            vectors[leaning] = _unit(share * vectors[leaning] + (1 - share) * spelt)
        return KnownWords(words, vectors, rows, [_source(trust) for trust in trusts])

    def _trust(self, word: str, row: int | None) -> float:
        """Returns the weight of a trained vector beside what the spelling says, from 0 to 1."""
        if row is None:
            return 0.0
        if self.speller is None or self.vectors.counts is None:
            return 1.0
        count = float(self.vectors.counts[row])
        trust = count / max(1.0, count + self.speller.worth(word))
        return trust if trust < _SURE else 1.0

    def _spell(self, words: Sequence[str]) -> NDArray[np.float32]:
        if self.speller is None:
            raise UnknownWords(words, self.vectors.name)
        return self.speller.spell(words)

    def neighbours(
        self, terms: Sequence[WordTerm], k: int, most_frequent: int | None = None
    ) -> Neighbourhood:
        """Finds the words nearest to a sum, as gensim's `most_similar` does.

        The unit vectors of the words are averaged with their weights; words are ranked by their
        cosine with that, and those of the question are left out. *king - man + woman* is the
        analogy of Mikolov, Yih and Zweig 2013 (*3CosAdd* in Levy and Goldberg 2014).

        Args:
            terms: Words with weights.
            k: How many neighbours.
            most_frequent: Look among so many words alone, the first ones of the vocabulary.

        Raises:
            UnknownWords: Some words have no vector.
            WordsCancel: The sum is zero.
        """
        asked = self.look_up([term.word for term in terms])
        weights = np.array([term.weight for term in terms], dtype=np.float32)
        total = weights @ self._distinct(asked)
        length = float(np.linalg.norm(total))
        if length <= _LEAST_LENGTH * float(np.abs(weights).sum()):
            raise WordsCancel
        scores = self.vectors.cosines((total / length)[None], most_frequent)[0]
        left_out = [row for row in asked.rows if row is not None and row < len(scores)]
        scores[left_out] = -np.inf
        return Neighbourhood(self._best(scores, min(k, len(scores) - len(set(left_out)))), asked)

    def _distinct(self, asked: KnownWords) -> NDArray[np.float32]:
        """Takes the direction that rare words share out of what is known by its spelling alone.

        Half of the length of such a vector may lie there, and all rare words would be its
        neighbours: those of *unfriendliness* began with *unfitness, flinching*, and begin with
        *friendliness, forbearance* without it.
        """
        spelt = [place for place, s in enumerate(asked.sources) if s is Source.SPELLING]
        if self.speller is None or not spelt:
            return asked.vectors
        vectors = asked.vectors.copy()
        common = self.speller.common
        vectors[spelt] = _unit(vectors[spelt] - np.outer(vectors[spelt] @ common, common))
        return vectors

    def _best(self, scores: NDArray[np.float32], k: int) -> list[Neighbour]:
        nearest = np.argpartition(-scores, max(0, k - 1))[:k]
        ordered = nearest[np.lexsort((nearest, -scores[nearest]))]
        return [Neighbour(self.vectors.words[row], float(scores[row])) for row in ordered]

    def similarity(self, first: str, second: str) -> tuple[float, KnownWords]:
        """Returns the cosine of two words, and what is known of them.

        Raises:
            UnknownWords: One or both have no vector.
        """
        known = self.look_up([first, second])
        return float(np.clip(known.vectors[0] @ known.vectors[1], -1.0, 1.0)), known


def _source(trust: float) -> Source:
    if trust == 0:
        return Source.SPELLING
    return Source.VOCABULARY if trust == 1 else Source.BOTH


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: NDArray[np.float32] = vectors / np.maximum(lengths, _LEAST_LENGTH)
    return units
