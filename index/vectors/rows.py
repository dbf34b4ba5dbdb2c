"""Which row of a matrix holds which id."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import Ids, Rows


class RowMap:
    """A frozen two-way map between ids and rows; a change makes a new map.

    Attributes:
        ids: The id of every row `[n]`. An id may stand in several rows, of which the last counts.
    """

    def __init__(self, ids: Ids) -> None:
        """Takes the id of every row `[n]`."""
        self.ids = ids
        rising = bool(np.all(ids[1:] > ids[:-1]))
        # Ids mostly come in rising order, and then the map is the ids themselves: 8 bytes a row.
        self._order = None if rising else np.argsort(ids, kind="stable")
        self._sorted = ids if self._order is None else ids[self._order]

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return len(self.ids)

    def rows_of(self, ids: ArrayLike) -> Rows:
        """Returns the row of every id `[m]`, -1 where there is none."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self.ids):
            return np.full(wanted.shape, -1, dtype=np.int64)
        places = np.maximum(np.searchsorted(self._sorted, wanted, side="right") - 1, 0)
        rows = places if self._order is None else self._order[places]
        return np.where(self._sorted[places] == wanted, rows, -1)

    def present(self, ids: ArrayLike) -> Rows:
        """Returns the rows of those of the ids that have one."""
        rows = self.rows_of(ids)
        return rows[rows >= 0]

    def mask(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Returns a mask over rows `[n]` that marks these ids."""
        marked = np.zeros(len(self.ids), dtype=bool)
        marked[self.present(ids)] = True
        return marked
