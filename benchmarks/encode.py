"""Pictures and texts a second of each encoder: OpenVINO against eager torch on the same batch.

    python -m benchmarks.encode [--rounds 8]

All runtimes of an encoder take turns in one run, so that a busy moment of the machine meets them
alike; the median counts. ViT-B-32 has random weights, which are as fast as any. Asked of OpenVINO
at its automatic precision and batch 16: 5 times eager torch for efficientnet-lite2, 3 times for
ViT-B-32.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image
from safetensors.torch import save_file

from benchmarks.machine import describe_machine
from models import Compute, Device, Precision
from models.encoders import torchvision_operators  # noqa: F401 - before open_clip
from models.encoders.protocols import ImageEncoder, TextEncoder
from models.encoders.registry import load_image_encoder, load_text_encoder

import open_clip  # isort: skip

RESULTS = Path(__file__).parent / "results" / "encode.json"
BATCHES = (1, 16)
ASKED = {"efficientnet-lite2": 5.0, "open_clip ViT-B-32 pictures": 3.0}
TEXT = "a brown dog runs over the beach with a stick in its mouth"

Encoder = TypeVar("Encoder")
Encode = Callable[[int], object]
"""Encodes a batch of that many."""


def main() -> None:
    """Measures, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="times each batch is encoded")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        encoders = _encoders(Path(folder))
        figures = {
            name: {f"batch {size}": _compare(ways, size, rounds) for size in BATCHES}
            for name, ways in encoders
        }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": describe_machine(), **figures}, indent=2) + "\n")
    print(_table(figures))
    missed = [n for n, least in ASKED.items() if figures[n]["batch 16"]["openvino/torch"] < least]
    sys.exit(f"too slow: {', '.join(missed)}" if missed else 0)


def _table(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """Lays the figures out: pictures or texts a second, and how many times eager torch's."""
    columns = list(figures["minilm-l6-v2"]["batch 1"])
    lines = [f"{'':<29}{'':<9}" + "".join(f"{column:>24}" for column in columns)]
    for name, batches in figures.items():
        for batch, values in batches.items():
            lines.append(f"{name:<29}{batch:<9}" + "".join(f"{values[c]:>24.2f}" for c in columns))
    return "\n".join(lines)


def _encoders(folder: Path) -> list[tuple[str, dict[str, Encode]]]:
    """Starts every encoder in every way; the open_clip model is made with random weights."""
    weights = folder / "vit.safetensors"
    tensors = open_clip.create_model("ViT-B-32").state_dict()
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, weights)
    vit = f"open_clip:ViT-B-32/{weights}"
    pictures = [
        (name, _ways(folder, name, load_image_encoder, _picture_batches))
        for name in ("efficientnet-lite0", "efficientnet-lite2")
    ]
    return [
        *pictures,
        ("minilm-l6-v2", _ways(folder, "minilm-l6-v2", load_text_encoder, _text_batches)),
        ("open_clip ViT-B-32 pictures", _ways(folder, vit, load_image_encoder, _picture_batches)),
        ("open_clip ViT-B-32 texts", _ways(folder, vit, load_text_encoder, _text_batches)),
    ]


def _ways(
    folder: Path,
    name: str,
    load: Callable[[str, Compute], Encoder],
    batches: Callable[[Encoder], Encode],
) -> dict[str, Encode]:
    ways = {
        "openvino": (Device.CPU, Precision.AUTO),
        "openvino float32": (Device.CPU, Precision.FLOAT32),
        "torch": (Device.TORCH_CPU, Precision.FLOAT32),
    }
    return {
        way: batches(load(name, Compute(folder, device=device, precision=precision)))
        for way, (device, precision) in ways.items()
    }


def _picture_batches(encoder: ImageEncoder) -> Encode:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    pixels = encoder.preprocess(Image.fromarray(noise))
    return lambda size: encoder.encode([pixels] * size)


def _text_batches(encoder: TextEncoder) -> Encode:
    return lambda size: encoder.encode(encoder.preprocess([TEXT] * size))


def _compare(ways: dict[str, Encode], size: int, rounds: int) -> dict[str, float]:
    """Returns how many a second each way encodes, and the ratios to eager torch."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way, encode in ways.items():
            before = time.perf_counter()
            encode(size)
            if number:  # the first round compiles kernels
                times[way].append(time.perf_counter() - before)
    rates = {way: size / statistics.median(values) for way, values in times.items()}
    ratios = {f"{way}/torch": rates[way] / rates["torch"] for way in rates if way != "torch"}
    return {name: round(value, 2) for name, value in (rates | ratios).items()}


if __name__ == "__main__":
    main()
