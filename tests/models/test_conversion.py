"""Converted networks: made once, checked before each start, and made again when harmed."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import openvino
import pytest
import torch

from models import Compute, Device, Precision
from models.runtime.network import Network, Stage
from models.runtime.start import start_runtime

BATCH = np.arange(12, dtype=np.float32).reshape(3, 4)


def network(fingerprint="first", factor=2.0):
    """Two stages: times `factor`, then a fixed linear map."""

    class Times(torch.nn.Module):
        def forward(self, values):
            return values * factor

    def build():
        torch.manual_seed(0)
        linear = torch.nn.Linear(4, 5).eval().requires_grad_(False)
        return [Stage(Times(), full_precision=True), Stage(linear)]

    return Network(fingerprint, build, lambda: (torch.zeros(2, 4),))


def start(cache, **described):
    compute = Compute(cache, device=Device.CPU, precision=Precision.FLOAT32)
    (answer,) = start_runtime(network(**described), compute).run(BATCH)
    return answer


@pytest.fixture
def expected():
    times, linear = (stage.module for stage in network().build())
    return linear(times(torch.from_numpy(BATCH))).numpy()


@pytest.fixture
def no_conversion(monkeypatch):
    """From here on, converting fails."""

    def refuse(*_, **__):
        raise AssertionError("converted again")

    return lambda: monkeypatch.setattr(openvino, "convert_model", refuse)


def stages(cache):
    return sorted((cache / "openvino").glob("*/*"))


def test_a_second_start_converts_nothing(tmp_path, expected, no_conversion):
    assert np.allclose(start(tmp_path), expected, atol=1e-5)
    names = ["manifest.json", "stage0.bin", "stage0.xml", "stage1.bin", "stage1.xml"]
    assert [path.name for path in stages(tmp_path)] == names
    no_conversion()
    assert np.allclose(start(tmp_path), expected, atol=1e-5)


def test_other_weights_or_code_are_converted_apart(tmp_path, expected):
    start(tmp_path)
    other = start(tmp_path, fingerprint="second", factor=0.0)
    assert np.allclose(start(tmp_path), expected, atol=1e-5)
    assert np.allclose(other[0], other[1])
    assert not np.allclose(expected[0], expected[1])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


HARM = {
    "flipped weight": lambda folder: flip(folder / "stage1.bin"),
    "flipped graph": lambda folder: flip(folder / "stage0.xml"),
    "weights gone": lambda folder: (folder / "stage1.bin").unlink(),
    "graph gone": lambda folder: (folder / "stage0.xml").unlink(),
    "manifest gone": lambda folder: (folder / "manifest.json").unlink(),
    "manifest empty": lambda folder: (folder / "manifest.json").write_text(""),
    "manifest of another kind": lambda folder: (folder / "manifest.json").write_text("[1]"),
    "manifest without stages": lambda folder: (folder / "manifest.json").write_text('{"files":{}}'),
    "cut short": lambda folder: (folder / "stage1.bin").write_bytes(b""),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_copy_is_never_used(tmp_path, expected, no_conversion, harm):
    start(tmp_path)
    HARM[harm](stages(tmp_path)[0].parent)
    no_conversion()
    with pytest.raises(AssertionError, match="converted again"):
        start(tmp_path)


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_copy_is_made_again(tmp_path, expected, no_conversion, harm):
    start(tmp_path)
    HARM[harm](stages(tmp_path)[0].parent)
    assert np.allclose(start(tmp_path), expected, atol=1e-5)
    no_conversion()
    assert np.allclose(start(tmp_path), expected, atol=1e-5)


def test_a_failed_conversion_leaves_nothing_behind(tmp_path, expected, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(openvino, "save_model", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            start(tmp_path)
    assert stages(tmp_path) == []
    assert np.allclose(start(tmp_path), expected, atol=1e-5)


def test_a_cache_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        start(tmp_path / "file")


def test_many_threads_convert_once(tmp_path, expected, monkeypatch):
    calls, convert = [], openvino.convert_model

    def count(*arguments, **options):
        calls.append(1)
        return convert(*arguments, **options)

    monkeypatch.setattr(openvino, "convert_model", count)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(start(tmp_path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(np.allclose(answer, expected, atol=1e-5) for answer in answers)
    assert len(calls) == 2  # one a stage


PROCESS = """
import sys
from pathlib import Path
from tests.models.test_conversion import start
print("ready", flush=True)
sys.stdin.readline()
print(start(Path(sys.argv[1])).sum(), flush=True)
"""


def test_two_processes_on_an_empty_cache_both_answer(tmp_path, expected):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(tmp_path)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        printed, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert np.isclose(float(printed), expected.sum(), atol=1e-4)


def test_a_call_does_not_write_over_the_answer_before(tmp_path):
    runtime = start_runtime(network(), Compute(tmp_path, device=Device.CPU))
    (first,) = runtime.run(BATCH)
    kept = first.copy()
    runtime.run(BATCH * -1)
    assert np.array_equal(first, kept)


def test_torch_and_openvino_take_the_same_stages(tmp_path, expected):
    runtime = start_runtime(network(), Compute(tmp_path, device=Device.TORCH_CPU))
    (answer,) = runtime.run(BATCH)
    assert np.allclose(answer, expected, atol=1e-6)
    assert not (tmp_path / "openvino").exists()


class Apart(torch.nn.Module):
    """Values to their double and their half: two outputs, of two shapes."""

    def forward(self, values):
        return values * 2, values[:, :1] / 2


class Together(torch.nn.Module):
    """What `Apart` gives to one sum and two columns."""

    def forward(self, doubled, halved):
        return doubled.sum(dim=1), torch.cat([halved, -halved], dim=1)


@pytest.mark.parametrize("device", [Device.CPU, Device.TORCH_CPU])
def test_several_outputs_come_in_their_order_and_go_on_to_the_next_stage(tmp_path, device):
    stages = [Stage(Apart(), full_precision=True), Stage(Together(), full_precision=True)]
    two = Network("two", lambda: stages, lambda: (torch.zeros(2, 4),))
    sums, columns = start_runtime(two, Compute(tmp_path, device=device)).run(BATCH)
    assert np.allclose(sums, 2 * BATCH.sum(axis=1))
    assert np.allclose(columns, BATCH[:, :1] / 2 * [1, -1])
