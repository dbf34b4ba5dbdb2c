"""Searches one part, by its codes where that is enough and by every vector where it is not."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Rows, Vector
from index.vectors.protocol import Ranked
from index.vectors.ranking import best, rows_of_best
from index.vectors.recent import RecentRows
from index.vectors.segment import Segment
from index.vectors.state import Part

# Lists looked into. At 1 M x 512 with 4096 lists: 32 give recall@10 .962, 64 .982, 128 .988, at
# 1350, 980 and 600 searches a second.
PROBES = 64
# Candidates a hit that are scored exactly: codes of two bits find 10 true ones among 100.
CANDIDATES_A_HIT = 4
LEAST_CANDIDATES = 100
# So few rows are all read and scored; 2,000 take 5 ms.
FEW = 2000
# A page that long is faster scanned than found by candidates.
MANY = 1000


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


def search_part(part: Part, wanted: Wanted) -> Ranked:
    """Finds the k best entries of one part."""
    rows = part.rows
    if isinstance(rows, RecentRows) or wanted.exact or wanted.k > MANY:
        return _scan(part, _mask(part, wanted), wanted)
    if wanted.allowed is None:
        return _search_codes(part, rows, wanted, None)
    mask = _mask(part, wanted)
    if np.count_nonzero(mask) <= FEW:
        return _rank(part, np.flatnonzero(mask), wanted, exact=True)
    return _search_codes(part, rows, wanted, mask)


def _search_codes(
    part: Part, segment: Segment, wanted: Wanted, mask: NDArray[np.bool_] | None
) -> Ranked:
    """Finds candidates by their codes, and ranks them by their vectors.

    The fewer rows may be found, the more lists are looked into, so that as many of them are met as
    if all might.
    """
    bits = part.alive.bits if mask is None else np.packbits(mask, bitorder="little")
    available = part.alive.count if mask is None else int(np.count_nonzero(mask))
    probes = math.ceil(wanted.probes * len(segment) / max(available, 1))
    excluded = segment.row_map.present(wanted.excluded)
    count = max(LEAST_CANDIDATES, CANDIDATES_A_HIT * wanted.k) + len(excluded)
    rows = segment.codes.candidates(wanted.query, count, probes, bits)
    rows = np.sort(rows[~np.isin(rows, excluded)]) if len(excluded) else np.sort(rows)
    if len(rows) < min(wanted.k, available - len(excluded)):  # the lists held too few
        return _scan(part, _mask(part, wanted), wanted)
    return _rank(part, rows, wanted, exact=False)


def _scan(part: Part, mask: NDArray[np.bool_], wanted: Wanted) -> Ranked:
    rows = part.rows if isinstance(part.rows, RecentRows) else part.rows.vectors
    rough = rows.rough_scores(wanted.query)
    return _rank(part, rows_of_best(rough, mask, wanted.k, wanted.query), wanted, exact=True)


def _rank(part: Part, rows: Rows, wanted: Wanted, *, exact: bool) -> Ranked:
    source = part.rows if isinstance(part.rows, RecentRows) else part.rows.vectors
    scores = source.exact_scores(rows, wanted.query)
    return Ranked(*best(part.rows.row_map.ids[rows], scores, wanted.k), exact=exact)


def _mask(part: Part, wanted: Wanted) -> NDArray[np.bool_]:
    """Returns which rows may be found `[n]`: alive, allowed and not excluded."""
    row_map = part.rows.row_map
    mask = part.alive.mask.copy()
    if wanted.allowed is not None:
        mask &= row_map.mask(wanted.allowed)
    mask[row_map.present(wanted.excluded)] = False
    return mask
