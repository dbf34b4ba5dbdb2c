"""What encoding together brings, beside one after the other."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.config import Settings
from models import Compute, load_space

_TEXTS = [f"a photo of {what}" for what in ("a dog", "two cats", "the sea", "bread")] * 4
_ROUNDS = 30


def measure_batching() -> dict[str, float]:
    """Returns the times of sixteen short texts in ms, one at a time and together."""
    with tempfile.TemporaryDirectory() as scratch:
        cache = Settings().cache
        space = load_space("default", Compute(cache if cache.exists() else Path(scratch)))
        single, together = _times(
            lambda: [space.encode_texts([text]) for text in _TEXTS],
            lambda: space.encode_texts(_TEXTS),
        )
        alone = np.concatenate([space.encode_texts([text]) for text in _TEXTS])
        cosines = (alone * space.encode_texts(_TEXTS)).sum(axis=1)
    return {
        "one_at_a_time_ms": round(single, 2),
        "together_ms": round(together, 2),
        "times_faster": round(single / together, 2),
        "least_cosine": float(cosines.min()),
    }


def _times(*ways: Callable[[], object]) -> list[float]:
    """Runs the ways in turn; returns the median of each in ms."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(_ROUNDS):
        for way, kept in zip(ways, times, strict=True):
            before = time.perf_counter()
            way()
            kept.append((time.perf_counter() - before) * 1000)
    return [statistics.median(kept) for kept in times]
