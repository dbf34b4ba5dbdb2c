"""Subtracting what all vectors of one modality share.

Pictures and texts of a trained space lie in two cones apart from each other (the modality gap,
Liang et al. 2022, arXiv 2203.02053); the direction of a cone says nothing of what is in a picture.
"""

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.ranking.dimensions import shorten


def fit_centre(vectors: Vectors) -> NDArray[np.float32]:
    """Computes the mean `[d]` of the training vectors `[n, d]` of one modality."""
    centre: NDArray[np.float32] = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    return centre


def subtract_centre(vectors: Vectors, centre: NDArray[np.float32]) -> Vectors:
    """Subtracts `[d]` from unit vectors `[n, d]`, and makes them unit again."""
    return shorten(vectors - centre, len(centre))
