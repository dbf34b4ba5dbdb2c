"""What every encoder looks like to the rest of the project."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Vectors = NDArray[np.float32]  # [n, d]
Pixels = NDArray[Any]  # one preprocessed picture, in the frame of its own encoder
Tokens = tuple[NDArray[np.int64], ...]  # arrays of [n, t]


class ImageEncoder(Protocol):
    """A frozen network from pictures to vectors.

    Attributes:
        name: What a user types to get it.
        dimension: Length d of its vectors.
        fingerprint: Changes whenever the same picture would get another vector.
        side: Length in pixels of the longest side it looks at.
    """

    name: str
    dimension: int
    fingerprint: str
    side: int

    def preprocess(self, picture: Image.Image) -> Pixels:
        """Brings an upright RGB picture into the network's frame."""
        ...

    def encode(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into float32 `[n, d]`."""
        ...


class TextEncoder(Protocol):
    """A frozen network from texts to vectors.

    Attributes:
        name: What a user types to get it.
        dimension: Length d of its vectors.
        fingerprint: Changes whenever the same text would get another vector.
    """

    name: str
    dimension: int
    fingerprint: str

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into padded token arrays of `[n, t]`."""
        ...

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes token arrays into float32 `[n, d]`."""
        ...
