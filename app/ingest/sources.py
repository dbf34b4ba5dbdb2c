"""What there is to add: folders, single pictures and manifests, as one stream of candidates."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.exceptions import NothingAdded
from app.manifests import MANIFEST_EXTENSIONS, ManifestRow, read_rows
from models import PICTURE_EXTENSIONS


def find_candidates(paths: Iterable[Path]) -> Iterator[ManifestRow]:
    """Finds what the paths name, folders recursively, in a steady order.

    A folder's hidden files and folders are passed over. A single file is tried as a picture
    whatever it is called; in a folder only files with a picture's extension are. A line of a
    manifest that cannot be read is a candidate with an error.

    Raises:
        NothingAdded: A path does not exist.
        BadManifest: A manifest cannot be read at all.
    """
    for path in paths:
        if not path.exists():
            raise NothingAdded(f"there is no file or folder {path}")
        yield from _candidates_of(path)


def _candidates_of(path: Path) -> Iterator[ManifestRow]:
    if path.is_dir():
        for file in _pictures_below(path):
            yield ManifestRow(file, place=str(file))
    elif path.suffix.lower() in MANIFEST_EXTENSIONS:
        yield from read_rows(path)
    else:
        yield ManifestRow(path, place=str(path))


def _pictures_below(folder: Path) -> Iterator[Path]:
    for current, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in PICTURE_EXTENSIONS:
                yield Path(current) / name
