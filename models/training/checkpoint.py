"""An unfinished run on disk: tensors and counters in one safetensors file, never a pickle."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from models.exceptions import WeightsCorrupt

SUFFIX = ".unfinished"
FORMAT = "2"
_NOTES, _FORMAT, _DIGEST = "notes", "format", "sha256"


@dataclass(frozen=True)
class Checkpoint:
    """What a run needs to go on as if it had never stopped.

    Attributes:
        tensors: Weights, averages, moments of the optimiser, states of the random generators.
        notes: Counters and judgements so far, and what the run was started with; JSON.
    """

    tensors: Mapping[str, Tensor]
    notes: Mapping[str, Any]


def checkpoint_path(out: Path) -> Path:
    """Returns where the unfinished run lies whose heads will go to `out`."""
    return out.with_suffix(SUFFIX)


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint beside and renames it, so that a kill leaves the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    tensors = {name: t.detach().cpu().contiguous() for name, t in checkpoint.tensors.items()}
    save_file(tensors, draft, metadata=_metadata(tensors, checkpoint.notes))
    draft.replace(path)


def _metadata(tensors: Mapping[str, Tensor], notes: Mapping[str, Any]) -> dict[str, str]:
    written = json.dumps(notes)
    return {_NOTES: written, _FORMAT: FORMAT, _DIGEST: _digest(tensors, written)}


def _digest(tensors: Mapping[str, Tensor], notes: str) -> str:
    """Hashes everything that a run goes on with: safetensors itself notices no flipped bit."""
    digest = hashlib.sha256(notes.encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {list(tensor.shape)}".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def load_checkpoint(path: Path) -> Checkpoint | None:
    """Reads a checkpoint, or returns None where there is none.

    Raises:
        WeightsCorrupt: The file is damaged, or another version of this program wrote it.
    """
    if not path.is_file():
        return None
    try:
        return _read(path)
    except (SafetensorError, OSError, ValueError, KeyError, RuntimeError) as error:
        raise WeightsCorrupt(f"the unfinished run {path} is damaged: delete it") from error


def _read(path: Path) -> Checkpoint:
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata() or {}
        if metadata.get(_FORMAT) != FORMAT:
            raise WeightsCorrupt(f"another version wrote the unfinished run {path}: delete it")
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    if _digest(tensors, metadata[_NOTES]) != metadata[_DIGEST]:
        raise ValueError("its content is not what was written")
    return Checkpoint(tensors, json.loads(metadata[_NOTES]))


def flatten_optimiser(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Returns the moments of every weight, named by the weight's number."""
    return {
        f"{number}.{name}": tensor
        for number, moments in optimiser.state_dict()["state"].items()
        for name, tensor in moments.items()
    }


def restore_optimiser(optimiser: torch.optim.Optimizer, flat: Mapping[str, Tensor]) -> None:
    """Gives an optimiser back what `flatten_optimiser` took from one like it."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in flat.items():
        number, name = key.split(".")
        state.setdefault(int(number), {})[name] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
