"""Collects the files of a snapshot that is being written."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.snapshots.durable import sync_file
from index.snapshots.manifest import FileRecord


class SnapshotWriter:
    """A folder that is not a snapshot yet.

    Attributes:
        folder: Where files are written.
        files: What was finished so far.
    """

    def __init__(
        self, folder: Path, base: Path | None = None, known: Mapping[str, FileRecord] | None = None
    ) -> None:
        """Takes an empty folder, and the snapshot whose files may be taken over."""
        self.folder = folder
        self.files: dict[str, FileRecord] = {}
        self._base = base
        self._known = known or {}

    def path(self, name: str) -> Path:
        """Returns where a file of that name is to be written."""
        return self.folder / name

    def finish(self, name: str) -> None:
        """Takes in a file that was written: its bytes are on the disk, its hash is known.

        Raises:
            OSError: The disk failed.
        """
        sync_file(self.path(name))
        self.files[name] = FileRecord.of(self.path(name))

    def write_array(self, name: str, array: NDArray[np.generic]) -> None:
        """Writes an array.

        Raises:
            OSError: The disk failed.
        """
        with self.path(name).open("wb") as file:
            np.save(file, array, allow_pickle=False)
        self.finish(name)

    def take_over(self, name: str) -> bool:
        """Takes a file of the snapshot before: the same bytes under a second name.

        Where the file system has no hard links they are copied.

        Returns:
            False if the snapshot before has no such file, or none was given.

        Raises:
            OSError: The disk failed.
        """
        if self._base is None or name not in self._known:
            return False
        try:
            os.link(self._base / name, self.path(name))
        except FileNotFoundError:
            return False
        except OSError:
            shutil.copyfile(self._base / name, self.path(name))
            sync_file(self.path(name))
        self.files[name] = self._known[name]
        return True
