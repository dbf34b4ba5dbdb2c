"""Searches all parts, by their codes where that is enough and by every vector where it is not."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Rows, Vector
from index.vectors.coder import Coder
from index.vectors.codes import Assignment
from index.vectors.protocol import Ranked
from index.vectors.ranking import best_of, rows_of_best
from index.vectors.recent import RecentRows
from index.vectors.scanning import Wanted, mask_of, rank_rows, scan_part
from index.vectors.segment import Segment
from index.vectors.state import Part, State
from index.vectors.threads import one_thread

# Lists looked into: so many, and one more for two hits. At 1 M x 512 with 4096 lists: 24 find .936
# of the ten nearest, 32 .961, 48 .981, 64 .989, 96 .995, at 980, 910, 780, 680 and 560 searches a
# second; 48 find .952 of the hundred nearest, 98 .987.
PROBES = 48
PROBES_A_HIT = 0.5
# Candidates that are scored exactly: 30 cost .004 of the recall, 100 add .001 and a fifth of the
# time.
LEAST_CANDIDATES = 50
CANDIDATES_A_HIT = 3
# So few rows are all read and scored; 2,000 take 5 ms.
FEW = 2000
# A page that long is faster scanned than found by candidates.
MANY = 1000
NOTHING: Rows = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class _Lookup:
    """What is to be found by the codes of one segment.

    Attributes:
        part: The part.
        segment: Its rows.
        mask: The rows that may be found `[n]`; None for all that are alive.
        available: How many these are, excluded ones among them.
        excluded: Those of them that may not be found `[e]`.
    """

    part: Part
    segment: Segment
    mask: NDArray[np.bool_] | None
    available: int
    excluded: Rows

    @property
    def bits(self) -> NDArray[np.uint8] | None:
        """The rows that may be found, a bit each; None for all."""
        if self.mask is None:
            return self.part.alive.bits
        return np.packbits(self.mask, bitorder="little")

    def probes(self, probes: int) -> int:
        """Returns how many lists to look into, so that as many rows are met as if all might be."""
        return math.ceil(probes * len(self.segment) / max(self.available, 1))

    def has_enough(self, rows: Rows, k: int) -> bool:
        """Whether rows `[r]` are as many as a search for k needs."""
        return len(rows) >= min(k, self.available - len(self.excluded))


def search_parts(state: State, wanted: Wanted) -> Ranked:
    """Finds the k best entries of all parts."""
    if state.coder is None or wanted.exact or wanted.k > MANY:
        return best_of([scan_part(part, wanted) for part in state.parts], wanted.k)
    with one_thread():
        found = _search_segments(state.segments, state.coder, wanted)
        return best_of([*found, _search_recent(state.recent, wanted)], wanted.k)


def _search_recent(part: Part, wanted: Wanted) -> Ranked:
    rows = part.rows
    assert isinstance(rows, RecentRows)
    if rows.sketch is None or not len(rows.sketch):
        return scan_part(part, wanted)
    mask, start = mask_of(part, wanted), len(rows.sketch)
    sketched = rows.sketch.candidates(wanted.query, wanted.k, mask[:start])
    rough = rows.rough_scores(wanted.query, start)
    others = start + rows_of_best(rough, mask[start:], wanted.k, wanted.query)
    exact = len(sketched) == np.count_nonzero(mask[:start])
    return rank_rows(part, np.concatenate([sketched, others]), wanted, exact=exact)


def _search_segments(parts: Sequence[Part], coder: Coder, wanted: Wanted) -> Iterator[Ranked]:
    lookups: list[_Lookup] = []
    for part in parts:
        lookup = _lookup(part, wanted)
        if lookup.mask is not None and lookup.available <= FEW:
            yield rank_rows(part, np.flatnonzero(lookup.mask), wanted, exact=True)
        else:
            lookups.append(lookup)
    if lookups:
        yield from _search_codes(coder, lookups, wanted)


def _lookup(part: Part, wanted: Wanted) -> _Lookup:
    segment = part.rows
    assert isinstance(segment, Segment)
    if wanted.allowed is None:
        excluded = segment.row_map.present(wanted.excluded)
        excluded = excluded[part.alive.mask[excluded]]
        return _Lookup(part, segment, None, part.alive.count, excluded)
    mask = mask_of(part, wanted)
    return _Lookup(part, segment, mask, int(np.count_nonzero(mask)), NOTHING)


def _search_codes(coder: Coder, lookups: list[_Lookup], wanted: Wanted) -> Iterator[Ranked]:
    """Finds candidates by codes, the best of all segments, and ranks them by their vectors."""
    count = max(LEAST_CANDIDATES, CANDIDATES_A_HIT * wanted.k)
    probes = [lookup.probes(wanted.probes) for lookup in lookups]
    assignment = coder.assign(wanted.query[None], max(probes))
    found = [
        _candidates(lookup, assignment.nearest(some), count)
        for lookup, some in zip(lookups, probes, strict=True)
    ]
    least = _least_of_best([scores for scores, _ in found], count)
    for lookup, (scores, rows) in zip(lookups, found, strict=True):
        if lookup.has_enough(rows, wanted.k):
            chosen = np.sort(rows[scores >= least])
            yield rank_rows(lookup.part, chosen, wanted, exact=False)
        else:  # the lists held too few
            yield scan_part(lookup.part, wanted)


def _candidates(lookup: _Lookup, assignment: Assignment, count: int) -> tuple[Vector, Rows]:
    """Returns estimated scores `[c]` and rows `[c]` of one segment."""
    excluded = lookup.excluded
    scores, rows = lookup.segment.codes.candidates(assignment, count + len(excluded), lookup.bits)
    found = (rows[0] >= 0) & ~np.isin(rows[0], excluded)
    return scores[0][found], rows[0][found]


def _least_of_best(scores: list[Vector], count: int) -> float:
    """Returns the least of the `count` best scores of several segments."""
    together = np.concatenate(scores)
    if len(together) <= count:
        return -math.inf
    return float(np.partition(together, len(together) - count)[len(together) - count])
