"""Parquet files of others: bounds first, then batch by batch."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from app.exceptions import BadTransfer
from app.transfer.parquet_arrays import read_lists, read_vectors
from app.transfer.reading import BATCH, reading
from index.arrays import Vector, Vectors

_ENOUGH_BYTES, _ENOUGH_VALUES = 2**30, 2**26
"""Of a row group, and of one of its columns, where the rows are few."""
_BYTES_A_ROW, _VALUES_A_ROW = 2**20, 2**16
"""Where they are many: others write a million rows into one group."""
_BUFFER = 2**20
_LONGEST_LIST = 10_000
_FOOTER_BYTES = 2**27


@dataclass(frozen=True)
class ParquetBatch:
    """Some rows of a file.

    Attributes:
        name: Of the file.
        content: The rows, with the columns that were asked for and are there.
    """

    name: str
    content: pa.RecordBatch

    def rows(self, columns: Iterable[str]) -> list[dict[str, Any]]:
        """Returns some columns as Python values; None where a column is not there."""
        there = set(self.content.schema.names)
        none = [None] * self.content.num_rows
        with reading(self.name):
            values = {
                name: self.content.column(name).to_pylist() if name in there else none
                for name in columns
            }
        return [
            {name: column[at] for name, column in values.items()}
            for at in range(self.content.num_rows)
        ]

    def vectors(self, column: str) -> list[Vector | None]:
        """Returns a column of vectors."""
        with reading(self.name):
            return read_vectors(self.content.column(column))

    def lists(self, column: str) -> list[Vectors | None]:
        """Returns a column of lists of vectors; None each where it is not there."""
        if column not in self.content.schema.names:
            return [None] * self.content.num_rows
        with reading(self.name):
            return read_lists(self.content.column(column))


def batches_of(path: Path, schema: pa.Schema, needed: Collection[str]) -> Iterator[ParquetBatch]:
    """Yields a file as batches of a schema; other columns are left unread.

    Args:
        path: The file.
        schema: Names and types of the columns; what is of a similar type is converted.
        needed: Columns that must be there.

    Raises:
        BadTransfer: It is no Parquet file, is too large in a part, or does not fit the schema.
    """
    with reading(path.name), _opened(path) as file:
        there = set(file.schema_arrow.names)
        if missing := sorted(set(needed) - there):
            raise BadTransfer(f"{path.name} has no column {missing[0]!r}")
        _check_bounds(path.name, file.metadata)
        columns = [name for name in schema.names if name in there]
        wanted = pa.schema([schema.field(name) for name in columns])
        for batch in file.iter_batches(BATCH, columns=columns, use_threads=False):
            yield ParquetBatch(path.name, _converted(batch, wanted, path.name))


def count_rows(path: Path) -> int:
    """Returns how many rows a file says it has.

    Raises:
        BadTransfer: It is no Parquet file.
    """
    with reading(path.name), _opened(path) as file:
        return int(file.metadata.num_rows)


def _opened(path: Path) -> pq.ParquetFile:
    return pq.ParquetFile(
        path,
        buffer_size=_BUFFER,
        pre_buffer=False,  # or a whole row group would be read at once
        thrift_string_size_limit=_FOOTER_BYTES,
        thrift_container_size_limit=2**22,
        arrow_extensions_enabled=False,
    )


def _check_bounds(name: str, metadata: pq.FileMetaData) -> None:
    """Refuses row groups that would take too much memory, before any of them is read."""
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        values = max((group.column(at).num_values for at in range(group.num_columns)), default=0)
        if group.total_byte_size > max(_ENOUGH_BYTES, _BYTES_A_ROW * group.num_rows):
            raise BadTransfer(f"{name} has rows of more than {_BYTES_A_ROW:,} bytes")
        if values > max(_ENOUGH_VALUES, _VALUES_A_ROW * group.num_rows):
            raise BadTransfer(f"{name} has rows of more than {_VALUES_A_ROW:,} values")


def _converted(batch: pa.RecordBatch, schema: pa.Schema, name: str) -> pa.RecordBatch:
    """Returns a batch in the types of a schema, after its texts were checked."""
    batch.validate(full=True)
    columns = []
    for field in schema:
        found = batch.column(field.name)
        _check_lists(found, field.name, name)
        try:
            columns.append(found.cast(field.type))
        except pa.ArrowException:
            raise BadTransfer(
                f"{name}: the column {field.name!r} is {found.type}, not {field.type}"
            ) from None
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _check_lists(column: pa.Array, field: str, name: str) -> None:
    """Refuses long lists while they are compact: as Python values they take ten times the memory.

    Raises:
        BadTransfer: A list has more entries than an item may have.
    """
    if not pa.types.is_list(column.type) or pa.types.is_floating(column.type.value_type):
        return
    if (pc.max(column.value_lengths()).as_py() or 0) > _LONGEST_LIST:
        raise BadTransfer(f"{name}: a list of {field!r} has more than {_LONGEST_LIST:,} entries")
