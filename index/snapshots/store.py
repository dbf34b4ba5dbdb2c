"""The folder of snapshots: the newest good one, one writer at a time, and no litter."""

import fcntl
import itertools
import logging
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.exceptions import BadSnapshot, SnapshotBusy
from index.snapshots.durable import sync_file, sync_folder
from index.snapshots.manifest import MANIFEST, FileRecord, Manifest, digest_of
from index.snapshots.writing import SnapshotWriter

KEPT = 2  # the newest, and the one before in case the newest is damaged
_LOCK = "lock"
_WRITING = ".writing-"
_NAME = re.compile(r"snapshot-(\d{8})-([0-9a-f]{16})")
_HASHERS = 2  # one thread hashes 1.5 GB/s, about as fast as a disk delivers

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot whose files are as they were written.

    Attributes:
        folder: Where it lies.
        manifest: What it holds.
    """

    folder: Path
    manifest: Manifest


class SnapshotStore:
    """Snapshots in one folder, newest last by their names.

    A name holds the hash of the manifest, and the manifest the hash of every file: no byte of a
    snapshot changes unnoticed.
    """

    def __init__(self, folder: Path) -> None:
        """Takes the folder; it is made when the first snapshot is written."""
        self.folder = folder

    def names(self) -> list[str]:
        """Returns the names of all snapshots, newest first, whether they are good or not."""
        try:
            found = [path.name for path in self.folder.iterdir() if _NAME.fullmatch(path.name)]
        except OSError:  # whoever writes there will say what is wrong
            return []
        return sorted(found, reverse=True)

    def checked(self, name: str) -> Snapshot:
        """Returns a snapshot after every byte of it was checked.

        Raises:
            BadSnapshot: Something of it is missing or changed, or it cannot be read.
        """
        snapshot = self.peek(name)
        with ThreadPoolExecutor(_HASHERS) as pool:
            records = snapshot.manifest.files.items()
            for fault in pool.map(lambda pair: _fault_of(snapshot.folder, *pair), records):
                if fault:
                    raise BadSnapshot(fault)
        return snapshot

    def peek(self, name: str) -> Snapshot:
        """Returns a snapshot of which only the manifest was checked.

        Raises:
            BadSnapshot: The manifest is missing or changed.
        """
        folder = self.folder / name
        match = _NAME.fullmatch(name)
        try:
            content = (folder / MANIFEST).read_bytes()
        except OSError as error:
            raise BadSnapshot(f"its manifest cannot be read: {error.strerror}") from error
        if match is None or digest_of(content) != match[2]:
            raise BadSnapshot("its manifest was changed")
        return Snapshot(folder, Manifest.from_bytes(content))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Makes this process the only one that writes snapshots.

        Raises:
            SnapshotBusy: Another process is.
            OSError: The disk failed.
        """
        self.folder.mkdir(exist_ok=True)  # where the data folder is gone, nothing is made
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SnapshotBusy("another process is writing the index: try again") from None
            self._remove_litter()
            yield
        finally:
            os.close(descriptor)  # which gives the lock back

    @contextmanager
    def writing(self, base: Snapshot | None) -> Iterator[SnapshotWriter]:
        """Gives a writer, to be used under the lock; what it did not commit is thrown away.

        Args:
            base: The snapshot whose files may be taken over.

        Raises:
            OSError: The disk failed.
        """
        folder = self.folder / f"{_WRITING}{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            known = base.manifest.files if base else None
            yield SnapshotWriter(folder, base.folder if base else None, known)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def commit(self, writer: SnapshotWriter, manifest: Manifest) -> Snapshot:
        """Makes a written folder the newest snapshot, in one step, and drops the oldest.

        Raises:
            OSError: The disk failed; the snapshots are as they were.
        """
        content = manifest.to_bytes()
        path = writer.path(MANIFEST)
        path.write_bytes(content)
        sync_file(path)
        sync_folder(writer.folder)
        final = self.folder / f"snapshot-{self._next_number():08d}-{digest_of(content)}"
        writer.folder.rename(final)
        try:
            sync_folder(self.folder)
        except OSError:
            shutil.rmtree(final, ignore_errors=True)
            raise
        self._prune()
        return Snapshot(final, manifest)

    def _next_number(self) -> int:
        numbers = (int(name.split("-")[1]) for name in self.names())
        return max(itertools.chain([0], numbers)) + 1

    def _prune(self) -> None:
        for name in self.names()[KEPT:]:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def _remove_litter(self) -> None:
        """Removes what killed writers left; whoever holds the lock is the only writer."""
        for path in self.folder.glob(f"{_WRITING}*"):
            _log.warning("removing %s, which a writer that was stopped left behind", path)
            shutil.rmtree(path, ignore_errors=True)


def _fault_of(folder: Path, name: str, record: FileRecord) -> str | None:
    """Returns what is wrong with a file, or None."""
    if Path(name).name != name:
        return f"it names a file outside: {name!r}"
    try:
        if (folder / name).stat().st_size != record.bytes:
            return f"{name} has another size"
        found = FileRecord.of(folder / name)
    except OSError as error:
        return f"{name} cannot be read: {error.strerror}"
    return None if found == record else f"{name} was changed"
