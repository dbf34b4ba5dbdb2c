"""Scores that mean the same everywhere: relevance of hits, probabilities of tags.

`docs/calibration.md` says what they mean and how they are fitted.
"""

from models.calibration.calibration import Calibration
from models.calibration.fitting import fit_calibration
from models.calibration.split import CaptionedVectors

__all__ = ["Calibration", "CaptionedVectors", "fit_calibration"]
