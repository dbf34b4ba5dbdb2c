"""Running a network with torch: on a GPU, or eagerly on a CPU as the reference."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray

from models.runtime.compute import Device, Precision
from models.runtime.network import Network
from models.runtime.protocol import Array


class TorchRuntime:
    """The stages of a network, called one after the other."""

    def __init__(self, network: Network, device: Device, precision: Precision) -> None:
        """Builds the network and moves it to the device.

        Args:
            network: What to run.
            device: `cuda` or `torch-cpu`.
            precision: `auto` is bfloat16 on a GPU and float32 on a CPU.
        """
        self._device = torch.device("cuda" if device is Device.CUDA else "cpu")
        self._stages = network.build()
        for stage in self._stages:
            stage.module.to(self._device)
        on_gpu = precision is Precision.AUTO and device is Device.CUDA
        self._half = on_gpu or precision is Precision.BFLOAT16

    @torch.inference_mode()
    def run(self, *inputs: Array) -> tuple[NDArray[np.float32], ...]:
        """Runs one batch through the network and returns its outputs, float32 `[n, ...]` each."""
        values = tuple(torch.from_numpy(array).to(self._device) for array in inputs)
        for stage in self._stages:
            with self._autocast(self._half and not stage.full_precision):
                values = stage(*values)
        return tuple(value.float().cpu().numpy() for value in values)

    @contextmanager
    def _autocast(self, wanted: bool) -> Iterator[None]:
        with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=wanted):
            yield
