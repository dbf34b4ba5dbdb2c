"""Pictures of what was judged, as matplotlib figures."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.bootstrap import Floats
from models.evaluation.curves import RecallCurve
from models.evaluation.intervals import Difference

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = ("#0b6e4f", "#b5651d")


def recall_figure(curves: Mapping[str, RecallCurve], title: str) -> "Figure":
    """Draws recall at K for each direction, the interval as a band, chance as a dashed line."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that few commands need

    figure = Figure(figsize=(7, 4.6), layout="constrained")
    axes = figure.subplots()
    for (label, curve), colour in zip(curves.items(), _COLOURS, strict=False):
        _draw_curve(axes, curve, label, colour)
    axes.set(xscale="log", xlabel="K: hits looked at", ylabel="recall@K in %", title=title)
    axes.set(ylim=(0, 100), xticks=(ticks := _ticks(curves)), xticklabels=map(str, ticks))
    axes.minorticks_off()
    axes.grid(visible=True, alpha=0.3)
    axes.legend(loc="upper left", fontsize=9)
    return figure


def difference_figure(
    names: Sequence[str], differences: Mapping[str, Sequence[Difference]], title: str
) -> "Figure":
    """Draws one row a name with the difference and its interval for each direction."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    figure = Figure(figsize=(8, 1.4 + 0.3 * len(names)), layout="constrained")
    axes = figure.subplots()
    axes.axvline(0, color="grey", linewidth=1)
    places = np.arange(len(names), dtype=np.float64)
    for number, (label, rows) in enumerate(differences.items()):
        aside: Floats = places + 0.3 * (number - (len(differences) - 1) / 2)
        _draw_differences(axes, aside, rows, label, _COLOURS[number])
    axes.set(yticks=places, yticklabels=names, xlabel="R@1 in percentage points", title=title)
    axes.invert_yaxis()
    axes.grid(visible=True, axis="x", alpha=0.3)
    axes.legend(fontsize=9)
    return figure


def _draw_differences(
    axes: "Axes", places: Floats, rows: Sequence[Difference], label: str, colour: str
) -> None:
    points, lows, highs = np.array([(row.points, row.low, row.high) for row in rows]).T
    axes.hlines(places, lows, highs, color=colour, linewidth=1.5)
    axes.plot(points, places, "o", color=colour, markersize=4, label=f"{label}, 95 % interval")


def _draw_curve(axes: "Axes", curve: RecallCurve, label: str, colour: str) -> None:
    places = np.arange(1, len(curve.recall) + 1)
    axes.plot(places, curve.recall, color=colour, label=f"{label}, with 95 % interval")
    axes.fill_between(places, curve.low, curve.high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(places, curve.chance, "--", color=colour, linewidth=1, label=f"{label}, by chance")


def _ticks(curves: Mapping[str, RecallCurve]) -> list[int]:
    last = max(len(curve.recall) for curve in curves.values())
    return [tick for tick in (1, 2, 5, 10, 20, 50, 100) if tick <= last]
