"""The weightless space with heads that change nothing and a calibration made by hand."""

import math
from pathlib import Path

import numpy as np
import torch

from models.calibration import Calibration
from models.calibration.background import Background
from models.calibration.backgrounds import Backgrounds
from models.calibration.logistic import Logistic
from models.calibration.priors import WordPriors
from models.heads import HeadKind, HeadShape, ProjectionHead, save_heads

NAMED = {"name": "colour-names", "fingerprint": "colour-names/1"}
DIMENSION = 64


def plain_background(deviation: float = 0.2, dimension: int = DIMENSION) -> Background:
    """One around zero, equally wide in all directions."""
    nothing = np.zeros(dimension, np.float32)
    return Background(nothing, nothing[None], np.full(dimension, deviation**2, np.float32))


def handmade_calibration() -> Calibration:
    """Relevance is 0.5 at a score of 0.5, and rises by one logit every 0.2."""
    backgrounds = Backgrounds(plain_background(), plain_background(), plain_background())
    priors = WordPriors({"green": round(math.log(0.5), 4)}, -3.0)
    score = Logistic((5.0, 0.0, 0.0, 0.0, 0.0), -2.5)
    return Calibration(backgrounds, score, score, Logistic((1.0, 1.0), -2.0), priors)


def unchanging_head() -> ProjectionHead:
    """A head that takes vectors of the weightless encoders as they are."""
    head = ProjectionHead(HeadShape(HeadKind.LINEAR, (DIMENSION,), DIMENSION)).eval()
    with torch.no_grad():
        head.body.layer.weight.copy_(torch.eye(DIMENSION))
        head.body.layer.bias.zero_()
    return head


def save_calibrated(path: Path, calibration: Calibration | None, **fitted: object) -> str:
    """Saves the heads, and beside them the calibration, if any."""
    card = {"encoders": {"image": NAMED, "text": NAMED}, "fitted": dict(fitted)}
    if calibration:
        card["fitted"]["calibration"] = calibration.to_card()
    arrays = calibration.tensors() if calibration else {}
    save_heads(path, unchanging_head(), unchanging_head(), card, arrays)
    return str(path)
