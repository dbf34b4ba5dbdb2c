"""What a training notes of itself: how fast it was, and how much memory it took at most."""

import json
import resource
import time
from pathlib import Path

_STARTED = time.perf_counter()


def note_figures(path: Path, words: int, seconds: float) -> None:
    """Writes the figures of this process.

    Args:
        path: The file.
        words: Words that were trained on, over all epochs.
        seconds: How long that took, without reading the text before.
    """
    figures = {
        "words_per_second": round(words / seconds),
        "training_seconds": round(seconds, 1),
        "all_seconds": round(time.perf_counter() - _STARTED, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    path.write_text(json.dumps(figures))
