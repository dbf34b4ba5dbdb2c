"""Choosing the runtime for a device."""

import torch

from models.runtime.compute import Compute, Device
from models.runtime.network import Network
from models.runtime.openvino import OpenVinoRuntime
from models.runtime.protocol import Runtime
from models.runtime.torch import TorchRuntime


def start_runtime(network: Network, compute: Compute) -> Runtime:
    """Starts a network on the device that `compute` asks for."""
    device = resolve_device(compute.device)
    if device is Device.CPU:
        return OpenVinoRuntime(network, compute)
    return TorchRuntime(network, device, compute.precision)


def resolve_device(device: Device) -> Device:
    """Replaces `auto` by what this machine has."""
    if device is not Device.AUTO:
        return device
    return Device.CUDA if torch.cuda.is_available() else Device.CPU
