"""An index that is written anew behind every change, so that its vectors lie in segments."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path

from numpy.typing import ArrayLike

from index.snapshots.manifest import Manifest
from index.snapshots.store import Snapshot, SnapshotStore
from index.vectors import Change, Policy, SegmentedIndex, VectorIndex


def saved(index: VectorIndex, store: SnapshotStore, base: Snapshot | None) -> Snapshot:
    """Writes what is due and a snapshot of it all, as upkeep does."""
    frozen = index.freeze()
    with store.locked(), store.writing(base) as writer:
        description = frozen.write(writer, "x", lambda _done, _total: None)
        snapshot = store.commit(writer, Manifest(1, "c", "s", {"x": description}, writer.files))
    frozen.install()
    return snapshot


class AlwaysTidied(SegmentedIndex):
    """A `SegmentedIndex` that has codes as soon as it can have them."""

    def __init__(self, dimension: int) -> None:
        super().__init__(dimension, Policy("ivf", flush_at=1))
        folder = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, folder)
        self._store = SnapshotStore(folder)
        self._base: Snapshot | None = None

    def apply(self, changes: Iterable[Change]) -> None:
        super().apply(changes)
        self._tidy()

    def remove(self, ids: ArrayLike) -> None:
        super().remove(ids)
        self._tidy()

    def _tidy(self) -> None:
        if self.freeze().aim:
            self._base = saved(self, self._store, self._base)
