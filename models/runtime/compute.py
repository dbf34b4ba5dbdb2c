"""Where encoders run and how precisely."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Device(StrEnum):
    """What runs the encoders.

    `auto` is `cuda` where torch finds a GPU and `cpu` elsewhere; `cpu` is OpenVINO; `torch-cpu` is
    eager torch, the slow reference that the others are tested against.
    """

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    TORCH_CPU = "torch-cpu"


class Precision(StrEnum):
    """What the encoders calculate in; `auto` is bfloat16 where the processor has it."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


@dataclass(frozen=True)
class Compute:
    """Where encoders run, how precisely, and where converted networks are kept.

    Attributes:
        device: What runs them.
        precision: What they calculate in.
        cache: Folder of converted networks and cached features.
        threads: Threads of one encoder; 0 leaves it to the library, which takes every core.
    """

    cache: Path
    device: Device = Device.AUTO
    precision: Precision = Precision.AUTO
    threads: int = 0
