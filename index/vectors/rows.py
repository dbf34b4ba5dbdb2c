"""Which row of a matrix holds which id."""

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import Ids, Rows


class RowMap:
    """A frozen two-way map between ids and rows; a change makes a new map.

    Attributes:
        ids: The id of every row `[n]`.
    """

    def __init__(self, ids: Ids) -> None:
        """Takes the id of every row `[n]`, each only once."""
        self.ids = ids
        # Ids mostly come in rising order, on which a stable sort takes one pass.
        self._order = np.argsort(ids, kind="stable")
        self._sorted = ids[self._order]

    def rows_of(self, ids: ArrayLike) -> Rows:
        """Returns the row of every id `[m]`, -1 where there is none."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self.ids):
            return np.full(wanted.shape, -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._sorted, wanted), len(self.ids) - 1)
        return np.where(self._sorted[places] == wanted, self._order[places], -1)

    def known_rows(self, ids: ArrayLike) -> Rows:
        """Returns the row of every id `[m]`.

        Raises:
            KeyError: An id has no row.
        """
        rows = self.rows_of(ids)
        if (rows < 0).any():
            raise KeyError(int(np.asarray(ids)[rows < 0][0]))
        return rows

    def selected(self, allowed: Ids | None, excluded: Collection[int]) -> NDArray[np.bool_]:
        """Returns a mask over rows `[n]`: allowed (None for all) and not excluded."""
        mask = np.full(len(self.ids), allowed is None)
        if allowed is not None:
            mask[self._present(allowed)] = True
        mask[self._present(list(excluded))] = False
        return mask

    def without(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Returns a mask over rows `[n]`: the rows that stay when ids are removed."""
        mask = np.ones(len(self.ids), dtype=bool)
        mask[self._present(ids)] = False
        return mask

    def _present(self, ids: ArrayLike) -> Rows:
        rows = self.rows_of(ids)
        return rows[rows >= 0]
