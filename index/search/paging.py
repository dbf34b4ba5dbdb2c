"""Takes one page out of a ranking that can only be read from its top."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from index.search.cursor import Bookmark, Position
from index.vectors import Ranked

Fetch = Callable[[int], Ranked]
Keep = Callable[[Ranked], NDArray[np.bool_]]


def entries_after(fetch: Fetch, keep: Keep, bookmark: Bookmark | None, wanted: int) -> Ranked:
    """Returns the first entries behind a bookmark.

    Args:
        fetch: Returns the best entries, so many as asked.
        keep: Says which of the best entries `[n]` count.
        bookmark: Where the page before ended; None for the first page.
        wanted: How many entries.
    """
    asked = wanted + (bookmark.rank if bookmark else 0)
    while True:
        ranked = fetch(asked)
        mask = keep(ranked)
        if bookmark is not None:
            mask &= ~np.isin(ranked.ids, bookmark.shown)
            mask &= _behind(ranked, bookmark.after)
        if np.count_nonzero(mask) >= wanted or len(ranked.ids) < asked:
            rows = np.flatnonzero(mask)[:wanted]
            return Ranked(ranked.ids[rows], ranked.scores[rows], ranked.exact)
        asked *= 2


def _behind(ranked: Ranked, after: Position | None) -> NDArray[np.bool_]:
    """Compares (score falling, id rising), which stays true when other entries come and go."""
    if after is None:
        return np.ones(len(ranked.ids), dtype=bool)
    equal = (ranked.scores == after.score) & (ranked.ids > after.id)
    behind: NDArray[np.bool_] = (ranked.scores < after.score) | equal
    return behind
