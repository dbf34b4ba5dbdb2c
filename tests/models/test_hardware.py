"""What runs encoders and trains heads, and how precisely."""

import openvino
import pytest
import torch

from models import Compute, Device, Precision
from models.runtime.openvino import supported_precision
from models.runtime.start import resolve_device
from models.training.hardware import Hardware


@pytest.fixture
def machine(monkeypatch):
    """Pretends that there is a GPU, and a CPU that can calculate in bfloat16, or not."""

    def pretend(gpu: bool, bfloat16: bool = False) -> None:
        capabilities = ["FP32", "INT8", *(["BF16"] if bfloat16 else [])]
        monkeypatch.setattr(torch.cuda, "is_available", lambda: gpu)
        monkeypatch.setattr(openvino.Core, "get_property", lambda *_: capabilities)

    return pretend


@pytest.mark.parametrize("wanted", [Device.CPU, Device.CUDA, Device.TORCH_CPU])
@pytest.mark.parametrize("gpu", [False, True])
def test_a_device_that_is_asked_for_is_not_replaced(machine, wanted, gpu):
    machine(gpu=gpu)
    assert resolve_device(wanted) is wanted


@pytest.mark.parametrize(("gpu", "found"), [(True, Device.CUDA), (False, Device.CPU)])
def test_auto_is_the_gpu_where_there_is_one(machine, tmp_path, gpu, found):
    machine(gpu=gpu)
    assert resolve_device(Device.AUTO) is found
    assert Hardware.of(Compute(tmp_path)).device.type == ("cuda" if gpu else "cpu")


@pytest.mark.parametrize("bfloat16", [False, True])
def test_auto_is_half_precision_where_the_processor_has_it(machine, tmp_path, bfloat16):
    machine(gpu=False, bfloat16=bfloat16)
    found = Precision.BFLOAT16 if bfloat16 else Precision.FLOAT32
    assert supported_precision(Precision.AUTO) is found
    assert Hardware.of(Compute(tmp_path)) == Hardware(torch.device("cpu"), half=bfloat16)


@pytest.mark.parametrize("device", [Device.CPU, Device.TORCH_CPU, Device.CUDA])
@pytest.mark.parametrize(
    ("precision", "half"), [(Precision.FLOAT32, False), (Precision.BFLOAT16, True)]
)
def test_a_precision_that_is_asked_for_is_taken(machine, tmp_path, device, precision, half):
    """Also against what the processor says: float32 stays float32 where bfloat16 is faster."""
    machine(gpu=device is Device.CUDA, bfloat16=not half)
    assert Hardware.of(Compute(tmp_path, device, precision)).half is half


def test_a_gpu_takes_half_precision_unless_told_otherwise(machine, tmp_path):
    machine(gpu=True)
    assert Hardware.of(Compute(tmp_path)) == Hardware(torch.device("cuda"), half=True)


def test_the_slow_reference_is_as_precise_in_training_as_in_encoding(machine, tmp_path):
    machine(gpu=False, bfloat16=True)
    reference = Hardware.of(Compute(tmp_path, Device.TORCH_CPU))
    assert reference == Hardware(torch.device("cpu"), half=False)
