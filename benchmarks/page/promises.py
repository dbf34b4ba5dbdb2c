"""What the page may cost."""

from collections.abc import Mapping
from typing import Any

MOST_BYTES = 150_000  # before pictures
MOST_PAINT_MS = 1000.0
MOST_KEYSTROKE_MS = 150.0
MOST_NODES = 500
MOST_FRAME_MS = 16.0


def broken_promises(figures: Mapping[str, Any]) -> list[str]:
    """Returns the names of the figures that were missed."""
    checks = {
        "keystrokes": figures["keystroke_ms"]["median"] < MOST_KEYSTROKE_MS,
        "nodes": figures["most_nodes"] < MOST_NODES,
        "frames": figures["frame_ms"] < MOST_FRAME_MS,
    }
    for shown, own in figures["pages"].items():
        checks[f"bytes of {shown}"] = own["bytes_without_pictures"] <= MOST_BYTES
        checks[f"paint of {shown}"] = own["largest_paint_ms"] < MOST_PAINT_MS
    return [name for name, held in checks.items() if not held]
