"""Fewer dimensions: the first coordinates of a vector (Kusupati et al. 2022, arXiv 2205.13147)."""

import numpy as np

from models.encoders.protocols import Vectors

_NOTHING_LEFT = 1e-12


def shorten(vectors: Vectors, dimension: int) -> Vectors:
    """Keeps the first coordinates of vectors `[n, d]` and makes them unit again `[n, dimension]`.

    A vector that has nothing in them points along the last one that is kept: a picture or a text
    always has a direction.
    """
    kept = np.array(vectors[:, :dimension], dtype=np.float32)
    lengths = np.linalg.norm(kept, axis=1)
    nothing = ~(lengths > _NOTHING_LEFT) & ~np.isnan(lengths)
    kept[nothing] = 0
    kept[nothing, -1] = lengths[nothing] = 1
    result: Vectors = kept / lengths[:, None]
    return result
