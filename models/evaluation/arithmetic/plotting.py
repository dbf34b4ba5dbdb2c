"""A picture of arithmetic: recall over the weight of the words."""

from typing import TYPE_CHECKING

from models.evaluation.arithmetic.judging import ArithmeticJudgement

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CUTS = {"r1": "R@1", "r5": "R@5", "r10": "R@10"}
_RIVALS = {
    "word": ("word alone", "--", "#b5651d"),
    "image": ("picture alone", ":", "#5a5a5a"),
    "swapped_caption": ("caption with the word swapped", "-.", "#3b5ba5"),
}
_COLOUR = "#0b6e4f"


def arithmetic_figure(judgement: ArithmeticJudgement, title: str) -> "Figure":
    """Draws R@1, R@5 and R@10 over λ, what each baseline reaches, and the λ that was judged."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that few commands need

    figure = Figure(figsize=(11, 4.2), layout="constrained")
    figure.suptitle(title)
    panels = figure.subplots(1, len(_CUTS))
    for axes, (cut, label) in zip(panels, _CUTS.items(), strict=True):
        _draw(axes, judgement, cut)
        axes.set(title=label, xlabel="λ: weight of the words")
    panels[0].set_ylabel("recall in %, each swap counted once")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    return figure


def _draw(axes: "Axes", judgement: ArithmeticJudgement, cut: str) -> None:
    weights = [weight for weight, _ in judgement.curve]
    recall = [getattr(own, cut) for _, own in judgement.curve]
    axes.plot(weights, recall, color=_COLOUR, label="picture + λ (new - old word)")
    for name, (label, style, colour) in _RIVALS.items():
        level = getattr(judgement.baselines[name], cut)
        axes.axhline(level, linestyle=style, color=colour, linewidth=1.2, label=label)
    judged = f"judged: λ = {judgement.weight:g}"
    axes.axvline(judgement.weight, color=_COLOUR, linewidth=0.8, alpha=0.6)
    point = getattr(judgement.arithmetic, cut)
    axes.plot(judgement.weight, point, "o", color=_COLOUR, label=judged)
    axes.set_ylim(bottom=0)
    axes.grid(visible=True, alpha=0.3)
