"""Chooses the words that a map shows, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows, Scores, Vectors
from index.catalogue import Catalogue
from index.folding import fold
from index.map.placing import WORD_TEMPERATURE, coordinates_of, place
from index.map.records import Landmarks, MapWord, Places

MOST_WORDS = 200
ALIKE = 0.8
"""Cosine from which two words say the same."""
ALIKE_APART = 0.1
"""How far from each other words that say the same are still both shown."""
APART = 0.01
"""How far from each other any two words are."""


def map_words(catalogue: Catalogue, landmarks: Landmarks) -> tuple[MapWord, ...]:
    """Chooses words of the vocabulary, those that fit best first.

    They are the tags of the collection, and the best word of each landmark. Where two lie at one
    place, or near and say nearly the same, the one that fits better stands for both.
    """
    words, vectors = catalogue.word_vectors()
    if not words or not len(landmarks.vectors):
        return ()
    tags = {fold(tag.tag) for tag in catalogue.tag_counts()}
    candidates = _best_of_landmarks(vectors, landmarks)
    candidates |= {row for row, word in enumerate(words) if fold(word.text) in tags}
    rows = np.array(sorted(candidates), np.int64)
    chosen = _Choice.of(vectors[rows], landmarks)
    spellings = [words[row].text for row in rows.tolist()]
    return tuple(_described(spellings, chosen, row) for row in chosen.rows())


def _best_of_landmarks(words: Vectors, landmarks: Landmarks) -> set[int]:
    _, rows = faiss.knn(landmarks.vectors, words, 1, metric=faiss.METRIC_INNER_PRODUCT)
    return set(rows[:, 0].tolist())


@dataclass(frozen=True, eq=False)
class _Choice:
    """Words that may be shown.

    Attributes:
        vectors: Theirs `[n, d]`.
        places: Where they would be `[n, 2]`.
        fits: How well they fit there `[n]`.
    """

    vectors: Vectors
    places: Places
    fits: Scores

    @classmethod
    def of(cls, vectors: Vectors, landmarks: Landmarks) -> "_Choice":
        best, _ = faiss.knn(vectors, landmarks.vectors, 1, metric=faiss.METRIC_INNER_PRODUCT)
        return cls(
            vectors, place(vectors, landmarks, WORD_TEMPERATURE), best[:, 0].astype(np.float64)
        )

    def rows(self) -> list[int]:
        """Returns those that are shown, the best first."""
        kept: list[int] = []
        for row in np.argsort(-self.fits, kind="stable").tolist():
            if len(kept) == MOST_WORDS:
                break
            if not self._is_told(row, np.array(kept, np.int64)):
                kept.append(row)
        return kept

    def _is_told(self, row: int, kept: Rows) -> bool:
        """Says whether one of some words stands for another one already."""
        distances = np.linalg.norm(self.places[kept] - self.places[row], axis=1)  # [k]
        cosines = self.vectors[kept] @ self.vectors[row]  # [k]
        told: NDArray[np.bool_] = (distances < APART) | (
            (distances < ALIKE_APART) & (cosines >= ALIKE)
        )
        return bool(told.any())


def _described(spellings: Sequence[str], choice: _Choice, row: int) -> MapWord:
    x, y = coordinates_of(choice.places[row]).tolist()
    return MapWord(spellings[row], x, y, round(float(choice.fits[row]), 4))
