"""What a figure was measured on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("torch", "openvino", "numpy", "faiss-cpu", "open_clip_torch")


def describe_machine() -> dict[str, object]:
    """Returns processor, cores, memory and versions."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _processor() -> str:
    """Returns the model, and what of its instructions matters here."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    facts = dict(line.split("\t: ", 1) for line in map(_tidy, lines) if "\t: " in line)
    known = set(facts.get("flags", "").split())
    special = [flag for flag in ("avx512f", "avx512_bf16", "amx_bf16") if flag in known]
    return " ".join([facts.get("model name", platform.processor()), *special])


def _tidy(line: str) -> str:
    name, _, value = line.partition(":")
    return f"{name.strip()}\t: {value.strip()}"
