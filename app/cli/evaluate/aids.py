"""`pixword evaluate aids`: what aids to ranking are worth."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.evaluate.judged import JudgedSplit, encode_split, start_space
from app.cli.evaluate.report import AsJson, Data, FitSplit, Plot, SpaceName, Split, save_plot, show
from app.cli.progress import counting
from app.config import Settings
from models.evaluation.aids import Aided, judge_aid
from models.evaluation.intervals import Difference, Ranks, recall_differences
from models.evaluation.plots import difference_figure
from models.evaluation.retrieval import Retrieval
from models.ranking.aid import Aid, aids_to_compare

FitData = Annotated[
    Path | None, typer.Option(help="Folder that the aids are fitted on; --data if left out.")
]
_BOUNDS = {"r1": 1, "r10": 10}
_WAYS = {"i2t": "picture → text", "t2i": "text → picture"}


def aids(
    data: Data,
    split: Split = "dev",
    space: SpaceName = None,
    as_json: AsJson = False,
    plot: Plot = None,
    fit_data: FitData = None,
    fit_split: FitSplit = "train",
) -> None:
    """How much better a space finds with aids to ranking, each against the space as it is."""
    settings = Settings()
    started = time.perf_counter()
    judged = start_space(space, settings)
    known = encode_split(judged, settings, fit_data or data, fit_split)
    pairs = encode_split(judged, settings, data, split)
    result: dict[str, Any] = {
        "aids": _compare(aids_to_compare(judged.dimension), known, pairs),
        "n_images": len(pairs.images),
        "n_texts": len(pairs.texts),
        "skipped": pairs.skipped,
        "encoder": f"{judged.image_encoder.name} + {judged.text_encoder.name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    show(result, _table(result), as_json=as_json)
    if plot is not None:
        _draw(result["aids"], plot)


def _compare(chosen: list[Aid], known: JudgedSplit, pairs: JudgedSplit) -> list[dict[str, Any]]:
    """Judges every aid against the first of them."""
    rows: list[dict[str, Any]] = []
    with counting("judging", len(chosen)) as progress:
        plain = judge_aid(chosen[0], known.vectors, pairs.vectors, pairs.owners)
        for aid in chosen:
            aided = judge_aid(aid, known.vectors, pairs.vectors, pairs.owners)
            rows.append(_row(aid, aided, plain))
            progress(1)
    return rows


def _row(aid: Aid, aided: Aided, plain: Aided) -> dict[str, Any]:
    return {
        "aid": aid.name,
        "i2t": _direction(aided.i2t, plain.i2t),
        "t2i": _direction(aided.t2i, plain.t2i),
        "betas": aided.betas,
        "coordinates": aided.coordinates,
        "numbers": aided.numbers,
    }


def _direction(aided: Ranks, plain: Ranks) -> dict[str, Any]:
    gains = recall_differences(aided, plain, list(_BOUNDS.values()))
    figures = asdict(Retrieval.from_ranks(aided.ranks))
    return figures | {"gain": dict(zip(_BOUNDS, map(asdict, gains), strict=True))}


def _draw(rows: list[dict[str, Any]], path: Path) -> None:
    names = [row["aid"] for row in rows[1:]]
    gains = {
        label: [Difference(**row[way]["gain"]["r1"]) for row in rows[1:]]
        for way, label in _WAYS.items()
    }
    save_plot(difference_figure(names, gains, "What aids to ranking change"), path)


def _table(result: dict[str, Any]) -> Table:
    table = Table("aid", title=result["encoder"])
    table.caption = "in brackets: 95 % interval of the difference from the first row"
    for label in _WAYS.values():
        table.add_column(f"{label} R@1 %", justify="right")
        table.add_column("difference", justify="right")
    table.add_column("numbers an item", justify="right")
    table.add_column("numbers to keep", justify="right")
    for row in result["aids"]:
        cells = [cell for way in _WAYS for cell in _cells(row[way])]
        table.add_row(row["aid"], *cells, f"{row['coordinates']:,}", f"{row['numbers']:,}")
    return table


def _cells(figures: dict[str, Any]) -> tuple[str, str]:
    gain = Difference(**figures["gain"]["r1"])
    return f"{figures['r1']:g}", f"{gain.points:+g} ({gain.low:+g} to {gain.high:+g})"
