"""Choosing the runtime for a device."""

import torch

from models.runtime.batching import BatchedRuntime
from models.runtime.compute import Compute, Device
from models.runtime.network import Network
from models.runtime.openvino import OpenVinoRuntime
from models.runtime.protocol import Runtime
from models.runtime.torch import TorchRuntime


def start_runtime(network: Network, compute: Compute) -> Runtime:
    """Starts a network on the device that `compute` asks for, for any number of threads."""
    device = resolve_device(compute.device)
    largest = _largest_batch(network, device)
    return BatchedRuntime(_start(network, device, compute), largest, network.dynamic_axes)


def _start(network: Network, device: Device, compute: Compute) -> Runtime:
    if device is Device.CPU:
        return OpenVinoRuntime(network, compute)
    return TorchRuntime(network, device, compute.precision)


def _largest_batch(network: Network, device: Device) -> int:
    """Returns how many rows of several calls are worth putting together.

    On two cores eight pictures take eight times as long as one (7 ms each), and every size that
    OpenVINO meets for the first time costs up to 200 ms and keeps its buffers; sixteen texts take
    four times as long as one.
    """
    has_lengths = network.dynamic_axes > 1
    return 32 if has_lengths or device is Device.CUDA else 4


def resolve_device(device: Device) -> Device:
    """Replaces `auto` by what this machine has."""
    if device is not Device.AUTO:
        return device
    return Device.CUDA if torch.cuda.is_available() else Device.CPU
