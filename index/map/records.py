"""What a map consists of."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Vectors

SIDE = 65_535
"""The largest coordinate; 0 is left, and at the top."""
NAME_CHARACTERS = 16

Places = NDArray[np.float32]  # [n, 2], x and y from 0 to 1
Coordinates = NDArray[np.uint16]  # [n, 2], x and y from 0 to SIDE


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Vectors whose places were worked out together; everything else is placed by them.

    Attributes:
        vectors: No two of them are equal `[m, d]`.
        places: Theirs `[m, 2]`.
        count: How many pictures the collection had when they were chosen.
    """

    vectors: Vectors
    places: Places
    count: int

    @cached_property
    def name(self) -> str:
        """Tells whether a place means the same on two maps."""
        digest = hashlib.sha256(self.vectors.astype("<f4").tobytes())
        digest.update(self.places.astype("<f4").tobytes())
        return digest.hexdigest()[:NAME_CHARACTERS]


@dataclass(frozen=True)
class MapWord:
    """A word of the vocabulary, where the pictures that it fits best lie.

    Attributes:
        word: How it is spelled.
        x: Its place, from 0 to `SIDE`.
        y: Likewise.
        fit: Its largest cosine with a landmark.
    """

    word: str
    x: int
    y: int
    fit: float


@dataclass(frozen=True, eq=False)
class CollectionMap:
    """The pictures of a collection in the plane.

    Attributes:
        landmarks: What everything was placed by.
        ids: Numbers of the items with a picture, rising `[n]`.
        coordinates: Where they are `[n, 2]`.
        words: Some of the vocabulary, those that fit best first.
        sequence: Number of the last change of the catalogue that is in it.
    """

    landmarks: Landmarks
    ids: Ids
    coordinates: Coordinates
    words: tuple[MapWord, ...]
    sequence: int

    @property
    def layout(self) -> str:
        """Changes when places of the same pictures do: an area is drawn on one layout."""
        return self.landmarks.name

    @property
    def is_outgrown(self) -> bool:
        """Whether the collection has doubled or halved since the landmarks were chosen."""
        then, now = self.landmarks.count, len(self.ids)
        return now != then and (now >= 2 * then or 2 * now <= then)

    @cached_property
    def version(self) -> str:
        """Changes when anything on it does."""
        digest = hashlib.sha256(self.layout.encode())
        digest.update(self.ids.astype("<i8").tobytes())
        digest.update(self.coordinates.astype("<u2").tobytes())
        digest.update(repr(self.words).encode())
        return digest.hexdigest()[:NAME_CHARACTERS]

    def merged(self, gone: Ids, ids: Ids, coordinates: Coordinates) -> "CollectionMap":
        """Returns it without some pictures and with others; words and sequence stay.

        Args:
            gone: Pictures that are not there any more.
            ids: New pictures, or such whose place is another now `[n]`.
            coordinates: Their places `[n, 2]`.
        """
        stays = ~np.isin(self.ids, np.concatenate([gone, ids]))
        together = np.concatenate([self.ids[stays], ids])
        places = np.concatenate([self.coordinates[stays], coordinates])
        order = np.argsort(together)
        return CollectionMap(
            self.landmarks, together[order], places[order], self.words, self.sequence
        )
