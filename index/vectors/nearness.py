"""Finds what is near to many vectors at once."""

from collections.abc import Iterator

import numpy as np

from index.arrays import Ids, Rows, Vectors
from index.vectors.protocol import Near
from index.vectors.recent import RecentRows
from index.vectors.segment import Segment
from index.vectors.state import Part

CANDIDATES = 32


def near_in_part(part: Part, vectors: Vectors, threshold: float, probes: int) -> Near:
    """Finds the entries of one part above a threshold; see `VectorReader.near`."""
    rows = part.rows
    if isinstance(rows, RecentRows):
        return near_in_matrix(rows.row_map.ids, rows.vectors, part.alive.mask, vectors, threshold)
    return _near_in_segment(part, rows, vectors, threshold, probes)


def near_in_matrix(
    ids: Ids, matrix: Vectors, mask: np.ndarray, vectors: Vectors, threshold: float
) -> Near:
    """Compares vectors `[m, d]` with all masked rows of a matrix `[n, d]`."""
    scores = vectors @ matrix.T  # [m, n]
    queries, rows = np.nonzero((scores >= threshold) & mask)
    return Near(queries, ids[rows], scores[queries, rows].astype(np.float64))


def joined(parts: Iterator[Near]) -> Near:
    """Returns several findings as one."""
    queries, ids, scores = zip(*parts, strict=True)
    return Near(np.concatenate(queries), np.concatenate(ids), np.concatenate(scores))


def _near_in_segment(
    part: Part, segment: Segment, vectors: Vectors, threshold: float, probes: int
) -> Near:
    found = segment.codes.candidates_of_all(vectors, CANDIDATES, probes, part.alive.bits)  # [m, c]
    queries, places = np.nonzero(found >= 0)
    rows: Rows = found[queries, places]
    scores = np.empty(len(rows))
    order = np.argsort(rows)  # the file is read in its own order
    for chosen in np.array_split(order, max(1, len(order) // 4096)):
        read = segment.vectors.read(rows[chosen])
        scores[chosen] = np.einsum("pd,pd->p", read, vectors[queries[chosen]])
    kept = scores >= threshold
    return Near(queries[kept], segment.row_map.ids[rows[kept]], scores[kept])
