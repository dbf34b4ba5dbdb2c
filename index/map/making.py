"""Makes a map of what a catalogue holds, and keeps it up with the changes."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from index.arrays import Ids, Vectors
from index.catalogue import Catalogue
from index.map.landmarks import chosen_vectors
from index.map.layout import lay_out
from index.map.placing import place_items
from index.map.records import CollectionMap, Landmarks
from index.map.words import map_words

_NOBODY = np.empty(0, np.int64)


class MapMaker:
    """Makes maps of one catalogue."""

    def __init__(self, catalogue: Catalogue, check: Callable[[], None]) -> None:
        """Takes a catalogue, and what raises an error when nobody wants a map of it any more."""
        self._catalogue = catalogue
        self._check = check

    def renewed(self, known: CollectionMap | None) -> CollectionMap:
        """Returns the map of the present catalogue.

        Args:
            known: A map of what it was before; its places stay, unless it is outgrown.

        Raises:
            StorageFailed: The catalogue cannot be read.
            SpaceMismatch: It was re-embedded with another space.
        """
        if known is None:
            return self._made()
        followed = self._followed(known)
        return self._made() if followed.is_outgrown else followed

    def _made(self) -> CollectionMap:
        sequence = self._catalogue.latest_sequence()
        landmarks = self._landmarks()
        parts = [(ids, place_items(ids, vectors, landmarks)) for ids, vectors in self._pictures()]
        ids = np.concatenate([_NOBODY, *(ids for ids, _ in parts)])
        coordinates = np.concatenate(
            [np.empty((0, 2), np.uint16), *(coordinates for _, coordinates in parts)]
        )
        words = map_words(self._catalogue, landmarks)
        made = CollectionMap(landmarks, ids, coordinates, words, sequence)
        return self._followed(made)  # what has changed meanwhile came in either state

    def _landmarks(self) -> Landmarks:
        vectors, count = chosen_vectors(self._pictures(), self._catalogue.space.dimension)
        places = lay_out(vectors)
        self._check()
        return Landmarks(vectors, places, count)

    def _pictures(self) -> Iterator[tuple[Ids, Vectors]]:
        for batch in self._catalogue.all_vectors("images"):
            self._check()
            yield batch

    def _followed(self, known: CollectionMap) -> CollectionMap:
        """Applies what has changed since a map was made."""
        current = known
        for batch in self._catalogue.changes_since(known.sequence):
            self._check()
            if batch.modality == "images":
                coordinates = place_items(batch.ids, batch.vectors, known.landmarks)
                current = current.merged(batch.removed, batch.ids, coordinates)
            current = replace(current, sequence=batch.sequence)
        if current is known:
            return known
        return replace(current, words=map_words(self._catalogue, known.landmarks))
