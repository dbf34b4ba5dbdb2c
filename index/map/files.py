"""Keeps a map beside the indexes, so that it is worked out once."""

from pathlib import Path

import numpy as np

from index.catalogue import Catalogue
from index.exceptions import BadSnapshot, SnapshotBusy
from index.map.records import CollectionMap, Landmarks, MapWord
from index.snapshots.manifest import Manifest
from index.snapshots.store import Snapshot, SnapshotStore
from index.snapshots.writing import SnapshotWriter
from index.upkeep.journal import Journal

FORM = 1
"""How maps are made; one that was made otherwise is made again."""
_VECTORS, _PLACES = "landmark-vectors.npy", "landmark-places.npy"
_IDS, _COORDINATES = "ids.npy", "coordinates.npy"


class MapFiles:
    """The map of one catalogue in a folder of snapshots.

    Attributes:
        sequence: Number of the last change that is in the kept map; None while none is known.
    """

    def __init__(self, folder: Path, catalogue: Catalogue, journal: Journal) -> None:
        """Takes the folder, which is made when a map is saved, and who is told of problems."""
        self._store = SnapshotStore(folder)
        self._catalogue = catalogue
        self._journal = journal
        self._base: Snapshot | None = None
        self._layout: str | None = None
        self.sequence: int | None = None

    def open_newest(self) -> CollectionMap | None:
        """Returns the newest good map, None if there is none.

        Raises:
            StorageFailed: The catalogue cannot be read.
        """
        for name in self._store.names():
            try:
                snapshot = self._store.checked(name)
                self._check_origin(snapshot.manifest)
                found = _read(snapshot)
            except BadSnapshot as error:
                self._journal.problem(f"the kept map {name} is not used: {error}")
            else:
                self._note(snapshot, found)
                return found
        return None

    def save(self, made: CollectionMap) -> None:
        """Writes a map; where that fails, or another process does it, it is made again later."""
        try:
            with self._store.locked(), self._store.writing(self._base) as writer:
                self._write(writer, made)
                self._note(self._store.commit(writer, self._manifest(writer, made)), made)
        except SnapshotBusy:
            return
        except OSError as error:
            self._journal.problem(f"the map could not be saved: {error.strerror or error}")

    def _note(self, snapshot: Snapshot, kept: CollectionMap) -> None:
        self._base, self._layout, self.sequence = snapshot, kept.layout, kept.sequence

    def _write(self, writer: SnapshotWriter, made: CollectionMap) -> None:
        landmarks = {_VECTORS: made.landmarks.vectors, _PLACES: made.landmarks.places}
        for name, array in landmarks.items():
            if made.layout != self._layout or not writer.take_over(name):
                writer.write_array(name, array)
        writer.write_array(_IDS, made.ids)
        writer.write_array(_COORDINATES, made.coordinates)

    def _manifest(self, writer: SnapshotWriter, made: CollectionMap) -> Manifest:
        words = [[own.word, own.x, own.y, own.fit] for own in made.words]
        said = {"form": FORM, "count": made.landmarks.count, "words": words}
        origin = self._catalogue
        fingerprint = origin.space.fingerprint
        return Manifest(made.sequence, origin.identity, fingerprint, {"map": said}, writer.files)

    def _check_origin(self, manifest: Manifest) -> None:
        if manifest.catalogue != self._catalogue.identity:
            raise BadSnapshot("it was made of another catalogue")
        if manifest.space != self._catalogue.space.fingerprint:
            raise BadSnapshot("it was made with another space")
        if manifest.sequence > self._catalogue.latest_sequence():
            raise BadSnapshot("the catalogue is older: it was restored from a copy")


def _read(snapshot: Snapshot) -> CollectionMap:
    """Opens a map whose bytes were checked.

    Raises:
        BadSnapshot: It was made otherwise, or does not open.
    """
    try:
        said = snapshot.manifest.indexes["map"]
        if said["form"] != FORM:
            raise BadSnapshot("another version of Pixword made it")
        arrays = {
            name: np.load(snapshot.folder / name, allow_pickle=False)
            for name in (_VECTORS, _PLACES, _IDS, _COORDINATES)
        }
        landmarks = Landmarks(arrays[_VECTORS], arrays[_PLACES], said["count"])
        words = tuple(MapWord(*own) for own in said["words"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadSnapshot(f"it does not open: {error}") from error
    sequence = snapshot.manifest.sequence
    return CollectionMap(landmarks, arrays[_IDS], arrays[_COORDINATES], words, sequence)
