"""Which parts of an index to write anew, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.vectors.coder import LEAST_TO_TRAIN
from index.vectors.state import Part, State

Kind = Literal["auto", "flat", "ivf"]
Aim = Literal["flush", "train", "compact", "unpack"]

# One search takes 11 ms at 100,000 x 512 by scanning and 1 ms by codes.
EXACT_UP_TO = 100_000
# So many recent rows cost a search 0.6 ms by their codes of one bit.
FLUSH_AT = 16_384
# A segment is at least so many times as large as the next one. So there are three at a million,
# each of which costs a search 0.4 ms, and by then a vector was written six times; with 8 there are
# two, and it was written eight times, with 2 five and three.
RATIO = 4
# Centres trained for n serve well up to so many times n.
STALE_AT = 4
# Removed rows cost memory and time; at this share of a part it is written anew.
COMPACT_AT = 0.25
LEAST_COMPACTED = 1024


@dataclass(frozen=True, eq=False)
class Plan:
    """What to do.

    Attributes:
        aim: Why: recent rows become a segment, all codes are trained anew, removed rows are
            dropped, or all vectors return to memory because they have become few.
        sources: The segments that go into the new one, in their order; recent rows go in always.
    """

    aim: Aim
    sources: tuple[Part, ...]


@dataclass(frozen=True)
class Policy:
    """When an index is divided, and when it is written anew.

    Attributes:
        kind: `flat` always scans, `ivf` has codes as soon as they can be trained, `auto` from
            `exact_up_to` vectors on.
        exact_up_to: Largest number of vectors that are scanned.
        flush_at: Recent rows that become a segment.
    """

    kind: Kind = "auto"
    exact_up_to: int = EXACT_UP_TO
    flush_at: int = FLUSH_AT

    def plan(self, state: State) -> Plan | None:
        """Returns what is due, or None."""
        if not self._keeps_codes(state):
            return self._plan_flat(state)
        if state.count > STALE_AT * state.trained_for:
            return Plan("train", state.segments)
        if len(state.recent.rows) >= self.flush_at:
            return Plan("flush", self._tail(state))
        if stale := [part for part in state.segments if _is_worn(part)]:
            # Neighbours in order stay neighbours: everything younger goes along.
            return Plan("compact", state.segments[state.segments.index(stale[0]) :])
        return None

    def wants_codes(self, count: int) -> bool:
        """Says whether so many vectors should be found by codes."""
        if self.kind == "flat":
            return False
        return count >= LEAST_TO_TRAIN if self.kind == "ivf" else count > self.exact_up_to

    def _keeps_codes(self, state: State) -> bool:
        """Says whether there should be segments: once there, they stay down to half the size."""
        if not state.segments:
            return self.wants_codes(state.count)
        return self.kind == "ivf" or self.wants_codes(2 * state.count)

    def _plan_flat(self, state: State) -> Plan | None:
        if state.segments:
            return Plan("unpack", state.segments)
        return Plan("compact", ()) if _is_worn(state.recent) else None

    def _tail(self, state: State) -> tuple[Part, ...]:
        """Returns the youngest segments that are too small to stand beside the new one."""
        size, first = state.recent.alive.count, len(state.segments)
        while first and len(state.segments[first - 1].rows) < RATIO * size:
            first -= 1
            size += state.segments[first].alive.count
        return state.segments[first:]


def compacting(state: State) -> Plan | None:
    """Returns the plan that leaves one part without removed rows, or None if that is so."""
    if not state.removed and len(state.segments) <= 1:
        return None
    return Plan("compact", state.segments)


def kept_segments(state: State, sources: Sequence[Part]) -> tuple[Part, ...]:
    """Returns the segments that a plan leaves as they are."""
    return state.segments[: len(state.segments) - len(sources)]


def _is_worn(part: Part) -> bool:
    return part.alive.removed >= max(LEAST_COMPACTED, COMPACT_AT * len(part.rows))
