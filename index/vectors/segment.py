"""A part of an index that nobody changes: codes in memory, vectors in a file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.snapshots.writing import SnapshotWriter
from index.vectors.codes import Codes
from index.vectors.rows import RowMap
from index.vectors.vector_file import VectorFile

IDS, VECTORS, CODES = "ids", "vectors", "codes"


@dataclass(frozen=True, eq=False)
class Segment:
    """Vectors under ids, with codes to find them by.

    Attributes:
        row_map: Which row holds which id.
        vectors: The vectors.
        codes: Their codes.
        name: Of its three files, without their endings `.ids`, `.vectors` and `.codes`.
    """

    row_map: RowMap
    vectors: VectorFile
    codes: Codes
    name: str

    def __len__(self) -> int:
        """Returns how many rows there are, removed ones among them."""
        return len(self.row_map)

    @classmethod
    def open(cls, folder: Path, name: str, dimension: int) -> "Segment":
        """Opens a segment whose files' hashes were checked.

        Raises:
            OSError: A file is not there.
            ValueError: The files do not fit each other.
        """
        ids, vectors, codes = (folder / file for file in files_of(name))
        row_map = RowMap(np.load(ids, allow_pickle=False))
        segment = cls(
            row_map, VectorFile(vectors, len(row_map), dimension), Codes.read(codes), name
        )
        if len(segment.codes) != len(row_map):
            raise ValueError(f"{name} has {len(segment.codes)} codes for {len(row_map)} vectors")
        return segment

    def write(self, writer: SnapshotWriter) -> None:
        """Writes its three files.

        Raises:
            OSError: The disk failed, or its own file was changed.
        """
        ids, vectors, codes = self.files
        writer.write_array(ids, self.row_map.ids)
        with writer.path(vectors).open("wb") as file:
            for part in self.vectors.chunks():
                file.write(part.data)
        writer.finish(vectors)
        self.codes.write(writer.path(codes))
        writer.finish(codes)

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self.vectors.dimension

    @property
    def files(self) -> tuple[str, ...]:
        """Names of its files."""
        return files_of(self.name)


def files_of(name: str) -> tuple[str, ...]:
    """Returns the names of the files of a segment."""
    return tuple(f"{name}.{kind}" for kind in (IDS, VECTORS, CODES))
