"""Running a network with OpenVINO, from a converted copy on disk."""

import threading

import numpy as np
import openvino
from numpy.typing import NDArray

from models.runtime.compute import Compute, Precision
from models.runtime.conversion import ConvertedStage, converted_stages
from models.runtime.network import Network
from models.runtime.protocol import Array


class OpenVinoRuntime:
    """The stages of a network, compiled for this CPU.

    Calls are taken one at a time: a single inference already uses every core, and two at once were
    no faster on two cores while they doubled the memory of the activations.
    """

    def __init__(self, network: Network, compute: Compute) -> None:
        """Opens the converted network, converting it first if the cache has none.

        Args:
            network: What to run.
            compute: Precision, threads and the folder of the cache.
        """
        core = openvino.Core()
        self._lock = threading.Lock()
        self._stages = [
            core.compile_model(str(stage.path), "CPU", _options(core, stage, compute))
            for stage in converted_stages(network, compute.cache)
        ]

    def run(self, *inputs: Array) -> tuple[NDArray[np.float32], ...]:
        """Runs one batch through the network and returns its outputs, float32 `[n, ...]` each."""
        values: list[Array] = list(inputs)
        with self._lock:
            for stage in self._stages:
                values = list(stage(values).to_tuple())
            # copies: the next call writes over them
            return tuple(np.array(value, dtype=np.float32) for value in values)


def supported_precision(precision: Precision) -> Precision:
    """Replaces `auto` by what this processor calculates fastest in."""
    return resolve_precision(openvino.Core(), precision)


def resolve_precision(core: openvino.Core, precision: Precision) -> Precision:
    """Replaces `auto` by bfloat16 where the processor has instructions for it."""
    if precision is not Precision.AUTO:
        return precision
    capabilities = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return Precision.BFLOAT16 if "BF16" in capabilities else Precision.FLOAT32


def _options(core: openvino.Core, stage: ConvertedStage, compute: Compute) -> dict[str, str]:
    precision = resolve_precision(core, compute.precision)
    half = precision is Precision.BFLOAT16 and not stage.full_precision
    options = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16" if half else "f32",
    }
    if compute.threads:
        options["INFERENCE_NUM_THREADS"] = str(compute.threads)
    return options
