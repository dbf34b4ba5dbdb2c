"""The kinds of index by name."""

from pathlib import Path
from typing import Any, Literal, get_args

from index.vectors.exact import ExactIndex
from index.vectors.plans import Policy
from index.vectors.protocol import VectorIndex
from index.vectors.segmented import SegmentedIndex

IndexKind = Literal["auto", "exact", "flat", "ivf"]
KINDS: tuple[IndexKind, ...] = get_args(IndexKind)


def make_index(kind: IndexKind, dimension: int) -> VectorIndex:
    """Makes an empty index.

    Args:
        kind: `exact` is the oracle in NumPy, `flat` scans all vectors in memory, `ivf` finds them
            by codes, `auto` is `flat` or `ivf` by the number of vectors.
        dimension: Length d of the vectors.
    """
    return ExactIndex(dimension) if kind == "exact" else SegmentedIndex(dimension, Policy(kind))


def open_index(
    kind: IndexKind, folder: Path, dimension: int, description: dict[str, Any]
) -> VectorIndex:
    """Opens an index out of a snapshot that was checked.

    Raises:
        OSError: A file cannot be read.
        ValueError: The files do not fit each other, or another kind wrote them.
    """
    if (kind == "exact") != ("vectors" in description):
        raise ValueError("another kind of index wrote it")
    if kind == "exact":
        return ExactIndex.open(folder, description)
    return SegmentedIndex.open(folder, dimension, description, Policy(kind))
