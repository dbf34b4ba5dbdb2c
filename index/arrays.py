"""The arrays that travel through this package, and what is checked where they enter."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vectors = NDArray[np.float32]  # [n, d], rows of length 1
Vector = NDArray[np.float32]  # [d]
Ids = NDArray[np.int64]  # [n]
Rows = NDArray[np.int64]  # [n]
Scores = NDArray[np.float64]  # [n]

# Encoders normalise in float32, some from bfloat16; a vector off by more was never normalised.
UNIT_TOLERANCE = 1e-3


def checked_vectors(vectors: ArrayLike, dimension: int) -> Vectors:
    """Returns vectors as contiguous float32 `[n, d]` of length 1.

    Raises:
        ValueError: Not `[n, dimension]`, a number that is not finite, or a row whose length is
            not 1 within 0.001.
    """
    array = np.ascontiguousarray(vectors, dtype=np.float32)
    if array.ndim != 2 or array.shape[1] != dimension:  # noqa: PLR2004
        raise ValueError(f"vectors must be [n, {dimension}], these are {list(array.shape)}")
    lengths = np.linalg.norm(array, axis=1)  # [n]; NaN and infinity stay visible in it
    wrong = np.flatnonzero(~(np.abs(lengths - 1) <= UNIT_TOLERANCE))
    if len(wrong):
        row = int(wrong[0])
        raise ValueError(f"vectors must have length 1, row {row} has {lengths[row]:.4g}")
    return array


def checked_query(query: ArrayLike, dimension: int) -> Vector:
    """Returns a query vector as float32 `[d]`, of any length.

    Raises:
        ValueError: Not `[dimension]`, or a number that is not finite.
    """
    array = np.ascontiguousarray(query, dtype=np.float32)
    if array.shape != (dimension,):
        raise ValueError(f"a query vector must be [{dimension}], this is {list(array.shape)}")
    if not np.isfinite(array).all():
        raise ValueError("a query vector must be finite")
    return array


def checked_ids(ids: ArrayLike, count: int) -> Ids:
    """Returns ids as int64 `[count]`.

    Raises:
        ValueError: Another number of ids, or one id twice.
    """
    array = np.asarray(ids, dtype=np.int64)
    if array.shape != (count,):
        raise ValueError(f"{count} vectors need {count} ids, not {list(array.shape)}")
    if len(np.unique(array)) != count:
        raise ValueError("the same id stands twice in one batch")
    return array
