"""An export as NumPy matrices, and JSON lines in their order."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from app.exceptions import BadTransfer
from app.transfer.npy import NpyReader, NpyWriter
from app.transfer.reading import BATCH, reading
from app.transfer.rows import ReadItem, ReadWords, read_item_row, read_word_row, row_of
from index.arrays import Vectors
from index.catalogue import StoredItem, Word

ITEMS, IMAGE_VECTORS, CAPTION_VECTORS = "items.jsonl", "image_vectors.npy", "caption_vectors.npy"
WORDS, WORD_VECTORS = "words.jsonl", "word_vectors.npy"
NAMES = (ITEMS, IMAGE_VECTORS, CAPTION_VECTORS, WORDS, WORD_VECTORS)
_LONGEST_LINE = 2**23


class NumpyWriter:
    """Writes items and words, whose vectors lie in matrices in the same order."""

    def __init__(self, folder: Path, dimension: int) -> None:
        """Makes the files."""
        self._lines = {name: (folder / name).open("xb") for name in (ITEMS, WORDS)}
        self._matrices = {
            name: NpyWriter(folder / name, dimension)
            for name in (IMAGE_VECTORS, CAPTION_VECTORS, WORD_VECTORS)
        }

    def write_items(self, batch: Sequence[StoredItem]) -> None:
        """Writes items."""
        for stored in batch:
            _write_line(self._lines[ITEMS], row_of(stored.item))
            self._matrices[CAPTION_VECTORS].append(stored.caption_vectors)
            if stored.picture_vector is not None:
                self._matrices[IMAGE_VECTORS].append(stored.picture_vector[None])

    def write_words(self, words: Sequence[Word], vectors: Vectors) -> None:
        """Writes words with their vectors `[n, d]`."""
        for word in words:
            _write_line(self._lines[WORDS], {"text": word.text, "source": word.source})
        self._matrices[WORD_VECTORS].append(vectors)

    def close(self) -> None:
        """Completes the files."""
        for lines in self._lines.values():
            lines.close()
        for matrix in self._matrices.values():
            matrix.close()


class NumpyFiles:
    """Reads such files batch by batch."""

    def __init__(self, folder: Path, dimension: int) -> None:
        """Takes their folder and the length of their vectors."""
        self._folder = folder
        self._dimension = dimension

    def items(self) -> Iterator[list[ReadItem]]:
        """Yields all items.

        Raises:
            BadTransfer: A file is not in the documented form.
        """
        with self._matrix(IMAGE_VECTORS) as pictures, self._matrix(CAPTION_VECTORS) as captions:
            for lines in _batches(self._folder / ITEMS):
                yield [_read_item(line, pictures, captions) for line in lines]
            pictures.finish()
            captions.finish()

    def words(self) -> Iterator[ReadWords]:
        """Yields all words.

        Raises:
            BadTransfer: A file is not in the documented form.
        """
        with self._matrix(WORD_VECTORS) as vectors:
            for lines in _batches(self._folder / WORDS):
                rows = [read_word_row(values, place) for place, values in lines]
                yield ReadWords(rows, vectors.take(len(rows)))
            vectors.finish()

    def _matrix(self, name: str) -> NpyReader:
        return NpyReader(self._folder / name, self._dimension)


def _read_item(
    line: tuple[str, dict[str, Any]], pictures: NpyReader, captions: NpyReader
) -> ReadItem:
    place, values = line
    row = read_item_row(values, place)
    picture = pictures.take(1)[0] if row.content_hash is not None else None
    return ReadItem(place, row, picture, captions.take(len(row.captions or ())))


def _write_line(file: BinaryIO, values: dict[str, Any]) -> None:
    line = json.dumps(values, ensure_ascii=False, default=datetime.isoformat)
    file.write(line.encode() + b"\n")


def _batches(path: Path) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Yields the objects of a file of JSON lines, each with its place, some at a time."""
    with path.open("rb") as file:
        lines = enumerate(iter(lambda: file.readline(_LONGEST_LINE + 1), b""), start=1)
        while batch := [
            _object(line, f"{path.name}, line {number}") for number, line in islice(lines, BATCH)
        ]:
            yield batch


def _object(line: bytes, place: str) -> tuple[str, dict[str, Any]]:
    if len(line) > _LONGEST_LINE:
        raise BadTransfer(f"{place} has more than {_LONGEST_LINE:,} bytes")
    with reading(place):
        values = json.loads(line)
    if not isinstance(values, dict):
        raise BadTransfer(f"{place} is not a JSON object")
    return place, values
