"""What the text encoder costs at start: import time and memory, against `transformers`.

    python -m benchmarks.text_stack [--with-transformers]

Each is measured in a process of its own, which encodes one text. `transformers` is no dependency;
with the option it is installed into a temporary folder first.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe_machine
from models.encoders.minilm import WEIGHTS

RESULTS = Path(__file__).parent / "results" / "text_stack.json"

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
    with tempfile.TemporaryDirectory() as folder:
        ours = _OURS.format(cache=folder)
        _run(ours, os.environ)  # converts the encoder
        figures = {"pixword": _run(ours, os.environ)}
        if parser.parse_args().with_transformers:
            figures["transformers"] = _measure_transformers(folder)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": describe_machine(), **figures}, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


def _measure_transformers(folder: str) -> dict[str, float]:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*pip, "transformers"], check=True)
    environment = os.environ | {"PYTHONPATH": folder, "HF_HUB_OFFLINE": "1"}
    body = _TRANSFORMERS.format(folder=str(WEIGHTS.checked().parent))
    _run(body, environment)  # compiles the modules to byte code, as an installation would
    return _run(body, environment)


def _run(body: str, environment: "os._Environ[str] | dict[str, str]") -> dict[str, float]:
    command = [sys.executable, "-c", _MEASURE.format(body=body)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
