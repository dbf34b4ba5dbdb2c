"""`pixword evaluate tags`: how well pictures are tagged, and how true the probabilities are."""

import time
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Table

from app.cli.evaluate.judged import JudgedSplit, encode_split, start_space
from app.cli.evaluate.report import AsJson, Data, Plot, SpaceName, Split, save_plot, show
from app.cli.evaluate.vocabulary_file import read_words
from app.config import Settings
from app.search.relevance import check_calibrated
from models import Space
from models.evaluation.calibration_plots import reliability_figure
from models.evaluation.tag_truth import TagTruth, truth_of_captions, truth_of_tags
from models.evaluation.tags import TagJudgement, average_precisions, judge_tags
from models.tagging.prompts import CANDIDATES, encode_in_prompts
from models.tagging.vocabulary import everyday_words

ENOUGH_PICTURES = 5
_UNKNOWN = (
    "macro_f1",
    "micro_f1",
    "best_macro_f1",
    "best_micro_f1",
    "ece",
    "ece_shown",
    "ece_shown_equal_mass",
)

Words = Annotated[
    Path | None,
    typer.Option(help="A word or phrase a line, instead of those that 5 pictures have."),
]


def tags(
    data: Data,
    split: Split = "dev",
    words: Words = None,
    space: SpaceName = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Precision and F1 of tags, and expected calibration error of their probabilities."""
    settings = Settings()
    started = time.perf_counter()
    vocabulary = None if words is None else read_words(words)
    judged = start_space(space, settings)
    if plot:
        check_calibrated(judged, "--plot")
    pairs = encode_split(judged, settings, data, split)
    truth = _truth(pairs, vocabulary)
    scores = pairs.images @ judged.encode_words(truth.words).T
    judgement = _judge(judged, pairs, truth, scores)
    result = _result(judgement, scores, truth) | {
        "prompts": _prompts(judged, pairs, truth),
        "n_images": len(pairs.images),
        "n_tags": len(truth.words),
        "truth": "tags" if _is_tagged(pairs) else "captions",
        "vocabulary": str(words) if words else f"words that {ENOUGH_PICTURES} pictures have",
        "encoder": f"{judged.image_encoder.name} + {judged.text_encoder.name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    show(result, _table(result), as_json=as_json)
    if plot and judgement:
        save_plot(reliability_figure(judgement, f"Tags of {data.name} ({split})"), plot)


def _is_tagged(pairs: JudgedSplit) -> bool:
    return any(pairs.tags)


def _truth(pairs: JudgedSplit, vocabulary: list[str] | None) -> TagTruth:
    """Takes the tags of the pictures, or where there are none what their captions say."""
    if _is_tagged(pairs):
        truth = truth_of_tags(pairs.tags, vocabulary)
    else:
        spoken = everyday_words() if vocabulary is None else vocabulary
        truth = truth_of_captions(pairs.captions, pairs.owners, len(pairs.images), spoken)
    enough = truth.with_enough(ENOUGH_PICTURES if vocabulary is None else 1)
    return enough if vocabulary is None else truth


def _judge(
    space: Space, pairs: JudgedSplit, truth: TagTruth, scores: NDArray[np.float32]
) -> TagJudgement | None:
    if space.calibration is None:
        return None
    stated = space.calibration.tag_probabilities(pairs.images, truth.words, scores)
    return judge_tags(scores, stated, truth.has)


def _result(
    judgement: TagJudgement | None, scores: NDArray[np.float32], truth: TagTruth
) -> dict[str, Any]:
    """Returns the figures; without a calibration only the ranking by scores has one."""
    by_score = _mean_precision(scores, truth)
    if judgement is None:
        return {"map": by_score, "map_by_score": by_score} | dict.fromkeys(_UNKNOWN)
    return dict(judgement.figures()) | {"map_by_score": by_score}


def _mean_precision(scores: NDArray[np.float32], truth: TagTruth) -> float:
    had = truth.has.any(axis=0)
    return round(float(average_precisions(scores[:, had], truth.has[:, had]).mean()), 4)


def _prompts(space: Space, pairs: JudgedSplit, truth: TagTruth) -> dict[str, Any]:
    """Measures all candidates: which the space uses, and the mean average precision by score."""
    maps = {
        " | ".join(prompts): _mean_precision(
            pairs.images @ encode_in_prompts(space.encode_texts, truth.words, prompts).T, truth
        )
        for prompts in CANDIDATES
    }
    return {"used": list(space.prompts), "map_by_score": maps}


def _table(result: dict[str, Any]) -> Table:
    title = f"{result['encoder']}: {result['n_tags']} tags of {result['n_images']} pictures"
    table = Table("", "", title=title)
    for label, key in (
        ("mean average precision", "map"),
        ("the same, ranked by score", "map_by_score"),
        ("macro F1 at probability 0.5", "macro_f1"),
        ("micro F1 at probability 0.5", "micro_f1"),
        ("best macro F1", "best_macro_f1"),
        ("best micro F1", "best_micro_f1"),
        ("expected calibration error, all pairs", "ece"),
        ("the same, ten tags shown", "ece_shown"),
    ):
        table.add_row(label, "-" if result[key] is None else f"{result[key]:.4f}")
    for prompts, value in result["prompts"]["map_by_score"].items():
        table.add_row(f"by score, in {prompts}", f"{value:.4f}")
    return table
