"""What is calibrated on: pictures and their captions as vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors


@dataclass(frozen=True, eq=False)
class CaptionedVectors:
    """One split in a space.

    Attributes:
        images: Unit vectors of the pictures, `[n, d]`.
        texts: Unit vectors of their captions, `[m, d]`.
        owners: The picture of each caption, int64 `[m]`.
        captions: The captions, `m` of them.
    """

    images: Vectors
    texts: Vectors
    owners: NDArray[np.int64]
    captions: Sequence[str]
