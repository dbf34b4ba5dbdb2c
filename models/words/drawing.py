"""The map of words as a picture."""

from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from threading import Lock

import numpy as np
from numpy.typing import NDArray

_INCHES = (10, 8)
_DOTS_PER_INCH = 120
_SETTINGS = Lock()
"""Matplotlib's settings are those of the whole process: maps drawn at once would mix theirs."""

_FEW, _LARGE, _SMALL = 60, 11, 8


class PictureFormat(StrEnum):
    """What the picture is kept as."""

    PNG = "png"
    SVG = "svg"


def draw_map(
    words: Sequence[str], places: NDArray[np.float32], kind: PictureFormat, marked: set[str]
) -> bytes:
    """Draws words at their places, moved apart so that every one can be read.

    Args:
        words: What is written.
        places: Where, `[n, 2]`.
        kind: PNG or SVG.
        marked: Words in another colour.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - half a second that only this needs
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above
    from textalloc import allocate  # noqa: PLC0415 - as above

    # Text stays text in SVG, and its names of parts the same from run to run.
    with _SETTINGS, rc_context({"svg.fonttype": "none", "svg.hashsalt": "pixword"}):
        figure = Figure(figsize=_INCHES, layout="constrained")
        axes = figure.subplots()
        colours = ["tab:red" if word in marked else "black" for word in words]
        axes.scatter(places[:, 0], places[:, 1], s=14, c=colours, alpha=0.6)
        axes.set(xticks=[], yticks=[])
        axes.margins(0.08)
        for side in axes.spines.values():
            side.set_visible(False)
        allocate(
            axes,
            places[:, 0],
            places[:, 1],
            [word.replace("$", r"\$") for word in words],
            x_scatter=places[:, 0],
            y_scatter=places[:, 1],
            textsize=_LARGE if len(words) <= _FEW else _SMALL,
            textcolor=colours,
            linecolor="lightgray",
            draw_all=True,
        )
        buffer = BytesIO()
        metadata = {"Date": None} if kind is PictureFormat.SVG else None
        figure.savefig(buffer, format=kind.value, dpi=_DOTS_PER_INCH, metadata=metadata)
    return buffer.getvalue()
