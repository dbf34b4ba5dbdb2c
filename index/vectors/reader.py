"""Answers questions about one state of a segmented index."""

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import Ids, Vectors, checked_query
from index.vectors.nearness import near_in_parts
from index.vectors.protocol import Near, Ranked
from index.vectors.ranking import checked_k
from index.vectors.recent import RecentRows
from index.vectors.scanning import Wanted
from index.vectors.searching import PROBES_A_HIT, search_parts
from index.vectors.state import State, located


class SegmentedReader:
    """A `VectorReader` of a `State`."""

    def __init__(self, state: State, dimension: int, probes: int) -> None:
        """Takes a state, the length d of its vectors, and how many lists a search looks into."""
        self._state = state
        self._dimension = dimension
        self._probes = probes

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        return self._state.count

    def contains(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Returns a mask `[n]` of the ids that are there."""
        wanted = np.asarray(ids, dtype=np.int64)
        mask = np.zeros(len(wanted), dtype=bool)
        for _, places, _ in located(self._state.parts, wanted):
            mask[places] = True
        return mask

    def search(
        self,
        query: ArrayLike,
        k: int,
        allowed: Ids | None = None,
        excluded: Collection[int] = (),
        *,
        exact: bool = False,
    ) -> Ranked:
        """Finds the k best entries; see `VectorReader.search`."""
        wanted = Wanted(
            query=checked_query(query, self._dimension),
            k=checked_k(k),
            allowed=allowed,
            excluded=np.fromiter(excluded, np.int64, len(excluded)),
            probes=self._probes + int(PROBES_A_HIT * k),
            exact=exact,
        )
        return search_parts(self._state, wanted)

    def near(self, vectors: Vectors, threshold: float) -> Near:
        """Finds the entries above a threshold for each of several vectors."""
        return near_in_parts(self._state, vectors, threshold, self._probes)

    def vectors_of(self, ids: ArrayLike) -> Vectors:
        """Returns the vectors `[n, d]` under ids `[n]`; see `VectorReader.vectors_of`."""
        wanted = np.asarray(ids, dtype=np.int64)
        vectors = np.empty((len(wanted), self._dimension), np.float32)
        missing = np.ones(len(wanted), dtype=bool)
        for part, places, rows in located(self._state.parts, wanted):
            source = part.rows if isinstance(part.rows, RecentRows) else part.rows.vectors
            vectors[places] = source.read(rows)
            missing[places] = False
        if missing.any():
            raise KeyError(int(wanted[missing][0]))
        return vectors
