"""`pixword evaluate joint`: how well pictures and texts find each other."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from app.cli.evaluate.judged import JudgedSplit, encode_split, start_space
from app.cli.evaluate.report import (
    AidName,
    AsJson,
    Data,
    FitSplit,
    Plot,
    SpaceName,
    Split,
    save_plot,
    show,
)
from app.config import Settings
from models.evaluation.aids import Aided, judge_aid
from models.evaluation.curves import recall_curve
from models.evaluation.intervals import Ranks, retrieval_intervals
from models.evaluation.plots import recall_figure
from models.evaluation.retrieval import Retrieval
from models.ranking.aid import NOTHING, parse_aid

_FORTH, _BACK = "picture → text", "text → picture"
_FIGURES = ("r1", "r5", "r10", "medr")


def joint(
    data: Data,
    split: Split = "dev",
    space: SpaceName = None,
    as_json: AsJson = False,
    plot: Plot = None,
    aid: AidName = NOTHING,
    fit_split: FitSplit = "train",
) -> None:
    """Recall at 1, 5, 10 in per cent and median rank, picture → text and text → picture."""
    settings = Settings()
    started = time.perf_counter()
    chosen = parse_aid(aid)
    judged = start_space(space, settings)
    pairs = encode_split(judged, settings, data, split)
    fitted_on = pairs if aid == NOTHING else encode_split(judged, settings, data, fit_split)
    aided = judge_aid(chosen, fitted_on.vectors, pairs.vectors, pairs.owners)
    result = {
        "i2t": _figures(aided.i2t),
        "t2i": _figures(aided.t2i),
        "n_images": len(pairs.images),
        "n_texts": len(pairs.texts),
        "skipped": pairs.skipped,
        "aid": chosen.name,
        "encoder": f"{judged.image_encoder.name} + {judged.text_encoder.name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    show(result, _table(result), as_json=as_json)
    if plot is not None:
        _draw(aided, pairs, judged.name, plot)


def _figures(judged: Ranks) -> dict[str, Any]:
    return asdict(Retrieval.from_ranks(judged.ranks)) | {"ci": retrieval_intervals(judged)}


def _draw(aided: Aided, pairs: JudgedSplit, space: str, path: Path) -> None:
    own = np.bincount(pairs.owners, minlength=len(pairs.images))
    curves = {
        _FORTH: recall_curve(aided.i2t, own, len(pairs.texts)),
        _BACK: recall_curve(aided.t2i, np.ones_like(pairs.owners), len(pairs.images)),
    }
    size = f"{len(pairs.images):,} pictures, {len(pairs.texts):,} texts"
    save_plot(recall_figure(curves, f"Space {space}: {size}"), path)


def _table(result: dict[str, Any]) -> Table:
    caption = f"in brackets: 95 % intervals; {result['skipped']:,} rows of the data skipped"
    table = Table("", "R@1 %", "R@5 %", "R@10 %", "median rank", title=result["encoder"])
    table.caption = caption
    for label, way in ((_FORTH, "i2t"), (_BACK, "t2i")):
        table.add_row(label, *(_cell(result[way], name) for name in _FIGURES))
    return table


def _cell(figures: dict[str, Any], name: str) -> str:
    low, high = figures["ci"][name]
    return f"{figures[name]:g} ({low:g} to {high:g})"
