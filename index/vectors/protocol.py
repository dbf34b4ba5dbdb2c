"""What every vector index looks like to the rest of the package."""

from collections.abc import Collection
from typing import NamedTuple, Protocol

from numpy.typing import ArrayLike

from index.arrays import Ids, Scores, Vectors


class Ranked(NamedTuple):
    """Entries of an index, best first.

    Attributes:
        ids: Ids `[n]`; equal scores stand in the order of their ids.
        scores: Inner products with the query `[n]`, float64, falling.
    """

    ids: Ids
    scores: Scores


class VectorIndex(Protocol):
    """Unit vectors under ids, searched exactly by their inner product with a query.

    Every method may be called from any thread: searches run beside each other, and a change is
    seen by every search that starts after the change has returned.
    """

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        ...

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        ...

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Puts vectors `[n, d]` under ids `[n]`, in the place of what was there.

        Raises:
            ValueError: A wrong shape, an id twice, or a vector whose length is not 1.
        """
        ...

    def remove(self, ids: ArrayLike) -> None:
        """Removes what stands under ids `[n]`; ids that are not there are passed over."""
        ...

    def search(
        self,
        query: ArrayLike,
        k: int,
        allowed: Ids | None = None,
        excluded: Collection[int] = (),
    ) -> Ranked:
        """Finds the k entries with the largest inner products, fewer where there are fewer.

        Args:
            query: Query vector `[d]`, of any length.
            k: How many, at least 1.
            allowed: The only ids that may be found; None for all.
            excluded: Ids that may not be found.

        Raises:
            ValueError: A wrong shape, a number that is not finite, or k below 1.
        """
        ...

    def vectors_of(self, ids: ArrayLike) -> Vectors:
        """Returns the vectors `[n, d]` under ids `[n]`.

        Raises:
            KeyError: Nothing stands under one of the ids.
        """
        ...
