"""Lets everything through once: texts that are spelled alike, pictures that look alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.catalogue.catalogue import Catalogue
from index.catalogue.records import TextEntry
from index.vectors import Ranked
from index.vectors.protocol import VectorReader


class Everything:
    """Lets every entry through."""

    def __call__(self, ranked: Ranked) -> NDArray[np.bool_]:
        """Returns a mask `[n]` of all entries."""
        return np.ones(len(ranked.ids), dtype=bool)


class EveryText:
    """Lets every text through that is still there, also those that are spelled alike.

    Attributes:
        entries: The captions and words of the last ranking, by number.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Takes the catalogue that has the texts."""
        self._catalogue = catalogue
        self.entries: dict[int, TextEntry] = {}

    def __call__(self, ranked: Ranked) -> NDArray[np.bool_]:
        """Returns a mask `[n]` of the texts that are still there."""
        self.entries = self._catalogue.texts(ranked.ids.tolist())
        return np.array([text_id in self.entries for text_id in ranked.ids.tolist()], dtype=bool)


class DistinctTexts:
    """Lets every text through once, however many captions and words spell it.

    Attributes:
        entries: The captions and words of the last ranking, by number.
    """

    def __init__(self, catalogue: Catalogue, shown: Sequence[int]) -> None:
        """Takes the catalogue that has the texts, and those of them that were shown before."""
        self._catalogue = catalogue
        self._shown = {text.folded for text in catalogue.texts(shown).values()} if shown else set()
        self.entries: dict[int, TextEntry] = {}

    def __call__(self, ranked: Ranked) -> NDArray[np.bool_]:
        """Returns a mask `[n]`: texts that are still there and not the same as a better one."""
        self.entries = self._catalogue.texts(ranked.ids.tolist())
        seen = set(self._shown)
        mask = np.zeros(len(ranked.ids), dtype=bool)
        for place, text_id in enumerate(ranked.ids.tolist()):
            text = self.entries.get(text_id)
            if text is not None and text.folded not in seen:
                mask[place] = True
                seen.add(text.folded)
        return mask


class DistinctPictures:
    """Lets every picture through once, however many near-duplicates it has.

    A picture is a near-duplicate of the best one before it whose cosine with it reaches the
    threshold.

    Attributes:
        same: For every picture that was let through, its near-duplicates.
    """

    def __init__(self, reader: VectorReader, threshold: float, shown: Sequence[int]) -> None:
        """Takes where the vectors are, a cosine, and the pictures that were shown before."""
        self._reader = reader
        self._threshold = threshold
        self._shown = shown
        self.same: dict[int, list[int]] = {}

    def __call__(self, ranked: Ranked) -> NDArray[np.bool_]:
        """Returns a mask `[n]`: pictures that are not near-duplicates of a better one."""
        self.same = {}
        vectors = self._reader.vectors_of(ranked.ids)
        kept = _Chosen(vectors.shape[1], self._threshold)
        shown = np.array(self._shown, dtype=np.int64)
        shown = shown[self._reader.contains(shown)]  # some may have been removed since
        for picture_id, vector in zip(shown, self._reader.vectors_of(shown), strict=True):
            kept.add(int(picture_id), vector)
        mask = np.zeros(len(ranked.ids), dtype=bool)
        for place, picture_id in enumerate(ranked.ids.tolist()):
            first = kept.like(vectors[place])
            if first is None:
                kept.add(picture_id, vectors[place])
                mask[place] = True
            elif first != picture_id:
                self.same.setdefault(first, []).append(picture_id)
        return mask


class _Chosen:
    """Pictures that were let through, in their order."""

    def __init__(self, dimension: int, threshold: float) -> None:
        self._threshold = threshold
        self._ids: list[int] = []
        self._vectors = np.empty((64, dimension), np.float32)

    def add(self, picture_id: int, vector: NDArray[np.float32]) -> None:
        if len(self._ids) == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
        self._vectors[len(self._ids)] = vector
        self._ids.append(picture_id)

    def like(self, vector: NDArray[np.float32]) -> int | None:
        near = np.flatnonzero(self._vectors[: len(self._ids)] @ vector >= self._threshold)
        return self._ids[near[0]] if len(near) else None
