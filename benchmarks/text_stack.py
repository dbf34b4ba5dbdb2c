"""What the text encoder costs at start: import time and memory, against `transformers`.

    python -m benchmarks.text_stack [--with-transformers]

Each is measured in processes of its own, in turn, which encode one text; the median counts.
`transformers` is no dependency; with the option it is installed into a temporary folder first.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe_machine
from models.encoders.minilm import WEIGHTS

RESULTS = Path(__file__).parent / "results" / "text_stack.json"
Stack = tuple[str, dict[str, str]]
"""What a process runs, and its environment."""

_MEASURE = """
import json, resource, time
started = time.perf_counter()
{body}
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(dict(seconds=round(time.perf_counter() - started, 2), memory_mb=round(memory))))
"""
_OURS = """
from pathlib import Path
from models import Compute
from models.encoders.minilm import MiniLmEncoder
encoder = MiniLmEncoder(Compute(Path({cache!r})))
encoder.encode(encoder.preprocess(["a dog"]))
"""
_TRANSFORMERS = """
from models.encoders import torchvision_operators
import torch
from transformers import AutoModel, AutoTokenizer
model, tokenizer = (kind.from_pretrained({folder!r}) for kind in (AutoModel, AutoTokenizer))
with torch.inference_mode():
    model(**tokenizer(["a dog"], return_tensors="pt"))
"""


def main() -> None:
    """Measures, prints and keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--with-transformers", action="store_true", help="install and compare")
    parser.add_argument("--rounds", type=int, default=5, help="processes of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stacks = {"pixword": (_OURS.format(cache=folder), dict(os.environ))}
        if options.with_transformers:
            stacks["transformers"] = _install_transformers(folder)
        figures = _compare(stacks, options.rounds)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": describe_machine(), **figures}, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


def _install_transformers(folder: str) -> Stack:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*pip, "transformers"], check=True)
    environment = os.environ | {"PYTHONPATH": folder, "HF_HUB_OFFLINE": "1"}
    return _TRANSFORMERS.format(folder=str(WEIGHTS.checked().parent)), environment


def _compare(stacks: dict[str, Stack], rounds: int) -> dict[str, dict[str, float]]:
    """Starts the stacks in turn and returns the medians.

    The first start of each does not count: it converts the encoder, or compiles modules to byte
    code as an installation would have done.
    """
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in stacks}
    for number in range(rounds + 1):
        for name, stack in stacks.items():
            measured = _run(*stack)
            if number:
                runs[name].append(measured)
    return {
        name: {key: statistics.median(run[key] for run in measured) for key in measured[0]}
        for name, measured in runs.items()
    }


def _run(body: str, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-c", _MEASURE.format(body=body)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
