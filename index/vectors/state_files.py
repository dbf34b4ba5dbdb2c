"""Writes a state into a snapshot and reads it back."""

from pathlib import Path
from typing import Any

import numpy as np

from index.snapshots.writing import SnapshotWriter
from index.vectors.alive import Alive
from index.vectors.coder import Coder
from index.vectors.recent import RecentRows
from index.vectors.segment import Segment
from index.vectors.state import Part, State


def write_state(state: State, writer: SnapshotWriter, name: str) -> dict[str, Any]:
    """Writes a state; segments are taken over from the snapshot before where it has them.

    Args:
        state: What to write.
        writer: Takes the files.
        name: Begins the names of the files.

    Returns:
        What `read_state` needs besides the files.

    Raises:
        OSError: The disk failed.
    """
    return {
        "segments": [_write_segment(part, writer) for part in state.segments],
        "recent": _write_recent(state, writer, f"{name}.recent"),
        "coder": _write_coder(state, writer, f"{name}.coder"),
        "trained_for": state.trained_for,
    }


def read_state(folder: Path, dimension: int, description: dict[str, Any]) -> State:
    """Reads a state whose files' hashes were checked.

    Raises:
        OSError: A file cannot be read.
        ValueError: The files do not fit each other.
    """
    segments = tuple(
        _read_segment(folder, dimension, segment) for segment in description["segments"]
    )
    recent = _read_recent(folder, dimension, description["recent"])
    coder = Coder.read(folder / description["coder"]) if description["coder"] else None
    return State(segments, recent, coder, description["trained_for"])


def _write_segment(part: Part, writer: SnapshotWriter) -> dict[str, Any]:
    assert isinstance(part.rows, Segment)
    if part.rows.files[0] not in writer.files and not all(map(writer.take_over, part.rows.files)):
        part.rows.write(writer)
    if not part.alive.removed:
        return {"name": part.rows.name, "alive": None}
    alive = f"{part.rows.name}.alive"
    writer.write_array(alive, np.packbits(part.alive.mask))
    return {"name": part.rows.name, "alive": alive}


def _read_segment(folder: Path, dimension: int, description: dict[str, Any]) -> Part:
    segment = Segment.open(folder, description["name"], dimension)
    if description["alive"] is None:
        return Part(segment, Alive.whole(len(segment)))
    bits = np.load(folder / description["alive"], allow_pickle=False)
    return Part(segment, Alive(np.unpackbits(bits, count=len(segment)).astype(bool)))


def _write_recent(state: State, writer: SnapshotWriter, name: str) -> str:
    rows = np.flatnonzero(state.recent.alive.mask)
    writer.write_array(f"{name}.ids", state.recent.rows.row_map.ids[rows])
    writer.write_array(f"{name}.vectors", state.recent_rows.read(rows))
    return name


def _read_recent(folder: Path, dimension: int, name: str) -> Part:
    ids = np.load(folder / f"{name}.ids", allow_pickle=False)
    vectors = np.load(folder / f"{name}.vectors", allow_pickle=False)
    recent = RecentRows.empty(dimension).extended(ids, vectors)
    return Part(recent, Alive.whole(len(ids)))


def _write_coder(state: State, writer: SnapshotWriter, name: str) -> str | None:
    if state.coder is None:
        return None
    state.coder.write(writer.path(name))
    writer.finish(name)
    return name
