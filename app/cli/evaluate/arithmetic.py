"""`pixword evaluate arithmetic`: whether *this picture - dog + cat* finds the cat in that scene."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.evaluate.judged import JudgedSplit, encode_split, start_space
from app.cli.evaluate.report import AsJson, Data, Plot, SpaceName, Split, save_plot, show
from app.cli.progress import counting
from app.config import Settings
from models import Space
from models.encoders.protocols import Vectors
from models.evaluation.arithmetic import (
    ArithmeticJudgement,
    ArithmeticSettings,
    Recall,
    judge_arithmetic,
)
from models.evaluation.arithmetic.plotting import arithmetic_figure
from models.training.features import text_features

_DEFAULT = ArithmeticSettings()
_CUTS = ("r1", "r5", "r10")
_LABELS = {
    "arithmetic": "picture - old + new word",
    "image": "picture alone",
    "word": "new word alone",
    "swapped_caption": "caption, word swapped",
}

Weight = Annotated[
    float | None,
    typer.Option(min=0, max=100, help="What a word weighs; the space's own weight if left out."),
]
SharedWords = Annotated[
    int, typer.Option(min=1, help="Words of the scene that an answer must share.")
]
SharedShare = Annotated[
    float, typer.Option(min=0, max=1, help="Share of the scene that an answer must share.")
]


def arithmetic(
    data: Data,
    split: Split = "dev",
    space: SpaceName = None,
    weight: Weight = None,
    shared_words: SharedWords = _DEFAULT.shared_words,
    shared_share: SharedShare = _DEFAULT.shared_share,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Recall of a picture with one word swapped, beside the picture and the word alone."""
    settings = Settings()
    started = time.perf_counter()
    judged = start_space(space, settings)
    pairs = encode_split(judged, settings, data, split)
    judgement = judge_arithmetic(
        pairs.images,
        _captions_by_picture(pairs),
        _encoder(judged, settings),
        judged.arithmetic_weight if weight is None else weight,
        ArithmeticSettings(shared_words=shared_words, shared_share=shared_share),
    )
    result = _describe(judgement) | {
        "n_images": len(pairs.images),
        "skipped": pairs.skipped,
        "encoder": f"{judged.image_encoder.name} + {judged.text_encoder.name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    show(result, _table(judgement, result["encoder"]), as_json=as_json)
    if plot is not None:
        size = f"{judgement.n_queries:,} queries, {judgement.n_transformations:,} swaps"
        save_plot(arithmetic_figure(judgement, f"Space {judged.name}: {size}"), plot)


def _captions_by_picture(pairs: JudgedSplit) -> list[list[str]]:
    captions: list[list[str]] = [[] for _ in pairs.images]
    for caption, owner in zip(pairs.captions, pairs.owners.tolist(), strict=True):
        captions[owner].append(caption)
    return captions


def _encoder(space: Space, settings: Settings) -> Callable[[Sequence[str]], Vectors]:
    """Encodes texts into the space; their features are kept for the next time."""

    def encode(texts: Sequence[str]) -> Vectors:
        with counting("encoding", len(texts)) as progress:
            features = text_features(
                space.text_encoder,
                texts,
                settings.cache,
                progress,
                with_states=space.reads_states,
            )
        return space.project_texts(features)

    return encode


def _describe(judgement: ArithmeticJudgement) -> dict[str, Any]:
    low, high = (asdict(end) for end in judgement.interval)
    curve = [{"lambda": weight, **asdict(recall)} for weight, recall in judgement.curve]
    return {
        "arithmetic": asdict(judgement.arithmetic),
        "baselines": {name: asdict(own) for name, own in judgement.baselines.items()},
        "lambda": judgement.weight,
        "n_queries": judgement.n_queries,
        "n_transformations": judgement.n_transformations,
        "ci": {cut: [low[cut], high[cut]] for cut in _CUTS},
        "ratios": {cut: judgement.ratio(cut) for cut in _CUTS},
        "mean_over_queries": {name: asdict(own) for name, own in judgement.means.items()},
        "curve": curve,
    }


def _table(judgement: ArithmeticJudgement, title: str) -> Table:
    table = Table("", "R@1 %", "R@5 %", "R@10 %", title=title)
    low, high = judgement.interval
    for name, recall in judgement.baselines.items():
        table.add_row(_LABELS[name], *_cells(recall))
    table.add_section()
    table.add_row(_LABELS["arithmetic"], *_cells(judgement.arithmetic))
    ends = (f"{getattr(low, cut):g} to {getattr(high, cut):g}" for cut in _CUTS)
    table.add_row("  its 95 % interval", *ends)
    ratios = (judgement.ratio(cut) for cut in _CUTS)
    table.add_row("  times the better one alone", *("-" if r is None else f"{r:g}" for r in ratios))
    table.caption = (
        f"{judgement.n_queries:,} queries, averaged over {judgement.n_transformations:,} swaps; "
        f"λ = {judgement.weight:g}"
    )
    return table


def _cells(recall: Recall) -> list[str]:
    return [f"{getattr(recall, cut):g}" for cut in _CUTS]
