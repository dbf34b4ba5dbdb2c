"""What a joint space is trained and judged on: features of pictures and of their texts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Encoded
from models.exceptions import NothingToLearn

_FEWEST = 2  # one picture has nothing to be told apart from


@dataclass(frozen=True)
class PairedFeatures:
    """Features of pictures and of the texts that describe them.

    Attributes:
        images: Of n pictures.
        texts: Of m texts.
        owners: The row of the picture each text describes, int64 `[m]`.
    """

    images: Encoded
    texts: Encoded
    owners: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuses pairs that nothing can be learnt from.

        Raises:
            NothingToLearn: Fewer than two pictures, a picture without a text, or a text of no
                picture.
        """
        everyone = np.arange(len(self.images.vectors))
        if len(everyone) < _FEWEST or not np.array_equal(np.unique(self.owners), everyone):
            raise NothingToLearn("at least two pictures, each with a text, are needed")
        if len(self.owners) != len(self.texts.vectors):
            raise NothingToLearn("every text needs the one picture that it describes")

    def texts_by_image(self) -> list[NDArray[np.int64]]:
        """Returns, for every picture, the rows of its texts."""
        order = np.argsort(self.owners, kind="stable")
        ends = np.cumsum(np.bincount(self.owners, minlength=len(self.images.vectors)))
        return np.split(order, ends[:-1])
