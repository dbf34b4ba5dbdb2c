"""Parts of a set of features on disk, and reading them as one."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Encoded, States

Batch = tuple[NDArray[np.int64], Encoded]
"""Some rows of a part and what the encoder told of them."""

_VECTORS, _STATES = ".npy", ".states.npy"


def read_part(path: Path, *, with_states: bool) -> Encoded | None:
    """Reads a part, its states left on disk, or returns None where it must be made (again).

    A power cut may leave a file shorter than it was written: that part counts as never finished.
    """
    vectors, states = (path.with_suffix(suffix) for suffix in (_VECTORS, _STATES))
    if not vectors.is_file() or (with_states and not states.is_file()):
        return None
    try:
        kept = np.load(states, mmap_mode="r", allow_pickle=False) if with_states else None
        return Encoded(np.load(vectors, allow_pickle=False), kept)
    except (ValueError, EOFError):
        return None


def keep_part(path: Path, rows: int, batches: Iterable[Batch]) -> None:
    """Gathers the batches of a part of so many rows and writes it, all of it or nothing.

    States become half precision: they are a thousand numbers a token or place.
    """
    encoded = gather(rows, batches)
    path.parent.mkdir(parents=True, exist_ok=True)
    if encoded.states is not None:
        _write(path.with_suffix(_STATES), encoded.states[:])
    _write(path.with_suffix(_VECTORS), encoded.vectors)


def gather(rows: int, batches: Iterable[Batch]) -> Encoded:
    """Puts batches of so many rows in all, at least one, into one."""
    drawn = list(batches)
    with_states = drawn[0][1].states is not None
    states = _gather_states(rows, drawn) if with_states else None
    return Encoded(_gather_vectors(rows, drawn), states)


def join_parts(parts: Sequence[Encoded]) -> Encoded:
    """Puts parts behind one another."""
    states = [part.states for part in parts if part.states is not None]
    vectors = np.concatenate([part.vectors for part in parts])
    return Encoded(vectors, JoinedStates(states) if states else None)


class JoinedStates:
    """States of several parts, read from disk where somebody asks for rows."""

    def __init__(self, parts: Sequence[States]) -> None:
        """Takes arrays `[n_i, t_i, s]`, which may differ in t."""
        self._parts = parts
        self._starts = np.cumsum([0, *(part.shape[0] for part in parts)])
        self._longest = max(part.shape[1] for part in parts)
        self.shape = (int(self._starts[-1]), self._longest, parts[0].shape[2])

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[np.floating]:
        """Reads rows, float32 `[b, t, s]`; what is shorter than the longest ends in zeros."""
        found = np.zeros((len(rows), *self.shape[1:]), dtype=np.float32)
        of_part = np.searchsorted(self._starts, rows, side="right") - 1
        for number, part in enumerate(self._parts):
            here = np.flatnonzero(of_part == number)
            found[here, : part.shape[1]] = part[rows[here] - self._starts[number]]
        return found


def _gather_vectors(rows: int, batches: Sequence[Batch]) -> NDArray[np.float32]:
    gathered = np.zeros((rows, batches[0][1].vectors.shape[1]), dtype=np.float32)
    for own, encoded in batches:
        gathered[own] = encoded.vectors
    return gathered


def _gather_states(rows: int, batches: Sequence[Batch]) -> NDArray[np.float16]:
    found = [(own, encoded.states) for own, encoded in batches if encoded.states is not None]
    longest = max(states.shape[1] for _, states in found)
    gathered = np.zeros((rows, longest, found[0][1].shape[2]), dtype=np.float16)
    for own, states in found:
        gathered[own, : states.shape[1]] = states[:]
    return gathered


def _write(path: Path, array: NDArray[np.floating]) -> None:
    """Writes beside and renames, so that a kill leaves no half of a file."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        draft = Path(scratch) / path.name
        np.save(draft, array, allow_pickle=False)
        draft.replace(path)
