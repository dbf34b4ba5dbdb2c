"""Everything a search looks at, as one frozen value; a change makes the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from index.arrays import Ids, Vectors
from index.vectors.alive import Alive
from index.vectors.coder import Coder
from index.vectors.recent import RecentRows
from index.vectors.segment import Segment

Rowed = RecentRows | Segment


@dataclass(frozen=True, eq=False)
class Part:
    """Rows, and which of them count.

    Attributes:
        rows: Vectors under ids.
        alive: The rows that count.
    """

    rows: Rowed
    alive: Alive

    def without(self, ids: ArrayLike) -> "Part":
        """Returns the part after these ids were removed."""
        alive = self.alive.without(self.rows.row_map.present(ids))
        return self if alive is self.alive else replace(self, alive=alive)


@dataclass(frozen=True, eq=False)
class State:
    """Segments and recent rows. An id counts in one of them at most.

    Attributes:
        segments: Parts whose rows are `Segment`s, oldest first.
        recent: The part whose rows are `RecentRows`.
        coder: What made the segments' codes; None while there are no segments.
        trained_for: For how many vectors the coder was trained.
    """

    segments: tuple[Part, ...]
    recent: Part
    coder: Coder | None = None
    trained_for: int = 0

    @classmethod
    def empty(cls, dimension: int) -> "State":
        """Returns a state of no vectors."""
        return cls((), Part(RecentRows.empty(dimension), Alive.whole(0)))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Segments and recent rows."""
        return (*self.segments, self.recent)

    @property
    def recent_rows(self) -> RecentRows:
        """The rows of the recent part."""
        assert isinstance(self.recent.rows, RecentRows)
        return self.recent.rows

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return sum(part.alive.count for part in self.parts)

    @property
    def removed(self) -> int:
        """How many rows are kept that do not count any more."""
        return sum(part.alive.removed for part in self.parts)

    def without(self, ids: ArrayLike) -> "State":
        """Returns the state after these ids were removed."""
        segments = tuple(part.without(ids) for part in self.segments)
        return replace(self, segments=segments, recent=self.recent.without(ids))

    def extended(self, ids: Ids, vectors: Vectors) -> "State":
        """Returns the state after vectors `[n, d]` were put under ids `[n]`."""
        rest = self.without(ids)
        rows = rest.recent_rows.extended(ids, vectors)
        alive = rest.recent.alive.extended(len(ids))
        return replace(rest, recent=Part(rows, alive))

    def sketched(self) -> "State":
        """Returns the state with codes of its recent rows, unless they are all there is.

        Then a search is promised to be exact.
        """
        if not self.segments:
            return self
        return replace(self, recent=replace(self.recent, rows=self.recent_rows.sketched()))


def located(parts: Sequence[Part], ids: Ids) -> Iterable[tuple[Part, Ids, Ids]]:
    """Yields for every part the places `[m]` in `ids` of those it holds, and their rows `[m]`."""
    for part in parts:
        rows = part.rows.row_map.rows_of(ids)
        here = np.flatnonzero(rows >= 0)
        here = here[part.alive.mask[rows[here]]]
        yield part, here, rows[here]
