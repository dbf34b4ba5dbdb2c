"""What an interrupted run goes on with: arrays and counters in one safetensors file, no pickle."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from models.exceptions import WeightsCorrupt

SUFFIX = ".unfinished"
FORMAT = "2"
_NOTES, _FORMAT, _DIGEST = "notes", "format", "sha256"

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class UnfinishedRun:
    """What a run needs to go on as if it had never stopped.

    Attributes:
        arrays: Everything numeric, by name.
        notes: Counters, and what the run was started with; JSON.
    """

    arrays: Arrays
    notes: Mapping[str, Any]


def unfinished_path(out: Path) -> Path:
    """Returns where the unfinished run lies whose result will go to `out`."""
    return out.with_suffix(SUFFIX)


def save_unfinished(path: Path, run: UnfinishedRun) -> None:
    """Writes a run beside and renames it, so that a kill leaves the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    arrays = {name: np.asarray(array, order="C") for name, array in run.arrays.items()}
    save_file(arrays, draft, metadata=_metadata(arrays, run.notes))
    draft.replace(path)


def _metadata(arrays: Arrays, notes: Mapping[str, Any]) -> dict[str, str]:
    written = json.dumps(notes)
    return {_NOTES: written, _FORMAT: FORMAT, _DIGEST: _digest(arrays, written)}


def _digest(arrays: Arrays, notes: str) -> str:
    """Hashes everything that a run goes on with: safetensors itself notices no flipped bit."""
    digest = hashlib.sha256(notes.encode())
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype} {list(array.shape)}".encode())
        digest.update(array.reshape(-1).view(np.uint8).data)
    return digest.hexdigest()


def load_unfinished(path: Path) -> UnfinishedRun | None:
    """Reads a run, or returns None where there is none.

    Raises:
        WeightsCorrupt: The file is damaged, or another version of this program wrote it.
    """
    if not path.is_file():
        return None
    try:
        return _read(path)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise WeightsCorrupt(f"the unfinished run {path} is damaged: delete it") from error


def _read(path: Path) -> UnfinishedRun:
    with safe_open(path, framework="np") as file:
        metadata = file.metadata() or {}
        if metadata.get(_FORMAT) != FORMAT:
            raise WeightsCorrupt(f"another version wrote the unfinished run {path}: delete it")
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    if _digest(arrays, metadata[_NOTES]) != metadata[_DIGEST]:
        raise ValueError("its content is not what was written")
    return UnfinishedRun(arrays, json.loads(metadata[_NOTES]))
