"""What every vector index looks like to the rest of the package."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.arrays import Ids, Rows, Scores, Vectors
from index.snapshots.writing import SnapshotWriter

Progress = Callable[[int, int], None]
"""Called with how many vectors are done, and of how many."""


class Change(NamedTuple):
    """What one step does to an index.

    Attributes:
        removed: Ids that go `[r]`; those that are not there are passed over.
        ids: Ids that come, or get another vector `[n]`.
        vectors: Their vectors `[n, d]`, of length 1.
    """

    removed: ArrayLike
    ids: ArrayLike
    vectors: ArrayLike


class Ranked(NamedTuple):
    """Entries of an index, best first.

    Attributes:
        ids: Ids `[n]`; equal scores stand in the order of their ids.
        scores: Inner products with the query `[n]`, float64, falling.
        exact: These are the best for certain; otherwise a few may have been missed.
    """

    ids: Ids
    scores: Scores
    exact: bool = True


class Near(NamedTuple):
    """Entries that are near to some of several vectors.

    Attributes:
        queries: Which of the vectors `[p]`.
        ids: The entries near to them `[p]`.
        scores: Their inner products `[p]`.
    """

    queries: Rows
    ids: Ids
    scores: Scores


class VectorReader(Protocol):
    """One state of an index: several questions get answers that fit each other."""

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        ...

    def contains(self, ids: ArrayLike) -> NDArray[np.bool_]:
        """Returns a mask `[n]` of those of the ids `[n]` under which a vector stands."""
        ...

    def search(
        self,
        query: ArrayLike,
        k: int,
        allowed: Ids | None = None,
        excluded: Collection[int] = (),
        *,
        exact: bool = False,
    ) -> Ranked:
        """Finds the k entries with the largest inner products, fewer where there are fewer.

        Args:
            query: Query vector `[d]`, of any length.
            k: How many, at least 1.
            allowed: The only ids that may be found; None for all.
            excluded: Ids that may not be found.
            exact: Look at every vector, however long it takes.

        Raises:
            ValueError: A wrong shape, a number that is not finite, or k below 1.
        """
        ...

    def near(self, vectors: Vectors, threshold: float) -> Near:
        """Finds for each of several vectors `[m, d]` the entries above a threshold.

        Where entries are found by codes, only the 32 that seem nearest to a vector are looked at.

        Raises:
            OSError: A file of the index cannot be read.
        """
        ...

    def vectors_of(self, ids: ArrayLike) -> Vectors:
        """Returns the vectors `[n, d]` under ids `[n]`.

        Raises:
            KeyError: Nothing stands under one of the ids.
        """
        ...


class VectorIndex(Protocol):
    """Unit vectors under ids, searched by their inner product with a query.

    Every method may be called from any thread: searches run beside each other and beside changes,
    and a change is seen by every search that starts after the change has returned.
    """

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        ...

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        ...

    def apply(self, changes: Iterable[Change]) -> None:
        """Makes several changes, in their order, which searches see all at once.

        Raises:
            ValueError: A wrong shape, an id twice in one change, or a vector whose length is not
                1; then nothing is changed.
        """
        ...

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Puts vectors `[n, d]` under ids `[n]`, in the place of what was there.

        Raises:
            ValueError: As `apply`.
        """
        ...

    def remove(self, ids: ArrayLike) -> None:
        """Removes what stands under ids `[n]`; ids that are not there are passed over."""
        ...

    def reader(self) -> VectorReader:
        """Returns the present state, which does not change any more."""
        ...

    def freeze(self, *, compact: bool = False) -> "Frozen":
        """Returns the present state, to be written to a snapshot.

        Args:
            compact: Drop removed rows and join parts on the way, even if there are few.
        """
        ...

    def describe(self) -> dict[str, Any]:
        """Returns sizes and settings for a person."""
        ...


class Frozen(Protocol):
    """One state of an index on its way into a snapshot."""

    @property
    def aim(self) -> str | None:
        """What is due to be written anew on the way, or None."""
        ...

    def write(self, writer: SnapshotWriter, name: str, progress: Progress) -> dict[str, Any]:
        """Does what is due and writes the outcome; searches do not see it yet.

        Args:
            writer: Takes the files.
            name: Begins the names of new files.
            progress: Told of vectors that are written anew.

        Returns:
            What opening needs besides the files.

        Raises:
            OSError: The disk failed; the index is as it was.
        """
        ...

    def install(self) -> None:
        """Lets searches see what was written anew, with all changes since."""
        ...
