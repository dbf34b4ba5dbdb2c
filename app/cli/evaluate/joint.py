"""`pixword evaluate joint`: how well pictures and texts find each other."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.table import Table

from app.cli.evaluate.judged import JudgedSplit, encode_split, start_space
from app.cli.evaluate.report import (
    AidName,
    AsJson,
    Data,
    FitSplit,
    Plot,
    Split,
    save_plot,
    show,
)
from app.config import Settings
from models.evaluation.aids import Aided, judge_aid
from models.evaluation.curves import RecallCurve, recall_curve
from models.evaluation.intervals import Ranks, retrieval_intervals
from models.evaluation.plots import recall_figure
from models.evaluation.retrieval import Retrieval
from models.ranking.aid import NOTHING, Aid, parse_aid

_FORTH, _BACK = "picture → text", "text → picture"
_FIGURES = ("r1", "r5", "r10", "medr")


def joint(
    data: Data,
    split: Split = "dev",
    space: Annotated[
        list[str] | None,
        typer.Option(help="Space to judge, repeatable; PIXWORD_SPACE if left out."),
    ] = None,
    as_json: AsJson = False,
    plot: Plot = None,
    aid: AidName = NOTHING,
    fit_split: FitSplit = "train",
) -> None:
    """Recall at 1, 5, 10 in per cent and median rank, picture → text and text → picture."""
    chosen = parse_aid(aid)
    names: list[str | None] = [*space] if space else [None]
    judged = [_judge(name, data, split, chosen, fit_split) for name in names]
    results = {one.name: one.result for one in judged}
    printed = judged[0].result if len(judged) == 1 else {"spaces": results}
    show(printed, _table(results), as_json=as_json)
    if plot is not None:
        _draw(judged, plot)


@dataclass(frozen=True)
class _Judged:
    """One space, how its recall grows with K, and all that is told of it."""

    name: str
    curves: dict[str, RecallCurve]
    result: dict[str, Any]


def _judge(name: str | None, data: Path, split: str, aid: Aid, fit_split: str) -> _Judged:
    settings = Settings()
    started = time.perf_counter()
    space = start_space(name, settings)
    pairs = encode_split(space, settings, data, split)
    fitted_on = pairs if aid.name == NOTHING else encode_split(space, settings, data, fit_split)
    aided = judge_aid(aid, fitted_on.vectors, pairs.vectors, pairs.owners)
    result = {
        "i2t": _figures(aided.i2t),
        "t2i": _figures(aided.t2i),
        "n_images": len(pairs.images),
        "n_texts": len(pairs.texts),
        "skipped": pairs.skipped,
        "aid": aid.name,
        "encoder": f"{space.image_encoder.name} + {space.text_encoder.name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    return _Judged(space.name, _curves(aided, pairs), result)


def _figures(judged: Ranks) -> dict[str, Any]:
    return asdict(Retrieval.from_ranks(judged.ranks)) | {"ci": retrieval_intervals(judged)}


def _curves(aided: Aided, pairs: JudgedSplit) -> dict[str, RecallCurve]:
    own = np.bincount(pairs.owners, minlength=len(pairs.images))
    return {
        _FORTH: recall_curve(aided.i2t, own, len(pairs.texts)),
        _BACK: recall_curve(aided.t2i, np.ones_like(pairs.owners), len(pairs.images)),
    }


def _draw(judged: Sequence[_Judged], path: Path) -> None:
    result = judged[0].result
    size = f"{result['n_images']:,} pictures, {result['n_texts']:,} texts"
    if len(judged) == 1:
        save_plot(recall_figure(judged[0].curves, f"Space {judged[0].name}: {size}"), path)
        return
    curves = {
        f"{_short(one.name)}: {way}": curve for one in judged for way, curve in one.curves.items()
    }
    save_plot(recall_figure(curves, size), path)


def _table(results: Mapping[str, dict[str, Any]]) -> Table:
    skipped = max(result["skipped"] for result in results.values())
    lines = [f"in brackets: 95 % intervals; {skipped:,} rows of the data skipped"]
    table = Table("", "R@1 %", "R@5 %", "R@10 %", "median rank")
    for name, result in results.items():
        if len(results) == 1:
            table.title = result["encoder"]
        else:
            table.add_section()
            table.add_row(f"{_short(name)}:")
            lines.append(f"{_short(name)}: {result['encoder']}")
        for label, way in ((_FORTH, "i2t"), (_BACK, "t2i")):
            table.add_row(label, *(_cell(result[way], figure) for figure in _FIGURES))
    table.caption = "\n".join(lines)
    return table


def _short(name: str) -> str:
    """Returns the name of a file without its folder and ending, and every other name as it is."""
    return Path(name).stem if name.endswith(".safetensors") else name


def _cell(figures: dict[str, Any], name: str) -> str:
    low, high = figures["ci"][name]
    return f"{figures[name]:g} ({low:g} to {high:g})"
