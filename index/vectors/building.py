"""Writes parts of an index anew while it is being searched and changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from index.arrays import Ids, Rows, Vectors
from index.snapshots.writing import SnapshotWriter
from index.vectors.alive import Alive
from index.vectors.coder import Coder, lists_for, sample_for
from index.vectors.codes import Codes
from index.vectors.plans import Plan, kept_segments
from index.vectors.protocol import Progress
from index.vectors.recent import RecentRows
from index.vectors.segment import CODES, IDS, VECTORS, Segment
from index.vectors.state import Part, State

CHUNK = 16_384


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """A new part, and where its rows came from.

    Attributes:
        plan: What was to be done.
        rows: The new rows: a segment, or recent rows that hold everything.
        origins: For every old part, in the order of the new rows, which of its rows they are.
        recent_count: How many recent rows there were.
        coder: What made the codes.
        trained_for: For how many vectors it was trained.
    """

    plan: Plan
    rows: Segment | RecentRows
    origins: tuple[Rows, ...]
    recent_count: int
    coder: Coder | None
    trained_for: int

    def installed(self, now: State) -> State:
        """Returns a state with the new part in the place of the old ones.

        What was added since stands among the recent rows; what was removed since, is removed.

        Args:
            now: The state that the old parts have come to.
        """
        kept = kept_segments(now, self.plan.sources)
        sources = (*now.segments[len(kept) :], now.recent)
        masks = [part.alive.mask[rows] for part, rows in zip(sources, self.origins, strict=True)]
        alive = Alive(np.concatenate(masks))
        rest = now.recent_rows.rows_from(self.recent_count)
        rest_alive = Alive(now.recent.alive.mask[self.recent_count :])
        if isinstance(self.rows, RecentRows):
            merged = self.rows.extended(rest.row_map.ids, rest.vectors)
            both = Alive(np.concatenate([alive.mask, rest_alive.mask]))
            return State(kept, Part(merged, both), self.coder if kept else None, self.trained_for)
        segments = (*kept, Part(self.rows, alive))
        return State(segments, Part(rest, rest_alive), self.coder, self.trained_for)


class _Encoder:
    """Makes codes, or takes them over from a segment of the same coder whose rows all stay."""

    def __init__(self, coder: Coder, *, reuse: bool) -> None:
        self._writer = coder.open_codes()
        self._reuse = reuse

    def reuse(self, part: Part, rows: Rows) -> bool:
        if not self._reuse or isinstance(part.rows, RecentRows) or len(rows) < len(part.rows):
            return False
        self._writer.append(part.rows.codes)
        return True

    def add(self, vectors: Vectors) -> None:
        self._writer.add(vectors)

    def close(self) -> Codes:
        return self._writer.close()


def rebuild(
    state: State, plan: Plan, writer: SnapshotWriter, name: str, progress: Progress
) -> Rebuilt:
    """Carries out a plan; the state goes on being searched.

    Args:
        state: What the plan was made for.
        plan: What to do.
        writer: Takes the files of a new segment.
        name: Name of the new segment.
        progress: Told of what is done.

    Raises:
        OSError: The disk failed.
    """
    keep_removed = plan.aim == "flush"  # so that the codes of old segments stay as they are
    parts = (*plan.sources, state.recent)
    origins = tuple(_origin(part, keep_removed=keep_removed) for part in parts)
    if not _becomes_segment(state, plan):
        rows = _gathered(parts, origins, state.recent_rows)
        return Rebuilt(plan, rows, origins, len(state.recent.rows), None, 0)
    coder, trained_for = state.coder, state.trained_for
    if coder is None or plan.aim == "train":
        coder, trained_for = _train(state), state.count
    encoder = _Encoder(coder, reuse=coder is state.coder)
    segment = _write_segment(parts, origins, encoder, writer, name, progress)
    return Rebuilt(plan, segment, origins, len(state.recent.rows), coder, trained_for)


def build_in_bulk(
    sample: Vectors,
    batches: Iterable[tuple[Ids, Vectors]],
    count: int,
    writer: SnapshotWriter,
    name: str,
) -> State:
    """Writes many vectors straight into one segment, in little memory.

    Args:
        sample: Vectors to learn from `[m, d]`.
        batches: Ids `[n]` with their vectors `[n, d]`, each id once.
        count: About how many vectors there are in all.
        writer: Takes the files.
        name: Name of the segment.

    Raises:
        OSError: The disk failed.
    """
    coder = Coder.train(sample, min(lists_for(count), len(sample)))
    codes = coder.open_codes()
    all_ids: list[Ids] = []
    with writer.path(f"{name}.{VECTORS}").open("wb") as file:
        for ids, vectors in batches:
            file.write(np.ascontiguousarray(vectors, dtype="<f4").data)
            codes.add(vectors)
            all_ids.append(ids)
    segment = _finish_segment(np.concatenate(all_ids), codes.close(), writer, name, sample.shape[1])
    empty = State.empty(sample.shape[1])
    return State((Part(segment, Alive.whole(len(segment))),), empty.recent, coder, len(segment))


def _becomes_segment(state: State, plan: Plan) -> bool:
    return plan.aim != "unpack" and (plan.aim == "train" or bool(state.segments))


def _origin(part: Part, *, keep_removed: bool) -> Rows:
    if keep_removed and isinstance(part.rows, Segment):
        return np.arange(len(part.rows))
    return np.flatnonzero(part.alive.mask)


def _gathered(parts: tuple[Part, ...], origins: tuple[Rows, ...], like: RecentRows) -> RecentRows:
    gathered = like.rows_from(len(like))
    for part, rows in zip(parts, origins, strict=True):
        for chosen, vectors in _read(part, rows):
            gathered = gathered.extended(part.rows.row_map.ids[chosen], vectors)
    return gathered


def _train(state: State) -> Coder:
    """Learns from as many vectors as suit the present size, from all parts alike."""
    wanted = sample_for(state.count)
    share = wanted / max(state.count, 1)
    random = np.random.default_rng(state.count)
    samples: list[Vectors] = []
    for part in state.parts:
        alive = np.flatnonzero(part.alive.mask)
        chosen = random.choice(alive, round(share * len(alive)), replace=False)
        samples.extend(vectors.copy() for _, vectors in _read(part, np.sort(chosen)))
    sample = np.concatenate(samples)
    return Coder.train(sample, min(lists_for(state.count), len(sample)))


def _write_segment(
    parts: tuple[Part, ...],
    origins: tuple[Rows, ...],
    encoder: _Encoder,
    writer: SnapshotWriter,
    name: str,
    progress: Progress,
) -> Segment:
    total, done = sum(map(len, origins)), 0
    with writer.path(f"{name}.{VECTORS}").open("wb") as file:
        for part, rows in zip(parts, origins, strict=True):
            reused = encoder.reuse(part, rows)
            for _, vectors in _read(part, rows):
                file.write(np.ascontiguousarray(vectors, dtype="<f4").data)
                if not reused:
                    encoder.add(vectors)
                done += len(vectors)
                progress(done, total)
    dimension = parts[-1].rows.dimension
    return _finish_segment(_ids(parts, origins), encoder.close(), writer, name, dimension)


def _finish_segment(
    ids: Ids, codes: Codes, writer: SnapshotWriter, name: str, dimension: int
) -> Segment:
    """Writes what belongs to a file of vectors, and opens all three."""
    writer.finish(f"{name}.{VECTORS}")
    writer.write_array(f"{name}.{IDS}", ids)
    codes.write(writer.path(f"{name}.{CODES}"))
    writer.finish(f"{name}.{CODES}")
    return Segment.open(writer.folder, name, dimension)


def _ids(parts: tuple[Part, ...], origins: tuple[Rows, ...]) -> Ids:
    pairs = zip(parts, origins, strict=True)
    return np.concatenate([part.rows.row_map.ids[rows] for part, rows in pairs])


def _read(part: Part, rows: Rows) -> Iterator[tuple[Rows, Vectors]]:
    """Yields rows with their vectors, a chunk at a time."""
    source = part.rows if isinstance(part.rows, RecentRows) else part.rows.vectors
    for start in range(0, len(rows), CHUNK):
        chosen = rows[start : start + CHUNK]
        yield chosen, source.read(chosen)
