"""What every training step does, whatever is trained."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.training.average import WeightAverage
from models.training.checkpoint import flatten_optimiser, restore_optimiser
from models.training.hardware import Hardware
from models.training.schedule import learning_rate_at


@dataclass(frozen=True)
class Pace:
    """How fast weights are moved.

    Attributes:
        learning_rate: Peak of the schedule.
        weight_decay: Of AdamW; the parameters of the loss itself do not decay.
        averaging: Decay of the running average of the weights.
        steps: Of the whole run.
    """

    learning_rate: float
    weight_decay: float
    averaging: float
    steps: int


class Learner:
    """Weights that are trained, with optimiser, average and schedule: all the next step depends on.

    Randomness comes from torch's own generator: dropout knows no other.

    Attributes:
        heads: What is trained.
        objective: What a step minimises; its parameters (temperatures, classifiers) learn as well.
    """

    def __init__(
        self, heads: nn.Module, objective: nn.Module, pace: Pace, hardware: Hardware
    ) -> None:
        """Takes modules that are on their device already."""
        self.heads = heads
        self.objective = objective
        self._pace = pace
        self._hardware = hardware
        self._average = WeightAverage(heads, pace.averaging)
        self._optimiser = torch.optim.AdamW(
            [
                {"params": heads.parameters(), "weight_decay": pace.weight_decay},
                {"params": objective.parameters(), "weight_decay": 0.0},
            ],
            lr=pace.learning_rate,
            fused=True,
        )
        self._step = 0

    def learn(self, loss: Tensor) -> float:
        """Takes a step down the loss, and returns it."""
        self._set_rate()
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self._step += 1
        self._average.follow(self.heads, self._step)
        return float(loss.item())

    def averaged(self) -> nn.Module:
        """Returns a copy of the heads with averaged weights, which are what counts, on the CPU."""
        return copy.deepcopy(self._average.module).cpu()

    def state(self) -> dict[str, Tensor]:
        """Returns what `restore` takes to go on from here."""
        parts: dict[str, Mapping[str, Tensor]] = {
            "heads": self.heads.state_dict(),
            "average": self._average.module.state_dict(),
            "objective": self.objective.state_dict(),
            "optimiser": flatten_optimiser(self._optimiser),
            "random": self._hardware.random_state() | {"step": torch.tensor(self._step)},
        }
        return {f"{part}:{name}": t for part, own in parts.items() for name, t in own.items()}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on where another learner like this one was."""
        parts: dict[str, dict[str, Tensor]] = {}
        for key, tensor in state.items():
            part, name = key.split(":", 1)
            parts.setdefault(part, {})[name] = tensor
        self.heads.load_state_dict(parts["heads"])
        self._average.module.load_state_dict(parts["average"])
        self.objective.load_state_dict(parts["objective"])
        restore_optimiser(self._optimiser, parts["optimiser"])
        self._step = int(parts["random"].pop("step"))
        self._hardware.restore_random_state(parts["random"])

    def _set_rate(self) -> None:
        rate = learning_rate_at(self._step, self._pace.steps, self._pace.learning_rate)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
