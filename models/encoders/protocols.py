"""What every encoder looks like to the rest of the project."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Vectors = NDArray[np.float32]  # [n, d]
Pixels = NDArray[Any]  # one preprocessed picture, in the frame of its own encoder
Tokens = tuple[NDArray[np.int64], ...]  # arrays of [n, t]


class States(Protocol):
    """Vectors of places in a picture or of tokens of a text, `[n, t, s]`, perhaps on disk."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Numbers n, t and s."""
        ...

    def __getitem__(self, rows: Any, /) -> NDArray[np.floating[Any]]:
        """Reads some rows, `[b, t, s]`."""
        ...


class Encoded(NamedTuple):
    """What an encoder tells of a batch.

    Attributes:
        vectors: One vector a picture or text, float32 `[n, d]`.
        states: Vectors of its t places or tokens, `[n, t, s]`, where they were asked for; rows of
            zeros are padding.
    """

    vectors: Vectors
    states: States | None = None


class ImageEncoder(Protocol):
    """A frozen network from pictures to vectors.

    Attributes:
        name: What a user types to get it.
        dimension: Length d of its vectors.
        levels: Lengths of the parts that a vector consists of; they add up to d. The first part is
            what the network is known for (pooled features, sentence vector); the others are means
            of earlier layers, which tell more of colours, textures and single words.
        fingerprint: Changes whenever the same picture would get another vector.
        state_width: Length s of its states; 0 where it has none.
        side: Length in pixels of the longest side it looks at.
    """

    name: str
    dimension: int
    levels: tuple[int, ...]
    fingerprint: str
    state_width: int
    side: int

    def preprocess(self, picture: Image.Image) -> Pixels:
        """Brings an upright RGB picture into the network's frame."""
        ...

    def mirror(self, pixels: Pixels) -> Pixels:
        """Returns a preprocessed picture as a mirror shows it."""
        ...

    def encode(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into float32 `[n, d]`."""
        ...

    def encode_states(self, batch: Sequence[Pixels]) -> Encoded:
        """Encodes preprocessed pictures, and the places in them.

        Raises:
            NoStates: The encoder gives one vector a picture and no more.
        """
        ...


class TextEncoder(Protocol):
    """A frozen network from texts to vectors.

    Attributes:
        name: What a user types to get it.
        dimension: Length d of its vectors.
        levels: Lengths of the parts that a vector consists of; they add up to d. The first part is
            what the network is known for (pooled features, sentence vector); the others are means
            of earlier layers, which tell more of colours, textures and single words.
        fingerprint: Changes whenever the same text would get another vector.
        state_width: Length s of its states; 0 where it has none.
    """

    name: str
    dimension: int
    levels: tuple[int, ...]
    fingerprint: str
    state_width: int

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into padded token arrays of `[n, t]`."""
        ...

    def count_tokens(self, batch: Tokens) -> int:
        """Counts the tokens of preprocessed texts, without padding."""
        ...

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes token arrays into float32 `[n, d]`."""
        ...

    def encode_states(self, batch: Tokens) -> Encoded:
        """Encodes token arrays, and the tokens in them.

        Raises:
            NoStates: The encoder gives one vector a text and no more.
        """
        ...
