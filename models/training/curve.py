"""The learning curve of a run, as a picture."""

from collections.abc import Sequence
from pathlib import Path

from models.training.judgement import Judgement


def curve_path(out: Path) -> Path:
    """Returns where the learning curve of the heads at `out` lies."""
    return out.with_suffix(".png")


def draw_curve(
    path: Path,
    history: Sequence[Judgement],
    best: Judgement,
    modalities: tuple[str, str] = ("picture", "text"),
) -> None:
    """Draws loss and recall on dev over the epochs, and marks the heads that were kept.

    Args:
        path: Where to.
        history: Every judgement.
        best: The one that was kept.
        modalities: What was matched with what.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - half a second that few runs need

    epochs = [judgement.epoch for judgement in history]
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(epochs, [judgement.loss for judgement in history], color="tab:gray")
    left.set(xlabel="epoch", ylabel="training loss", title="What is learnt from")
    first, second = modalities
    for way, label, colour in (
        ("i2t", f"{first} → {second}", "tab:blue"),
        ("t2i", f"{second} → {first}", "tab:orange"),
    ):
        for name, style in (("r1", "-"), ("r10", "--")):
            values = [getattr(getattr(judgement, way), name) for judgement in history]
            right.plot(epochs, values, style, color=colour, label=f"{label}, R@{name[1:]}")
    right.axvline(best.epoch, color="black", linewidth=0.8, label="kept")
    right.set(xlabel="epoch", ylabel="recall on dev, %", title="What is judged", ylim=(0, 100))
    right.legend(fontsize="small", loc="best")
    figure.savefig(path, dpi=120, format="png")
