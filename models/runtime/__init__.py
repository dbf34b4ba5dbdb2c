"""Running a frozen network: OpenVINO on a CPU, torch on a GPU.

`models.runtime.start.start_runtime` is not among what this package shows at once: it needs torch.
"""

from models.runtime.compute import Compute, Device, Precision
from models.runtime.protocol import Array, Runtime

__all__ = ["Array", "Compute", "Device", "Precision", "Runtime"]
