"""Whether one cut-off serves queries of all kinds: relevance against the cosine and others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibration.calibration import Calibration
from models.calibration.queries import QueryKind
from models.calibration.relevance import standing_of
from models.calibration.split import CaptionedVectors
from models.calibration.thresholds import Judged, f1_of_kinds, f1_of_pairs, threshold_grid

CUT_OFF = 0.5

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Contender:
    """A number that hits could be cut off by, judged on all kinds of queries.

    Attributes:
        name: What it is.
        kinds: Names of the kinds, `k` of them.
        judged: Its values for each kind.
        grid: Thresholds, `[t]`.
        f1: F1 of each kind at each threshold, `[k, t]`.
        micro: F1 over the pairs of all kinds at each threshold, `[t]`.
    """

    name: str
    kinds: Sequence[str]
    judged: Sequence[Judged]
    grid: Floats
    f1: Floats
    micro: Floats

    @property
    def macro(self) -> Floats:
        """Mean F1 of the kinds at each threshold, `[t]`."""
        result: Floats = self.f1.mean(axis=0)
        return result

    def figures(self) -> dict[str, Any]:
        """Returns its best figures with one threshold, and with one for each kind."""
        place, own = self.macro.argmax(), self.f1.argmax(axis=1)
        best = self.f1.max(axis=1)
        return {
            "threshold": _rounded(self.grid[place]),
            "macro_f1": _rounded(self.macro[place]),
            "micro_f1": _rounded(self.micro.max()),
            "macro_f1_own_thresholds": _rounded(best.mean()),
            "kinds": {
                name: {
                    "f1": _rounded(self.f1[row, place]),
                    "best_f1": _rounded(best[row]),
                    "best_threshold": _rounded(self.grid[own[row]]),
                }
                for row, name in enumerate(self.kinds)
            },
        }

    def at(self, threshold: float) -> dict[str, float]:
        """Returns macro and micro F1 at a threshold that was not chosen here."""
        place = np.array([threshold])
        return {
            "macro_f1": _rounded(f1_of_kinds(self.judged, place).mean()),
            "micro_f1": _rounded(f1_of_pairs(self.judged, place)[0]),
        }


def judge_relevance(
    calibration: Calibration, kinds: Sequence[QueryKind], split: CaptionedVectors
) -> list[Contender]:
    """Judges relevance beside the cosine, deviations above the mean, and the place in the ranking.

    Args:
        calibration: What says how relevant hits are.
        kinds: Queries with what is relevant to them.
        split: What they search.
    """
    values = [dict(_values(calibration, kind, split)) for kind in kinds]
    return [
        _contender(name, kinds, [own[name] for own in values])
        for name in ("cosine", "rank", "deviations", "relevance")
    ]


def _values(
    calibration: Calibration, kind: QueryKind, split: CaptionedVectors
) -> Iterator[tuple[str, Floats]]:
    """Yields the contenders' values for the pairs of one kind, `[q, n]`."""
    fitted = calibration.images if kind.modality == "images" else calibration.texts
    features = standing_of(kind, split, calibration.backgrounds)
    scores = kind.scores(split)
    places = np.argsort(np.argsort(-scores, axis=1), axis=1)  # [q, n], from 0
    yield "cosine", scores.astype(np.float64)
    yield "rank", 1 - places / scores.shape[1]
    score, mean, deviation = (features[..., column] for column in range(3))
    yield "deviations", (score - mean) / deviation
    yield "relevance", fitted.probabilities(features)


def _contender(name: str, kinds: Sequence[QueryKind], values: Sequence[Floats]) -> Contender:
    judged = [Judged.of(own, kind.relevant) for own, kind in zip(values, kinds, strict=True)]
    grid = threshold_grid(judged)
    names = [kind.name for kind in kinds]
    return Contender(
        name, names, judged, grid, f1_of_kinds(judged, grid), f1_of_pairs(judged, grid)
    )


def _rounded(value: float) -> float:
    return round(float(value), 4)
