"""Opens the indexes, writes snapshots of them when it is time, and keeps them in good order."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.catalogue.catalogue import Catalogue
from index.catalogue.records import Modality
from index.exceptions import SnapshotBusy, SnapshotFailed, SnapshotInterrupted
from index.snapshots.manifest import Manifest
from index.snapshots.store import SnapshotStore
from index.snapshots.writing import SnapshotWriter
from index.upkeep.filling import fill
from index.upkeep.indexes import MODALITIES, Indexes
from index.upkeep.journal import Journal
from index.vectors import IndexKind, VectorIndex
from index.vectors.protocol import Progress

# Reading so many changes at the start takes 0.1 s; a larger index may have more of them unsaved.
UNSAVED = 1000
UNSAVED_SHARE = 0.1
BUSY_WAIT_S = 0.2
PATIENCE_S = 600.0  # ten million vectors take a quarter of an hour, and are worth waiting for


class Upkeep:
    """Keeps the indexes of one catalogue, and their snapshots in one folder.

    Attributes:
        catalogue: What the indexes follow.
        indexes: The indexes by modality.
        journal: What happened to them.
    """

    def __init__(self, catalogue: Catalogue, kind: IndexKind, folder: Path | None) -> None:
        """Takes a catalogue, a kind of index, and where snapshots lie; None keeps none."""
        self.catalogue = catalogue
        self._kind = kind
        self._store = SnapshotStore(folder) if folder else None
        self.journal = Journal()
        self.indexes = Indexes(catalogue, kind, self.journal)

    def open(self) -> None:
        """Opens the newest good snapshot, or fills the indexes from the catalogue.

        Raises:
            StorageFailed: The catalogue cannot be read.
        """
        if self._store is None:
            self.indexes.refresh()
        elif not self.indexes.open_newest(self._store):
            self._fill_or_wait(self._store)

    def tidy(
        self,
        *,
        force: bool = False,
        compact: bool = False,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Writes a snapshot if it is time for one, with all that is due to be written anew.

        Args:
            force: Write one even if little has changed.
            compact: Drop removed rows and join parts, even if there are few.
            interrupted: Asked now and then whether to stop without a result.

        Returns:
            Whether anything was done.

        Raises:
            SnapshotBusy: Another process writes one.
            SnapshotInterrupted: `interrupted` said so.
            SnapshotFailed: It could not be written; everything is as it was.
            StorageFailed: The catalogue cannot be read.
        """
        store = self._store
        if store is None or not (force or self._is_time()):
            return False
        try:
            with store.locked():
                self._adopt(store)
                if force or self._is_time():
                    with store.writing(self.indexes.base) as writer:
                        progress = self._progress_unless(interrupted)
                        self._write(store, writer, progress, compact=compact)
        except OSError as error:
            raise SnapshotFailed(f"the index could not be saved: {_reason(error)}") from error
        return True

    def rebuild(self) -> None:
        """Fills the indexes from the catalogue and writes a snapshot of them.

        Raises:
            SnapshotBusy: Another process writes one.
            SnapshotFailed: It could not be written; everything is as it was.
            StorageFailed: The catalogue cannot be read.
        """
        try:
            if self._store is None:
                self._fill(None)
            else:
                with self._store.locked(), self._store.writing(None) as writer:
                    self._fill(writer)
                    self._write(self._store, writer, self.journal.progress)
        except OSError as error:
            raise SnapshotFailed(f"the index could not be built: {_reason(error)}") from error

    def describe(self) -> dict[str, Any]:
        """Returns all there is to know about indexes and snapshots."""
        return {**self.indexes.describe(), **self.journal.describe()}

    def _is_time(self) -> bool:
        frozen, base = self.indexes.freeze(), self.indexes.base
        unsaved = frozen.sequence - (base.manifest.sequence if base else 0)
        count = sum(len(self.indexes[name]) for name in MODALITIES)
        return bool(frozen.due) or unsaved >= max(UNSAVED, UNSAVED_SHARE * count)

    def _adopt(self, store: SnapshotStore) -> None:
        """Opens what another process wrote meanwhile: the snapshot before may be gone."""
        names, base = store.names(), self.indexes.base
        if names and (base is None or base.folder.name != names[0]):
            self.indexes.open_newest(store)

    def _progress_unless(self, interrupted: Callable[[], bool]) -> Progress:
        def progress(done: int, total: int) -> None:
            if interrupted():
                raise SnapshotInterrupted("the index was not saved: it was interrupted")
            self.journal.progress(done, total)

        return progress

    def _write(
        self,
        store: SnapshotStore,
        writer: SnapshotWriter,
        progress: Progress,
        *,
        compact: bool = False,
    ) -> None:
        frozen = self.indexes.freeze(compact=compact)
        with self.journal.doing(", ".join(frozen.due) or "saving"):
            descriptions: dict[str, Any] = {
                name: index.write(writer, name, progress) for name, index in frozen.frozen.items()
            }
            self.indexes.base = store.commit(
                writer,
                Manifest(
                    sequence=frozen.sequence,
                    catalogue=self.catalogue.identity,
                    space=self.catalogue.space.fingerprint,
                    indexes=descriptions,
                    files=writer.files,
                ),
            )
        for index in frozen.frozen.values():
            index.install()

    def _fill_or_wait(self, store: SnapshotStore) -> None:
        """Fills the indexes, unless another process does; then its snapshot is waited for."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._fill_and_save()
            except SnapshotBusy:
                time.sleep(BUSY_WAIT_S)
            if time.monotonic() > deadline:
                return self._fill(None)
            if store.names() and self.indexes.open_newest(store):
                return None

    def _fill_and_save(self) -> None:
        try:
            self.rebuild()
        except SnapshotFailed as error:
            self.journal.problem(f"{error}; it is kept in memory")
            self._fill(None)

    def _fill(self, writer: SnapshotWriter | None) -> None:
        sequence = self.catalogue.latest_sequence()
        filled: dict[Modality, VectorIndex] = {}
        for name in MODALITIES:
            with self.journal.doing(f"{name}: building"):
                filled[name] = fill(self.catalogue, name, self._kind, writer, self.journal.progress)
        self.indexes.replace(filled, sequence)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
