"""Figures of calibration: reliability of tags, and one cut-off for queries of all kinds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.evaluation.relevance import Contender
from models.evaluation.tags import TagJudgement

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHOWN = "#0b6e4f"
_ALL = "#b5651d"


def reliability_figure(judged: TagJudgement, title: str) -> "Figure":
    """Draws what came true against what was stated, and how often it was stated."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that few commands need

    figure = Figure(figsize=(6, 6.4), layout="constrained")
    upper, lower = figure.subplots(2, 1, height_ratios=(3, 1), sharex=True)
    upper.plot((0, 1), (0, 1), "--", color="grey", linewidth=1, label="as it should be")
    for own, colour, label in (
        (judged.shown, _SHOWN, "ten tags shown"),
        (judged.all_pairs, _ALL, "all pairs"),
    ):
        text = f"{label}, ECE {own.error:.3f}"
        upper.plot(own.stated, own.true, "o-", color=colour, label=text)
        lower.plot(own.stated, own.counts, "o-", color=colour, label=label)
    upper.set(ylabel="share of pictures that have the tag", ylim=(0, 1), title=title)
    lower.set(xlabel="probability stated", xlim=(0, 1), yscale="log", ylabel="tags in the bin")
    upper.legend(loc="upper left", fontsize=9)
    for axes in (upper, lower):
        axes.grid(visible=True, alpha=0.3)
    return figure


def cut_off_figure(contenders: Sequence[Contender], title: str) -> "Figure":
    """Draws F1 against the cut-off, a line a kind of query, a panel a contender."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that few commands need

    figure = Figure(figsize=(5.2 * len(contenders), 4.8), layout="constrained")
    figure.suptitle(title)
    panels = figure.subplots(1, len(contenders), sharey=True, squeeze=False)[0]
    for axes, contender in zip(panels, contenders, strict=True):
        _draw_contender(axes, contender)
    panels[0].set_ylabel("F1 of the kind, as a share of its best")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8)
    return figure


def _draw_contender(axes: "Axes", contender: Contender) -> None:
    """Every kind has a best F1 of its own: what one cut-off costs it is the share that is left."""
    for name, curve in zip(contender.kinds, contender.f1, strict=True):
        axes.plot(contender.grid, curve / max(float(curve.max()), 1e-12), label=name)
    figures = contender.figures()
    place, macro, own = (
        figures[key] for key in ("threshold", "macro_f1", "macro_f1_own_thresholds")
    )
    axes.axvline(place, color="grey", linestyle="--", label="best for all kinds together")
    axes.set(xlabel=f"cut-off: {contender.name}", ylim=(0, 1.02))
    axes.set_title(f"mean F1 {macro:.3f}; {own:.3f} with a cut-off for each kind", fontsize=10)
    axes.grid(visible=True, alpha=0.3)
