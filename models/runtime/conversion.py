"""Converting torch modules to OpenVINO once, and keeping the result on disk with its hashes."""

import fcntl
import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openvino
import torch

from models.hashes import hash_file
from models.runtime.network import Network, Stage

_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ConvertedStage:
    """One stage of a network as a file that OpenVINO reads.

    Attributes:
        path: The `.xml` file; its weights lie beside it in a `.bin` file.
        full_precision: Runs in float32 even where the rest runs in bfloat16.
    """

    path: Path
    full_precision: bool


def converted_stages(network: Network, cache: Path) -> list[ConvertedStage]:
    """Returns the converted stages of a network, from the cache if it holds them unharmed."""
    folder = cache / "openvino" / _cache_key(network)
    found = _read(folder)
    if found is None:
        with _one_process_at_a_time(folder.parent):
            found = _read(folder) or _convert_into(folder, network)
    if found is None:
        raise OSError(f"the converted network in {folder} cannot be read back")
    return found


def _cache_key(network: Network) -> str:
    versions = f"{network.fingerprint}/{openvino.__version__}/{torch.__version__}"
    return hashlib.sha256(versions.encode()).hexdigest()[:32]


def _read(folder: Path) -> list[ConvertedStage] | None:
    """Opens a converted network, or returns None where a file is missing or was changed."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        intact = all(hash_file(folder / name) == sha for name, sha in manifest["files"].items())
        precisions = list(manifest["full_precision"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    if not intact:
        return None
    return [
        ConvertedStage(folder / _file_name(number), full_precision)
        for number, full_precision in enumerate(precisions)
    ]


@contextmanager
def _one_process_at_a_time(parent: Path) -> Iterator[None]:
    """Keeps a second process from throwing away what the first has just converted."""
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # ends with the file, also where the process dies
        yield


def _convert_into(folder: Path, network: Network) -> list[ConvertedStage] | None:
    """Writes beside the folder and renames, so that a crash leaves no half of a network."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        draft = Path(scratch) / "draft"
        draft.mkdir()
        _write(draft, network)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    return _read(folder)


def _write(draft: Path, network: Network) -> None:
    stages = network.build()
    values = network.example()
    with torch.no_grad():
        for number, stage in enumerate(stages):
            path = draft / _file_name(number)
            openvino.save_model(_convert(stage, values, network), path, compress_to_fp16=False)
            values = stage(*values)
    files = {path.name: hash_file(path) for path in sorted(draft.iterdir())}
    manifest = {"files": files, "full_precision": [stage.full_precision for stage in stages]}
    (draft / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _convert(stage: Stage, values: tuple[torch.Tensor, ...], network: Network) -> openvino.Model:
    shapes = [
        openvino.PartialShape([-1] * network.dynamic_axes + list(v.shape[network.dynamic_axes :]))
        for v in values
    ]
    with warnings.catch_warnings():
        # OpenVINO traces with torch.jit, which torch has deprecated in favour of what OpenVINO
        # cannot yet read with free batch sizes; nothing that a user could act on.
        warnings.simplefilter("ignore")
        return openvino.convert_model(stage.module, example_input=values, input=shapes)


def _file_name(number: int) -> str:
    return f"stage{number}.xml"
