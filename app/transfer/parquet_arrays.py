"""Vectors as columns of Arrow, and back."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from index.arrays import Vector, Vectors


def nullable_vectors(vectors: Sequence[Vector | None], dimension: int) -> pa.Array:
    """Returns a column of vectors `[d]`, null where there is none."""
    flat = np.zeros((len(vectors), dimension), dtype=np.float32)
    missing = np.array([vector is None for vector in vectors], dtype=bool)
    for row, vector in enumerate(vectors):
        if vector is not None:
            flat[row] = vector
    return pa.FixedSizeListArray.from_arrays(flat.ravel(), dimension, mask=pa.array(missing))


def list_of_vectors(lists: Sequence[Vectors], dimension: int) -> pa.Array:
    """Returns a column of lists of vectors `[c, d]`."""
    offsets = np.concatenate([[0], np.cumsum([len(own) for own in lists])]).astype(np.int32)
    flat = np.concatenate([np.empty((0, dimension), dtype=np.float32), *lists])
    vectors = pa.FixedSizeListArray.from_arrays(flat.astype(np.float32).ravel(), dimension)
    return pa.ListArray.from_arrays(offsets, vectors)


def read_vectors(column: pa.FixedSizeListArray) -> list[Vector | None]:
    """Returns the vectors of a column.

    Raises:
        ValueError: A number in one is null.
    """
    rows = iter(_matrix(column.drop_null(), column.type.list_size))
    return [next(rows) if valid else None for valid in column.is_valid().to_pylist()]


def read_lists(column: pa.ListArray) -> list[Vectors | None]:
    """Returns the vectors of each list of a column.

    Raises:
        ValueError: A vector or a number in one is null.
    """
    vectors = column.flatten()
    if vectors.null_count:
        raise ValueError("a vector in a list is null")
    matrix = _matrix(vectors, column.type.value_type.list_size)
    lengths = [length or 0 for length in column.value_lengths().to_pylist()]
    parts = np.split(matrix, np.cumsum(lengths)[:-1]) if lengths else []
    valid = column.is_valid().to_pylist()
    return [part if there else None for part, there in zip(parts, valid, strict=True)]


def _matrix(column: pa.FixedSizeListArray, dimension: int) -> Vectors:
    """Returns a column without nulls as `[n, d]`."""
    flat = column.flatten()
    if flat.null_count:
        raise ValueError("a number in a vector is null")
    matrix: Vectors = flat.to_numpy(zero_copy_only=False).reshape(-1, dimension)
    return matrix
