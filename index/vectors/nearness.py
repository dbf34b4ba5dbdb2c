"""Finds what is near to many vectors at once."""

import numpy as np

from index.arrays import Ids, Rows, Vectors
from index.vectors.codes import Assignment
from index.vectors.protocol import Near
from index.vectors.segment import Segment
from index.vectors.state import Part, State

CANDIDATES = 32


def near_in_parts(state: State, vectors: Vectors, threshold: float, probes: int) -> Near:
    """Finds the entries of all parts above a threshold; see `VectorReader.near`."""
    recent = state.recent
    found = [
        near_in_matrix(
            recent.rows.row_map.ids,
            state.recent_rows.vectors,
            recent.alive.mask,
            vectors,
            threshold,
        )
    ]
    if state.coder is not None:
        assignment = state.coder.assign(vectors, probes)
        found += [_near_in_segment(part, assignment, vectors, threshold) for part in state.segments]
    queries, ids, scores = zip(*found, strict=True)
    return Near(np.concatenate(queries), np.concatenate(ids), np.concatenate(scores))


def near_in_matrix(
    ids: Ids, matrix: Vectors, mask: np.ndarray, vectors: Vectors, threshold: float
) -> Near:
    """Compares vectors `[m, d]` with all masked rows of a matrix `[n, d]`."""
    scores = vectors @ matrix.T  # [m, n]
    queries, rows = np.nonzero((scores >= threshold) & mask)
    return Near(queries, ids[rows], scores[queries, rows].astype(np.float64))


def _near_in_segment(
    part: Part, assignment: Assignment, vectors: Vectors, threshold: float
) -> Near:
    segment = part.rows
    assert isinstance(segment, Segment)
    _, found = segment.codes.candidates(assignment, CANDIDATES, part.alive.bits)  # [m, c]
    queries, places = np.nonzero(found >= 0)
    rows: Rows = found[queries, places]
    scores = np.empty(len(rows))
    order = np.argsort(rows)  # the file is read in its own order
    for chosen in np.array_split(order, max(1, len(order) // 4096)):
        read = segment.vectors.read(rows[chosen])
        scores[chosen] = np.einsum("pd,pd->p", read, vectors[queries[chosen]])
    kept = scores >= threshold
    return Near(queries[kept], segment.row_map.ids[rows[kept]], scores[kept])
