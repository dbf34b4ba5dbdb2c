"""A weightless pair of encoders that agree on the names of colours.

For tests, for teaching, and for starting a server in a blink: a picture is a histogram over eleven
basic colours (Berlin and Kay 1969) with a little of its own pixels mixed in, a text is the colours
it names with its other words hashed in. No weights, no downloads, the same vector every time.
"""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.encoders.protocols import Encoded, Pixels, Tokens, Vectors
from models.exceptions import NoStates

NAME = "colour-names"
DIMENSION = 64
SIDE = 16
_COLOURS = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "grey": (128, 128, 128),
    "red": (220, 20, 20),
    "orange": (255, 140, 0),
    "yellow": (255, 230, 0),
    "green": (20, 150, 20),
    "blue": (30, 60, 220),
    "purple": (130, 30, 150),
    "pink": (255, 150, 190),
    "brown": (120, 70, 30),
}
_PALETTE = np.array(list(_COLOURS.values()), dtype=np.float32)  # [11, 3]
_NAMES = {name: number for number, name in enumerate(_COLOURS)} | {"gray": 2}
_MIX = 0.2  # how much of a vector is the picture's own pixels, against its colours


class ColourNamesImageEncoder:
    """Pictures to their colours, float32 `[n, 64]`."""

    name = NAME
    dimension = DIMENSION
    levels: tuple[int, ...] = (DIMENSION,)
    state_width = 0
    fingerprint = f"{NAME}/1"
    side = SIDE

    def preprocess(self, picture: Image.Image) -> Pixels:
        """Shrinks the picture to uint8 `[16, 16, 3]`."""
        return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BOX))

    def mirror(self, pixels: Pixels) -> Pixels:
        """Turns `[16, 16, 3]` about the vertical."""
        return pixels[:, ::-1]

    def encode(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into float32 `[n, 64]`."""
        return np.stack([_encode_picture(pixels) for pixels in batch])

    def encode_states(self, _batch: Sequence[Pixels]) -> Encoded:
        """Refuses: there is one vector and no more."""
        raise NoStates(self.name)


class ColourNamesTextEncoder:
    """Texts to the colours they name, float32 `[n, 64]`."""

    name = NAME
    dimension = DIMENSION
    levels: tuple[int, ...] = (DIMENSION,)
    state_width = 0
    fingerprint = f"{NAME}/1"

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Counts the words of each number, int64 `[n, 64]`, however long the texts are."""
        return (np.stack([_count_words(text) for text in texts]),)

    def count_tokens(self, batch: Tokens) -> int:
        """Counts words."""
        return int(batch[0].sum())

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes counts of words into float32 `[n, 64]`."""
        vectors = batch[0].astype(np.float32)
        vectors[~vectors.any(axis=1), -1] = 1.0  # a text without a word still has a direction
        return vectors

    def encode_states(self, _batch: Tokens) -> Encoded:
        """Refuses: there is one vector and no more."""
        raise NoStates(self.name)


def _encode_picture(pixels: Pixels) -> Vectors:
    flat = pixels.reshape(-1, 3).astype(np.float32)  # [256, 3]
    nearest = ((flat[:, None] - _PALETTE) ** 2).sum(-1).argmin(-1)  # [256]
    vector = np.zeros(DIMENSION, dtype=np.float32)
    vector[: len(_PALETTE)] = np.bincount(nearest, minlength=len(_PALETTE)) / len(flat)
    own = np.frombuffer(hashlib.sha512(pixels.tobytes()).digest(), dtype=np.uint8)
    vector[len(_PALETTE) :] = (own[: DIMENSION - len(_PALETTE)] / 255.0 - 0.5) * _MIX
    return vector


def _count_words(text: str) -> NDArray[np.int64]:
    counts = np.zeros(DIMENSION, dtype=np.int64)
    for word in re.finditer(r"\w+", text.casefold()):
        counts[_number(word[0])] += 1
    return counts


def _number(word: str) -> int:
    """Colours get the first places; every other word one of the places behind, by its hash."""
    if word in _NAMES:
        return _NAMES[word]
    behind = DIMENSION - len(_PALETTE)
    return len(_PALETTE) + int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % behind
