"""A frozen network as a runtime sees it: stages to build, and a name for what they are."""

from collections.abc import Callable
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Stage:
    """One part of a network; the stages run one after the other.

    Attributes:
        module: Takes the arrays of the network's input, or the output of the stage before.
        full_precision: Stays in float32 even where the rest runs in bfloat16.
    """

    module: torch.nn.Module
    full_precision: bool = False

    def __call__(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Runs the module; its one or several outputs are what the next stage takes."""
        outputs = self.module(*inputs)
        return outputs if isinstance(outputs, tuple) else (outputs,)


@dataclass(frozen=True)
class Network:
    """A frozen network that is built only when somebody needs its modules.

    A converted copy in the disk cache starts without torch modules, and without the four seconds
    that importing timm and torchvision takes.

    Attributes:
        fingerprint: Names weights and code; converted copies are cached under it.
        build: Makes the stages, with weights, in evaluation mode.
        example: Makes a batch of two to trace the first stage with.
        dynamic_axes: How many leading axes of each input vary in length: 1 for the batch alone,
            2 for the batch and the length of the texts.
    """

    fingerprint: str
    build: Callable[[], list[Stage]]
    example: Callable[[], tuple[torch.Tensor, ...]]
    dynamic_axes: int = 1
