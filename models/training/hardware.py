"""What heads are trained on."""

from dataclasses import dataclass

import torch

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
        """Chooses as the encoders do: `auto` is half precision where the hardware has it."""
        if resolve_device(compute.device) is Device.CUDA:
            return cls(torch.device("cuda"), compute.precision is not Precision.FLOAT32)
        return cls(
            torch.device("cpu"), supported_precision(compute.precision) is Precision.BFLOAT16
        )
