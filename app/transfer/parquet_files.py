"""An export as Parquet: a row an item with its vectors, and a row a word."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from app.exceptions import BadTransfer
from app.transfer.parquet_arrays import list_of_vectors, nullable_vectors
from app.transfer.parquet_reading import batches_of
from app.transfer.reading import reading
from app.transfer.rows import ReadItem, ReadWords, read_item_row, read_word_row, row_of
from index.arrays import Vectors
from index.catalogue import StoredItem, Word

ITEMS, WORDS = "items.parquet", "words.parquet"
NAMES = (ITEMS, WORDS)
VECTOR, CAPTION_VECTORS = "vector", "caption_vectors"
_PLAIN = {
    "number": pa.int64(),
    "content_hash": pa.string(),
    "path": pa.string(),
    "media_type": pa.string(),
    "width": pa.int32(),
    "height": pa.int32(),
    "byte_size": pa.int64(),
    "captions": pa.list_(pa.string()),
    "tags": pa.list_(pa.string()),
    "metadata": pa.string(),  # a JSON object: fields differ from item to item
    "added_at": pa.timestamp("us", tz="UTC"),
}


def item_schema(dimension: int) -> pa.Schema:
    """Returns the columns of items."""
    vector = pa.list_(pa.float32(), dimension)
    return pa.schema(_PLAIN | {VECTOR: vector, CAPTION_VECTORS: pa.list_(vector)})


def word_schema(dimension: int) -> pa.Schema:
    """Returns the columns of words."""
    vector = pa.list_(pa.float32(), dimension)
    return pa.schema({"text": pa.string(), "source": pa.string(), VECTOR: vector})


class ParquetWriter:
    """Writes items and words, a row group a batch."""

    def __init__(self, folder: Path, dimension: int) -> None:
        """Makes the files."""
        self._dimension = dimension
        self._items, self._words = (
            # Vectors hardly repeat: a dictionary of them would only take time.
            pq.ParquetWriter(folder / name, schema, compression="zstd", use_dictionary=False)
            for name, schema in (
                (ITEMS, item_schema(dimension)),
                (WORDS, word_schema(dimension)),
            )
        )

    def write_items(self, batch: Sequence[StoredItem]) -> None:
        """Writes items."""
        rows = [row_of(stored.item) for stored in batch]
        for row in rows:
            row["metadata"] = json.dumps(row["metadata"], ensure_ascii=False)
        columns = [pa.array([row[name] for row in rows], type_) for name, type_ in _PLAIN.items()]
        columns.append(nullable_vectors([own.picture_vector for own in batch], self._dimension))
        columns.append(list_of_vectors([own.caption_vectors for own in batch], self._dimension))
        self._items.write_batch(
            pa.RecordBatch.from_arrays(columns, schema=item_schema(self._dimension))
        )

    def write_words(self, words: Sequence[Word], vectors: Vectors) -> None:
        """Writes words with their vectors `[n, d]`."""
        columns = [
            pa.array([word.text for word in words], pa.string()),
            pa.array([word.source for word in words], pa.string()),
            nullable_vectors(list(vectors), self._dimension),
        ]
        schema = word_schema(self._dimension)
        self._words.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))

    def close(self) -> None:
        """Completes the files."""
        self._items.close()
        self._words.close()


class ParquetFiles:
    """Reads such files batch by batch."""

    def __init__(self, items: Path, words: Path | None, dimension: int) -> None:
        """Takes the files and the length of their vectors."""
        self._items = items
        self._words = words
        self._dimension = dimension

    def items(self) -> Iterator[list[ReadItem]]:
        """Yields all items.

        Raises:
            BadTransfer: The file is not in the documented form.
        """
        number = 0
        for batch in batches_of(self._items, item_schema(self._dimension), {VECTOR}):
            read = []
            for row, picture, captions in zip(
                batch.rows(_PLAIN), batch.vectors(VECTOR), batch.lists(CAPTION_VECTORS), strict=True
            ):
                number += 1
                place = f"{self._items.name}, row {number}"
                read.append(ReadItem(place, _item_row(row, place), picture, captions))
            yield read

    def words(self) -> Iterator[ReadWords]:
        """Yields all words.

        Raises:
            BadTransfer: The file is not in the documented form.
        """
        if self._words is None:
            return
        schema = word_schema(self._dimension)
        for batch in batches_of(self._words, schema, set(schema.names)):
            vectors = batch.vectors(VECTOR)
            if any(vector is None for vector in vectors):
                raise BadTransfer(f"{self._words.name} has a word without a vector")
            rows = [read_word_row(row, self._words.name) for row in batch.rows(("text", "source"))]
            yield ReadWords(rows, np.array(vectors).reshape(-1, self._dimension))


def _item_row(row: dict[str, Any], place: str) -> Any:
    if row["metadata"] is not None:
        with reading(place):
            row["metadata"] = json.loads(row["metadata"])
    return read_item_row(row, place)
