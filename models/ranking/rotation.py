"""A rotation of the space after which its first coordinates tell the most."""

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors


def fit_rotation(images: Vectors, texts: Vectors) -> NDArray[np.float32]:
    """Finds the orthogonal matrix R `[d, d]` with the strongest directions first.

    The columns of R are the principal axes of both modalities together, each with the same say,
    about the origin (Pearson 1901; about the origin because inner products are what ranks). With
    `vectors @ R` every cosine stays what it was, and the first k coordinates keep more of the inner
    products than any other k directions do (Eckart and Young 1936). Nothing is trained again: R
    may be multiplied into the last layer of both heads.

    Args:
        images: Unit vectors of training pictures, `[n, d]`.
        texts: Unit vectors of training texts, `[m, d]`.
    """
    moments = sum(_second_moment(vectors) for vectors in (images, texts))
    _, axes = np.linalg.eigh(moments)  # the weakest first
    rotation: NDArray[np.float32] = axes[:, ::-1].astype(np.float32)
    return rotation


def _second_moment(vectors: Vectors) -> NDArray[np.float64]:
    exact = vectors.astype(np.float64)
    result: NDArray[np.float64] = exact.T @ exact / len(exact)
    return result
