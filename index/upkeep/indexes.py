"""The two vector indexes of a collection, opened from a snapshot and kept up with the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, get_args

from index.catalogue.catalogue import Catalogue
from index.catalogue.records import Modality
from index.exceptions import BadSnapshot
from index.snapshots.manifest import Manifest
from index.snapshots.store import Snapshot, SnapshotStore
from index.upkeep.journal import Journal
from index.vectors import Change, Frozen, IndexKind, VectorIndex, make_index, open_index

MODALITIES: tuple[Modality, ...] = get_args(Modality)

# Changes are replayed into memory, 2 KB each at 512 dimensions; building anew is not.
MOST_REPLAYED = 200_000


@dataclass(frozen=True)
class FrozenIndexes:
    """Both indexes as they are at one change of the catalogue.

    Attributes:
        sequence: Number of the change.
        frozen: Their states by modality.
    """

    sequence: int
    frozen: Mapping[Modality, Frozen]

    @property
    def due(self) -> list[str]:
        """What is due to be written anew."""
        return [f"{name}: {frozen.aim}" for name, frozen in self.frozen.items() if frozen.aim]


class Indexes:
    """Vector indexes by modality, which hold what the catalogue holds.

    Attributes:
        journal: What happened to them.
        base: The snapshot that they continue; None when they were filled otherwise.
    """

    def __init__(self, catalogue: Catalogue, kind: IndexKind, journal: Journal) -> None:
        """Makes empty indexes; `refresh` fills them."""
        self._catalogue = catalogue
        self._kind = kind
        self._refreshing = Lock()
        self._current = self._empty()
        self._sequence = 0
        self.journal = journal
        self.base: Snapshot | None = None

    def __getitem__(self, modality: Modality) -> VectorIndex:
        """Returns the index of a modality as it is now."""
        return self._current[modality]

    @property
    def sequence(self) -> int:
        """Number of the last change of the catalogue that they know."""
        return self._sequence

    def refresh(self) -> bool:
        """Applies what changed in the catalogue; one small statement when nothing did.

        Returns:
            Whether something had changed.

        Raises:
            StorageFailed: The catalogue cannot be read.
            SpaceMismatch: It was re-embedded with another space.
        """
        if self._catalogue.latest_sequence() == self._sequence:
            return False
        with self._refreshing:
            self._sequence = self._replay(self._current, self._sequence)
        return True

    def open_newest(self, store: SnapshotStore) -> bool:
        """Opens the newest good snapshot in the place of what there was; False if there is none.

        Raises:
            StorageFailed: The catalogue cannot be read.
        """
        for name in store.names():
            try:
                self._open(store.checked(name))
            except BadSnapshot as error:
                self.journal.problem(f"the index snapshot {name} is not used: {error}")
            else:
                return True
        return False

    def replace(self, indexes: Mapping[Modality, VectorIndex], sequence: int) -> None:
        """Puts indexes that hold a state of the catalogue in the place of the old ones."""
        with self._refreshing:
            caught_up = self._replay(indexes, sequence)
            self._current, self._sequence = indexes, caught_up

    def freeze(self, *, compact: bool = False) -> FrozenIndexes:
        """Returns their present state; see `VectorIndex.freeze`."""
        with self._refreshing:
            frozen = {name: index.freeze(compact=compact) for name, index in self._current.items()}
            return FrozenIndexes(self._sequence, frozen)

    def describe(self) -> dict[str, Any]:
        """Returns sizes, kind and snapshot for a person."""
        return {
            "kind": self._kind,
            "sequence": self._sequence,
            "snapshot": self.base.folder.name if self.base else None,
            "snapshot_sequence": self.base.manifest.sequence if self.base else None,
            **{name: index.describe() for name, index in self._current.items()},
        }

    def _empty(self) -> Mapping[Modality, VectorIndex]:
        dimension = self._catalogue.space.dimension
        return {name: make_index(self._kind, dimension) for name in MODALITIES}

    def _replay(self, indexes: Mapping[Modality, VectorIndex], sequence: int) -> int:
        """Applies all changes after a number at once, and returns the number of the last one."""
        changes: dict[Modality, list[Change]] = {name: [] for name in MODALITIES}
        for batch in self._catalogue.changes_since(sequence):
            changes[batch.modality].append(Change(batch.removed, batch.ids, batch.vectors))
            sequence = batch.sequence
        for name, index in indexes.items():
            index.apply(changes[name])
        return sequence

    def _open(self, snapshot: Snapshot) -> None:
        """Opens a snapshot whose bytes were checked.

        Raises:
            BadSnapshot: It belongs to another catalogue, space or kind, or does not open.
        """
        self._check_origin(snapshot.manifest)
        descriptions = snapshot.manifest.indexes
        dimension = self._catalogue.space.dimension
        try:
            opened = {
                name: open_index(self._kind, snapshot.folder, dimension, descriptions[name])
                for name in MODALITIES
            }
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise BadSnapshot(str(error)) from error
        self.replace(opened, snapshot.manifest.sequence)
        self.base = snapshot

    def _check_origin(self, manifest: Manifest) -> None:
        catalogue = self._catalogue
        if manifest.catalogue != catalogue.identity:
            raise BadSnapshot("it was made of another catalogue")
        if manifest.space != catalogue.space.fingerprint:
            raise BadSnapshot("it was made with another space")
        behind = catalogue.latest_sequence() - manifest.sequence
        if behind < 0:
            raise BadSnapshot("the catalogue is older: it was restored from a copy")
        if behind > max(MOST_REPLAYED, manifest.sequence):
            raise BadSnapshot(f"{behind:,} changes came since: building anew is faster")
