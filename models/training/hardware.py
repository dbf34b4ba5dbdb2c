"""What heads are trained on."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from models.runtime import Compute, Device, Precision
from models.runtime.openvino import supported_precision
from models.runtime.start import resolve_device


@dataclass(frozen=True)
class Hardware:
    """A device, and whether matrix products are taken in half precision.

    Attributes:
        device: Where the heads are.
        half: Matrix products of the heads in bfloat16; weights, comparisons and steps stay float32
            (mixed precision, Micikevicius et al. 2018, arXiv 1710.03740).
    """

    device: torch.device
    half: bool

    @classmethod
    def of(cls, compute: Compute) -> "Hardware":
        """Chooses as the encoders do: `auto` is half precision where their runtime takes it."""
        match resolve_device(compute.device):
            case Device.CUDA:
                return cls(torch.device("cuda"), compute.precision is not Precision.FLOAT32)
            case Device.TORCH_CPU:
                return cls(torch.device("cpu"), compute.precision is Precision.BFLOAT16)
            case _:
                precision = supported_precision(compute.precision)
                return cls(torch.device("cpu"), precision is Precision.BFLOAT16)

    def random_state(self) -> dict[str, Tensor]:
        """Returns where the random generators are: batches are drawn on the CPU, dropout here."""
        state = {"cpu": torch.get_rng_state()}
        if self.device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self.device)
        return state

    def restore_random_state(self, state: Mapping[str, Tensor]) -> None:
        """Takes the random generators back to where they were."""
        torch.set_rng_state(state["cpu"])
        if "cuda" in state:
            torch.cuda.set_rng_state(state["cuda"], self.device)
