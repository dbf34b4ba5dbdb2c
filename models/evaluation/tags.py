"""How well pictures are tagged: ranking, decisions and probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.calibration_error import Reliability, reliability

SHOWN = 10
"""Tags of a picture that a user sees unless they ask for more."""

HALF = 0.5
_THRESHOLDS = np.linspace(0.02, 0.98, 49)

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class F1:
    """F1 of the decision that a picture has a tag.

    Attributes:
        macro: Mean over the tags of 2 tp / (2 tp + fp + fn).
        micro: The same over the pairs of all tags.
    """

    macro: float
    micro: float


@dataclass(frozen=True, eq=False)
class TagJudgement:
    """Figures of tagging a split.

    Attributes:
        mean_average_precision: Of the pictures of each tag, ranked by probability, over the tags.
        at_half: F1 at the probability 0.5.
        best: The best macro F1 and the best micro F1, each at the one threshold it is best at.
        all_pairs: Reliability over all pictures and tags, bins of equal width.
        shown: Over the ten tags with the best scores of each picture.
        shown_by_mass: The same in bins of equal mass.
    """

    mean_average_precision: float
    at_half: F1
    best: F1
    all_pairs: Reliability
    shown: Reliability
    shown_by_mass: Reliability

    def figures(self) -> Mapping[str, float]:
        """Returns the figures by name, rounded."""
        values = {
            "map": self.mean_average_precision,
            "macro_f1": self.at_half.macro,
            "micro_f1": self.at_half.micro,
            "best_macro_f1": self.best.macro,
            "best_micro_f1": self.best.micro,
            "ece": self.all_pairs.error,
            "ece_shown": self.shown.error,
            "ece_shown_equal_mass": self.shown_by_mass.error,
        }
        return {name: round(value, 4) for name, value in values.items()}


def judge_tags(scores: NDArray[np.floating], probabilities: Floats, truth: Mask) -> TagJudgement:
    """Judges tags.

    Args:
        scores: Cosines of pictures and tags, `[n, w]`; they say which tags are shown.
        probabilities: Of the same pairs, `[n, w]`.
        truth: Which pictures have which tags, `[n, w]`. Precision and F1 are those of the tags
            that some picture has; probabilities are judged on all.
    """
    had = truth.any(axis=0)
    values, right = probabilities[:, had], truth[:, had]
    rows = np.arange(len(scores))[:, None]
    shown = np.argsort(-scores, axis=1, kind="stable")[:, :SHOWN]  # [n, 10]
    best = [f1(values >= threshold, right) for threshold in _THRESHOLDS]
    stated, true = probabilities[rows, shown], truth[rows, shown]
    return TagJudgement(
        float(average_precisions(values, right).mean()),
        f1(values >= HALF, right),
        F1(max(own.macro for own in best), max(own.micro for own in best)),
        reliability(probabilities, truth),
        reliability(stated, true),
        reliability(stated, true, equal_mass=True),
    )


def average_precisions(values: NDArray[np.floating], truth: Mask) -> Floats:
    """Returns the average precision of each tag's ranking of the pictures, `[w]`.

    It is the mean, over the pictures that have the tag, of the share of right ones among those
    ranked so high. Of equal values the wrong one counts as first.

    Args:
        values: `[n, w]`.
        truth: `[n, w]`, at least one picture a tag.
    """
    order = np.lexsort((truth, -values), axis=0)
    right = np.take_along_axis(truth, order, axis=0)
    places = np.arange(1, len(values) + 1)[:, None]
    precision = np.cumsum(right, axis=0) / places
    result: Floats = (precision * right).sum(axis=0) / right.sum(axis=0)
    return result


def f1(decided: Mask, truth: Mask) -> F1:
    """Returns the F1 of decisions `[n, w]`; a tag that is neither decided nor true counts as 0."""
    right = (decided & truth).sum(axis=0)
    either = decided.sum(axis=0) + truth.sum(axis=0)
    macro = float(np.mean(2 * right / np.maximum(either, 1)))
    return F1(macro, float(2 * right.sum() / max(either.sum(), 1)))
