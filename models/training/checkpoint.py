"""An unfinished run of heads: what `models.unfinished` keeps, as tensors."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.unfinished import UnfinishedRun, load_unfinished, save_unfinished


@dataclass(frozen=True)
class Checkpoint:
    """What a run needs to go on as if it had never stopped.

    Attributes:
        tensors: Weights, averages, moments of the optimiser, states of the random generators.
        notes: Counters and judgements so far, and what the run was started with; JSON.
    """

    tensors: Mapping[str, Tensor]
    notes: Mapping[str, Any]


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Writes a checkpoint beside and renames it, so that a kill leaves the one before."""
    arrays = {name: t.detach().cpu().numpy() for name, t in checkpoint.tensors.items()}
    save_unfinished(path, UnfinishedRun(arrays, checkpoint.notes))


def load_checkpoint(path: Path) -> Checkpoint | None:
    """Reads a checkpoint, or returns None where there is none.

    Raises:
        WeightsCorrupt: The file is damaged, or another version of this program wrote it.
    """
    run = load_unfinished(path)
    if run is None:
        return None
    tensors = {name: torch.from_numpy(array) for name, array in run.arrays.items()}
    return Checkpoint(tensors, run.notes)


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
