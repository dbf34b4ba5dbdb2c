"""`pixword evaluate joint`: how well pictures and texts find each other."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.progress import counting
from app.config import Settings
from app.datasets import read_split
from models import load_space
from models.evaluation.retrieval import judge_retrieval

evaluate = typer.Typer(help="Judge a space on your own pictures.", no_args_is_help=True)


@evaluate.callback()
def group() -> None:
    """Judge a space on your own pictures."""


@evaluate.command()
def joint(
    data: Annotated[Path, typer.Option(help="Folder with a JSONL or CSV of captioned pictures.")],
    split: Annotated[str, typer.Option(help="Split to judge on, or 'all'.")] = "dev",
    space: Annotated[
        str | None, typer.Option(help="Space to judge; PIXWORD_SPACE if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Recall at 1, 5, 10 in per cent and median rank, picture → text and text → picture."""
    settings = Settings()
    started = time.perf_counter()
    judged = load_space(space or settings.space, settings.compute)
    pairs = read_split(data, split)
    encoders = (judged.image_encoder, judged.text_encoder)
    with counting("encoding", len(pairs.pictures) + len(pairs.texts)) as progress:
        features = pairs.features(*encoders, settings.cache, progress)
    images = judged.project_images(features.images)
    texts = judged.project_texts(features.texts)
    i2t, t2i = judge_retrieval(images, texts, features.owners)
    result = {
        "i2t": asdict(i2t),
        "t2i": asdict(t2i),
        "n_images": len(images),
        "n_texts": len(texts),
        "encoder": f"{encoders[0].name} + {encoders[1].name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    print(json.dumps(result)) if as_json else Console().print(_table(result))


def _table(result: dict[str, object]) -> Table:
    table = Table("", "R@1 %", "R@5 %", "R@10 %", "median rank", title=str(result["encoder"]))
    for label, key in (("picture → text", "i2t"), ("text → picture", "t2i")):
        figures = result[key]
        assert isinstance(figures, dict)
        table.add_row(label, *(f"{figures[name]:g}" for name in ("r1", "r5", "r10", "medr")))
    return table
