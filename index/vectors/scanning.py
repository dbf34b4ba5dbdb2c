"""Finds the best of a part by its vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Rows, Vector
from index.vectors.protocol import Ranked
from index.vectors.ranking import best, rows_of_best
from index.vectors.recent import RecentRows
from index.vectors.state import Part


@dataclass(frozen=True)
class Wanted:
    """What is looked for in every part.

    Attributes:
        query: The query `[d]`.
        k: How many entries.
        allowed: The only ids that may be found; None for all.
        excluded: Ids that may not be found `[e]`.
        probes: Inverted lists looked into, of a part whose rows may all be found.
        exact: Look at every vector.
    """

    query: Vector
    k: int
    allowed: Ids | None
    excluded: Ids
    probes: int
    exact: bool


def scan_part(part: Part, wanted: Wanted) -> Ranked:
    """Finds the k best entries of a part by looking at all."""
    mask = mask_of(part, wanted)
    rows = part.rows if isinstance(part.rows, RecentRows) else part.rows.vectors
    rough = rows.rough_scores(wanted.query)
    return rank_rows(part, rows_of_best(rough, mask, wanted.k, wanted.query), wanted, exact=True)


def rank_rows(part: Part, rows: Rows, wanted: Wanted, *, exact: bool) -> Ranked:
    """Ranks some rows of a part by their vectors."""
    source = part.rows if isinstance(part.rows, RecentRows) else part.rows.vectors
    scores = source.exact_scores(rows, wanted.query)
    return Ranked(*best(part.rows.row_map.ids[rows], scores, wanted.k), exact=exact)


def mask_of(part: Part, wanted: Wanted) -> NDArray[np.bool_]:
    """Returns which rows may be found `[n]`: alive, allowed and not excluded."""
    row_map = part.rows.row_map
    mask = part.alive.mask.copy()
    if wanted.allowed is not None:
        mask &= row_map.mask(wanted.allowed)
    mask[row_map.present(wanted.excluded)] = False
    return mask
