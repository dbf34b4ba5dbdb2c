"""`pixword evaluate relevance`: whether one cut-off serves queries of all kinds."""

import time
from collections.abc import Sequence
from typing import Any

from rich.table import Table

from app.cli.evaluate.judged import encode_split, start_space
from app.cli.evaluate.report import AsJson, Data, Plot, SpaceName, Split, save_plot, show
from app.config import Settings
from app.search.relevance import check_calibrated
from models import Space
from models.calibration import CaptionedVectors
from models.calibration.queries import QueryKind, make_queries
from models.calibration.said import read_said
from models.evaluation.calibration_plots import cut_off_figure
from models.evaluation.relevance import CUT_OFF, Contender, judge_relevance
from models.exceptions import NothingToLearn
from models.tagging.vocabulary import everyday_words

_DRAWN = ("cosine", "relevance")


def relevance(
    data: Data,
    split: Split = "dev",
    space: SpaceName = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """F1 of one cut-off for queries of seven kinds: by cosine, rank, deviations and relevance."""
    settings = Settings()
    started = time.perf_counter()
    judged = start_space(space, settings)
    check_calibrated(judged, "relevance")
    assert judged.calibration is not None
    pairs = encode_split(judged, settings, data, split)
    searched = CaptionedVectors(pairs.images, pairs.texts, pairs.owners, pairs.captions)
    kinds = _queries(judged, searched)
    contenders = judge_relevance(judged.calibration, kinds, searched)
    result = _result(contenders, kinds) | {
        "n_images": len(pairs.images),
        "n_texts": len(pairs.texts),
        "encoder": f"{judged.image_encoder.name} + {judged.text_encoder.name}",
        "seconds": round(time.perf_counter() - started, 1),
    }
    show(result, _table(result), as_json=as_json)
    if plot:
        drawn = [own for own in contenders if own.name in _DRAWN]
        save_plot(cut_off_figure(drawn, f"One cut-off for all: {data.name} ({split})"), plot)


def _queries(space: Space, searched: CaptionedVectors) -> list[QueryKind]:
    """Makes queries whose words are encoded as those that a user types.

    Raises:
        NothingToLearn: The captions say too little to ask anything.
    """
    words = everyday_words()
    said = read_said(searched, words, space.encode_texts(words))
    kinds = make_queries(searched, said, space.arithmetic_weight)
    if not kinds:
        raise NothingToLearn("the captions say too little of the vocabulary to judge relevance")
    return kinds


def _result(contenders: Sequence[Contender], kinds: Sequence[QueryKind]) -> dict[str, Any]:
    fixed = next(own for own in contenders if own.name == "relevance")
    return {
        "contenders": {own.name: own.figures() for own in contenders},
        "relevance_at_half": fixed.at(CUT_OFF),
        "queries": {
            kind.name: {
                "queries": len(kind.vectors),
                "relevant": round(float(kind.relevant.sum(axis=1).mean()), 1),
            }
            for kind in kinds
        },
    }


def _table(result: dict[str, Any]) -> Table:
    contenders = result["contenders"]
    table = Table("F1", *contenders, title=result["encoder"])
    for label, key in (
        ("one cut-off, mean of the kinds", "macro_f1"),
        ("one cut-off, all pairs", "micro_f1"),
        ("a cut-off for each kind, mean", "macro_f1_own_thresholds"),
    ):
        table.add_row(label, *(f"{own[key]:.3f}" for own in contenders.values()))
    for kind in result["queries"]:
        figures = [own["kinds"][kind] for own in contenders.values()]
        table.add_row(
            kind, *(f"{own['f1']:.3f} (best at {own['best_threshold']:.2f})" for own in figures)
        )
    fixed = result["relevance_at_half"]
    table.caption = (
        f"at relevance 0.5: mean of the kinds {fixed['macro_f1']:.3f}, "
        f"all pairs {fixed['micro_f1']:.3f}"
    )
    return table
