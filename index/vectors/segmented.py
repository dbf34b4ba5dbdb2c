"""The default index: recent vectors scanned in memory, all others found by codes."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from numpy.typing import ArrayLike

from index.arrays import checked_ids, checked_vectors
from index.snapshots.writing import SnapshotWriter
from index.vectors.building import Rebuilt, rebuild
from index.vectors.plans import Plan, Policy, compacting
from index.vectors.protocol import Change, Progress
from index.vectors.reader import SegmentedReader
from index.vectors.searching import PROBES
from index.vectors.state import State
from index.vectors.state_files import read_state, write_state


class SegmentedIndex:
    """A `VectorIndex` of frozen segments and a run of recent vectors.

    A change makes a new `State` and puts it in the place of the old one; a search looks at the one
    state that it found. So neither waits for the other. What grows too large or too worn is
    written anew beside it (`freeze`), and put in its place when it is done.
    """

    def __init__(self, dimension: int, policy: Policy | None = None, probes: int = PROBES) -> None:
        """Makes an empty index over vectors of length d."""
        self._dimension = dimension
        self._policy = policy or Policy()
        self._probes = probes
        self._state = State.empty(dimension)
        self._changing = Lock()

    @property
    def dimension(self) -> int:
        """Length d of the vectors."""
        return self._dimension

    def __len__(self) -> int:
        """Returns how many vectors there are."""
        return self._state.count

    def apply(self, changes: Iterable[Change]) -> None:
        """Makes several changes at once; see `VectorIndex.apply`."""
        with self._changing:
            state = self._state
            for change in changes:
                vectors = checked_vectors(change.vectors, self._dimension)
                ids = checked_ids(change.ids, len(vectors))
                state = state.without(change.removed).extended(ids, vectors)
            self._state = state.sketched()

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Puts vectors `[n, d]` under ids `[n]`; see `VectorIndex.add`."""
        self.apply([Change([], ids, vectors)])

    def remove(self, ids: ArrayLike) -> None:
        """Removes what stands under ids `[n]`."""
        with self._changing:
            self._state = self._state.without(ids)

    def reader(self) -> "SegmentedReader":
        """Returns the present state, which does not change any more."""
        return SegmentedReader(self._state, self._dimension, self._probes)

    def freeze(self, *, compact: bool = False) -> "FrozenIndex":
        """Returns the present state, to be written to a snapshot; see `VectorIndex.freeze`."""
        state = self._state
        plan = self._policy.plan(state) or (compacting(state) if compact else None)
        return FrozenIndex(self, state, plan)

    def describe(self) -> dict[str, Any]:
        """Returns sizes and settings."""
        state = self._state
        return {
            "vectors": state.count,
            "recent": state.recent.alive.count,
            "removed": state.removed,
            "segments": [len(part.rows) for part in state.segments],
            "lists": state.coder.lists if state.coder else 0,
        }

    @classmethod
    def open(
        cls, folder: Path, dimension: int, description: dict[str, Any], policy: Policy | None = None
    ) -> "SegmentedIndex":
        """Opens what `FrozenIndex.write` wrote, after the files' hashes were checked.

        Args:
            folder: Where the files lie.
            dimension: Length d of the vectors.
            description: What `FrozenIndex.write` returned.
            policy: When to divide and write anew.

        Raises:
            OSError: A file cannot be read.
            ValueError: The files do not fit each other.
        """
        return cls.holding(read_state(folder, dimension, description), policy)

    @classmethod
    def holding(
        cls, state: State, policy: Policy | None = None, probes: int = PROBES
    ) -> "SegmentedIndex":
        """Returns an index over a state that was built elsewhere."""
        index = cls(state.recent_rows.dimension, policy, probes)
        index._state = state.sketched()
        return index

    def with_probes(self, probes: int) -> "SegmentedIndex":
        """Returns an index over the same vectors whose searches look into so many lists."""
        return self.holding(self._state, self._policy, probes)

    def _install(self, rebuilt: Rebuilt) -> None:
        with self._changing:
            self._state = rebuilt.installed(self._state).sketched()


class FrozenIndex:
    """A state of an index on its way into a snapshot."""

    def __init__(self, index: SegmentedIndex, state: State, plan: Plan | None) -> None:
        """Takes an index, its state, and what is due to be done to it."""
        self._index = index
        self._state = state
        self._plan = plan
        self._rebuilt: Rebuilt | None = None

    @property
    def aim(self) -> str | None:
        """What is due to be written anew on the way, or None."""
        return self._plan.aim if self._plan else None

    def write(self, writer: SnapshotWriter, name: str, progress: Progress) -> dict[str, Any]:
        """Does what is due and writes the outcome; see `Frozen.write`."""
        state = self._state
        if self._plan is not None:
            token = secrets.token_hex(4)  # segments live on in later snapshots beside new ones
            self._rebuilt = rebuild(state, self._plan, writer, f"{name}-{token}", progress)
            state = self._rebuilt.installed(state)
        return write_state(state, writer, name)

    def install(self) -> None:
        """Puts what was written anew in the place of what it was made of."""
        if self._rebuilt is not None:
            self._index._install(self._rebuilt)  # noqa: SLF001 - two halves of one class
