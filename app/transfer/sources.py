"""What can be imported: exports, Parquet files written by hand, and clip-retrieval's folders."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.exceptions import BadTransfer
from app.transfer import numpy_files, parquet_files
from app.transfer.clip_retrieval import ClipRetrievalFolder
from app.transfer.manifest import CollectionName, Format, Manifest, check_file, read_manifest
from app.transfer.numpy_files import NumpyFiles
from app.transfer.parquet_files import ParquetFiles
from app.transfer.parquet_reading import count_rows
from app.transfer.rows import ReadItem, ReadWords
from index.catalogue import SpaceIdentity


class Layout(StrEnum):
    """How the files of an import are arranged."""

    PIXWORD = "pixword"
    CLIP_RETRIEVAL = "clip-retrieval"


class Files(Protocol):
    """Items and words in files."""

    def items(self) -> Iterator[list[ReadItem]]:
        """Yields all items, some at a time.

        Raises:
            BadTransfer: A file is not in the documented form.
        """
        ...

    def words(self) -> Iterator[ReadWords]:
        """Yields all words, some at a time.

        Raises:
            BadTransfer: A file is not in the documented form.
        """
        ...


class Source(Protocol):
    """Something to import.

    Attributes:
        folder: Where its files lie; paths are relative to it.
        collection: Which collection it belongs to.
        space: Which space its vectors are of; None if it does not say.
    """

    folder: Path
    collection: CollectionName
    space: SpaceIdentity | None

    def open(self, dimension: int) -> Files:
        """Checks the files as a whole, and returns them to be read.

        Args:
            dimension: Length of the vectors where the files do not say it.

        Raises:
            BadTransfer: One is missing, damaged, or not in the documented form.
        """
        ...

    def check_counts(self, items: int, words: int) -> None:
        """Compares what was read with what the source says of itself.

        Raises:
            BadTransfer: It is another number.
        """
        ...


class ExportFolder:
    """A folder that `pixword export` wrote."""

    def __init__(self, folder: Path) -> None:
        """Reads its manifest.

        Raises:
            BadTransfer: It has none, or one that cannot be read.
        """
        self.folder = folder
        self._manifest: Manifest = read_manifest(folder)
        self.collection: CollectionName = self._manifest.collection
        self.space: SpaceIdentity | None = self._manifest.space.identity()

    def open(self, dimension: int) -> Files:  # noqa: ARG002 - the manifest says it
        """Compares every file with the manifest, and returns them to be read.

        Raises:
            BadTransfer: One is missing or damaged.
        """
        own = self._manifest.space.dimension
        if self._manifest.format is Format.PARQUET:
            items, words = (self._checked(name) for name in parquet_files.NAMES)
            return ParquetFiles(items, words, own)
        for name in numpy_files.NAMES:
            self._checked(name)
        return NumpyFiles(self.folder, own)

    def check_counts(self, items: int, words: int) -> None:
        """Compares what was read with the manifest.

        Raises:
            BadTransfer: It is another number.
        """
        said = self._manifest.counts
        if (items, words) != (said.items, said.words):
            raise BadTransfer(
                f"the manifest says {said.items} items and {said.words} words, the files have "
                f"{items} and {words}"
            )

    def _checked(self, name: str) -> Path:
        if name not in self._manifest.files:
            raise BadTransfer(f"the manifest does not name {name}")
        return check_file(self.folder, name, self._manifest.files[name])


class ParquetFile:
    """A Parquet file that somebody wrote: a path and a vector a row."""

    collection: CollectionName = "pictures"
    space: SpaceIdentity | None = None

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        self.folder = path.parent
        self._path = path

    def open(self, dimension: int) -> Files:
        """Returns the file to be read.

        Raises:
            BadTransfer: It is no Parquet file.
        """
        count_rows(self._path)
        return ParquetFiles(self._path, None, dimension)

    def check_counts(self, items: int, words: int) -> None:  # noqa: ARG002 - it has no words
        """Compares what was read with what the file says of itself.

        Raises:
            BadTransfer: It is another number.
        """
        if (said := count_rows(self._path)) != items:
            raise BadTransfer(f"{self._path.name} says {said} rows and has {items}")


def find_source(path: Path, layout: Layout) -> Source:
    """Returns what a path holds.

    Raises:
        BadTransfer: It holds nothing that can be imported.
    """
    if not path.exists():
        raise BadTransfer(f"there is no file or folder {path}")
    if layout is Layout.CLIP_RETRIEVAL:
        return ClipRetrievalFolder(path)
    return ExportFolder(path) if path.is_dir() else ParquetFile(path)
