"""How much a word weighs against a picture."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.encoders.protocols import Vectors
from models.evaluation.arithmetic.questions import EncodeTexts, Questions, ask
from models.evaluation.arithmetic.recall import Recall, macro_recall
from models.evaluation.arithmetic.settings import ArithmeticSettings
from models.exceptions import NothingToLearn, WeightsCorrupt

WEIGHTS = tuple(step / 10 for step in range(41))  # 0 to 4
UNFITTED = 1.0
"""A word weighs what a picture weighs, where nothing was fitted."""

Curve = tuple[tuple[float, Recall], ...]
"""Macro-averaged recall for each weight, by weight."""

_KEY = "arithmetic_weight"


@dataclass(frozen=True)
class ArithmeticFit:
    """The weight λ of `x + λ (t_b - t_a)` that answers best.

    Attributes:
        weight: λ; 1 where nothing could be fitted.
        curve: What it was chosen from, empty where nothing could be fitted.
    """

    weight: float
    curve: Curve = ()

    def to_card(self) -> dict[str, float]:
        """Returns what the card of the heads keeps below `fitted`."""
        return {_KEY: self.weight}

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> "ArithmeticFit":
        """Reads the weight from a heads' card; 1 where it tells of none.

        Raises:
            WeightsCorrupt: What it tells is no weight.
        """
        weight = card.get("fitted", {}).get(_KEY, UNFITTED)
        if not isinstance(weight, int | float) or not 0 < weight < math.inf:
            raise WeightsCorrupt(
                f"the card tells of an {_KEY} of {weight!r}: train the heads again"
            )
        return cls(float(weight))


def fit_arithmetic_weight(
    images: Vectors,
    captions: Sequence[Sequence[str]],
    encode_texts: EncodeTexts,
    settings: ArithmeticSettings | None = None,
) -> ArithmeticFit:
    """Chooses λ on a captioned set, as Couairon et al. 2022 (arXiv 2112.03162) do.

    Of the weights from 0.1 to 4 in steps of 0.1 it takes the one with the largest sum of R@1, R@5
    and R@10, macro-averaged over swaps; of several the smallest. Where the captions allow no query
    at all, there is nothing to fit and λ is 1.

    Args:
        images: Unit vectors of the pictures, `[n, d]`.
        captions: Captions of each picture.
        encode_texts: Turns texts into unit vectors of the same space.
        settings: How strict to be; the defaults if left out.
    """
    try:
        questions = ask(images, captions, encode_texts, settings or ArithmeticSettings())
    except NothingToLearn:
        return ArithmeticFit(UNFITTED)
    curve = recall_curve(questions)
    best = max(curve[1:], key=lambda point: (point[1].total, -point[0]))
    return ArithmeticFit(best[0], curve)


def recall_curve(questions: Questions) -> Curve:
    """Returns macro-averaged recall for every weight of the grid."""
    ranks = questions.arithmetic_ranks(WEIGHTS)
    return tuple((w, macro_recall(own)) for w, own in zip(WEIGHTS, ranks, strict=True))
