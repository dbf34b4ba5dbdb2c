"""Which rows still count: a removed row stays where it is until its part is written anew."""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Alive:
    """A frozen mask over the rows of one part; removing makes a new one.

    Attributes:
        mask: True for rows that count `[n]`.
    """

    def __init__(self, mask: NDArray[np.bool_]) -> None:
        """Takes the mask."""
        self.mask = mask

    @classmethod
    def whole(cls, count: int) -> "Alive":
        """Returns a mask in which all rows count."""
        return cls(np.ones(count, dtype=bool))

    @cached_property
    def count(self) -> int:
        """How many rows count."""
        return int(np.count_nonzero(self.mask))

    @property
    def removed(self) -> int:
        """How many rows do not count any more."""
        return len(self.mask) - self.count

    @cached_property
    def bits(self) -> NDArray[np.uint8] | None:
        """The mask as FAISS reads it, bit i of byte j for row 8j + i; None if all rows count."""
        return np.packbits(self.mask, bitorder="little") if self.removed else None

    def without(self, rows: ArrayLike) -> "Alive":
        """Returns a mask in which these rows do not count either."""
        gone = np.asarray(rows, dtype=np.int64)
        if not self.mask[gone].any():
            return self
        mask = self.mask.copy()
        mask[gone] = False
        return Alive(mask)

    def extended(self, count: int) -> "Alive":
        """Returns a mask with as many rows more, all of which count."""
        return Alive(np.concatenate([self.mask, np.ones(count, dtype=bool)]))
