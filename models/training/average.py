"""The running average of weights: what is judged and kept."""

import copy

import torch
from torch import nn


class WeightAverage:
    """An exponential average of a module's weights (Polyak and Juditsky 1992).

    Attributes:
        module: A copy of the module with the average, in evaluation mode.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        """Starts with the weights as they are."""
        self.module = copy.deepcopy(module).eval().requires_grad_(requires_grad=False)
        self._decay = decay

    @torch.no_grad()
    def follow(self, module: nn.Module, step: int) -> None:
        """Moves towards the weights after a step, counted from 1; early on faster."""
        decay = min(self._decay, (1 + step) / (10 + step))
        pairs = zip(self.module.parameters(), module.parameters(), strict=True)
        for average, current in pairs:
            average.lerp_(current, 1 - decay)
