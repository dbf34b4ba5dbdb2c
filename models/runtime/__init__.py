"""Running a frozen network: OpenVINO on a CPU, torch on a GPU."""

from models.runtime.compute import Compute, Device, Precision
from models.runtime.protocol import Array, Runtime
from models.runtime.start import start_runtime

__all__ = ["Array", "Compute", "Device", "Precision", "Runtime", "start_runtime"]
