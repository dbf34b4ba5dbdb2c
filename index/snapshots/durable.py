"""Files that are there after a power cut, or not at all."""

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Returns when the content of a file is on the disk.

    Raises:
        OSError: The disk failed.
    """
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Returns when the names in a folder are on the disk.

    Raises:
        OSError: The disk failed.
    """
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
