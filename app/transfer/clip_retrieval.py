"""Folders as clip-retrieval writes them.

`img_emb/img_emb_0.npy` lies beside `metadata/metadata_0.parquet`:
https://github.com/rom1504/clip-retrieval#clip-inference
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from app.exceptions import BadTransfer
from app.transfer.manifest import CollectionName
from app.transfer.npy import NpyReader
from app.transfer.parquet_reading import batches_of
from app.transfer.rows import ReadItem, ReadWords, read_item_row
from index.catalogue import SpaceIdentity

_PATH, _CAPTION = "image_path", "caption"
_SCHEMA = pa.schema({_PATH: pa.string(), _CAPTION: pa.string()})
_PART = re.compile(r"metadata_(\d{1,9})\.parquet")


class ClipRetrievalFolder:
    """A folder of numbered parts; captions are encoded anew, as texts are in another file."""

    collection: CollectionName = "pictures"
    space: SpaceIdentity | None = None

    def __init__(self, folder: Path) -> None:
        """Takes the folder."""
        self.folder = folder

    def open(self, dimension: int) -> "ClipRetrievalFiles":
        """Finds the parts and returns them to be read.

        Raises:
            BadTransfer: There are none.
        """
        found = [*self.folder.glob("metadata/*.parquet"), *self.folder.glob("*.parquet")]
        numbered = {int(m[1]): path for path in found if (m := _PART.fullmatch(path.name))}
        if not numbered:
            raise BadTransfer(f"{self.folder} has no metadata_0.parquet")
        parts = [(self._vectors(number), numbered[number]) for number in sorted(numbered)]
        return ClipRetrievalFiles(self.folder, parts, dimension)

    def check_counts(self, items: int, words: int) -> None:
        """Does nothing: reading compares the rows of both files of a part."""

    def _vectors(self, number: int) -> Path:
        for name in (f"img_emb/img_emb_{number}.npy", f"img_emb_{number}.npy"):
            if (self.folder / name).is_file():
                return self.folder / name
        raise BadTransfer(f"{self.folder} has no img_emb_{number}.npy")


@dataclass(frozen=True)
class ClipRetrievalFiles:
    """Pairs of files with vectors and with what they are of.

    Attributes:
        folder: Where they lie; paths of pictures are relative to it.
        parts: Vectors and metadata.
        dimension: Length of the vectors.
    """

    folder: Path
    parts: list[tuple[Path, Path]]
    dimension: int

    def items(self) -> Iterator[list[ReadItem]]:
        """Yields all items.

        Raises:
            BadTransfer: A file is not in the documented form.
        """
        for vectors, metadata in self.parts:
            with NpyReader(vectors, self.dimension) as reader:
                yield from _items(reader, metadata)

    def words(self) -> Iterator[ReadWords]:
        """Yields nothing: there are none."""
        return iter(())


def _items(vectors: NpyReader, metadata: Path) -> Iterator[list[ReadItem]]:
    number = 0
    for batch in batches_of(metadata, _SCHEMA, {_PATH}):
        read = []
        for values in batch.rows((_PATH, _CAPTION)):
            number += 1
            place = f"{metadata.name}, row {number}"
            captions = [values[_CAPTION]] if (values[_CAPTION] or "").strip() else []
            row = read_item_row({"path": values[_PATH], "captions": captions}, place)
            read.append(ReadItem(place, row, vectors.take(1)[0], None))
        yield read
    vectors.finish()
