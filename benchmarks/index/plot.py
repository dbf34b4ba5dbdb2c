"""Draws cost against size."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from benchmarks.index.comparison import slope

_COLOURS = {"pixword": "#0b6e4f", "flat": "#b5651d"}
_NAMES = {"pixword": "Pixword (recall@10 ≥ 0.95)", "flat": "exact scan (FAISS flat)"}
_FIGURES = {
    "qps_one_core": "searches a second, one core",
    "build_s": "seconds to build, two cores",
    "resident_mb": "MB resident while searching",
}


def plot_growth(growth: Mapping[str, Mapping[int, Mapping[str, Any]]], path: Path) -> None:
    """Draws a panel a figure, a line a peer, both axes logarithmic, slopes in the legend."""
    mpl.use("Agg")
    figure, panels = plt.subplots(1, len(_FIGURES), figsize=(13, 4.2), layout="constrained")
    for panel, (key, label) in zip(panels, _FIGURES.items(), strict=True):
        for name, sizes in growth.items():
            points = sorted((count, figures[key]) for count, figures in sizes.items())
            counts, values = zip(*points, strict=True)
            exponent = f" ∝ n^{slope(counts, values):.2f}" if len(points) > 1 else ""
            panel.plot(
                counts, values, "o-", color=_COLOURS[name], label=f"{_NAMES[name]}{exponent}"
            )
        panel.set(xscale="log", yscale="log", xlabel="vectors of 512 dimensions", title=label)
        panel.grid(visible=True, which="major", alpha=0.3)
        panel.legend(fontsize=8)
    figure.savefig(path, dpi=120)
    plt.close(figure)
