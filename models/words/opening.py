"""A lexicon by the name a user types."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.words.files import glove, load_word_vectors
from models.words.lexicon import Lexicon, Speller
from models.words.speller_files import read_speller_card, speller_path

if TYPE_CHECKING:
    from models.words.characters.speller import CharacterSpeller

PRETRAINED = Path(__file__).parents[1] / "pretrained"


def open_lexicon(name: str, chars: Path | None = None, limit: int | None = None) -> Lexicon:
    """Opens word vectors, and what spells the words that they do not have.

    Args:
        name: `glove-6b-50d`, or the path of a file as `load_word_vectors` takes it.
        chars: File of the speller. None takes the one that lies beside the vectors
            (`FILE.chars.safetensors`), if there is one.
        limit: How many words are read at most.

    Raises:
        UnreadableWords, UnknownEncoder, WeightsMissing, WeightsCorrupt: One of the files cannot be
            opened.
        HeadsMismatch: The speller makes vectors of another length.
    """
    vectors = load_word_vectors(name, limit)
    return Lexicon(vectors, open_speller(name, chars))


def open_speller(name: str, chars: Path | None = None) -> Speller | None:
    """Opens the speller of some word vectors; None if they have none.

    Args:
        name: The word vectors.
        chars: File of the speller, or None for the one that lies beside the vectors.

    Raises:
        UnknownEncoder, WeightsCorrupt: The file is missing, or its card damaged.
    """
    place = chars or find_speller(name)
    return None if place is None else LazySpeller(place)


class LazySpeller:
    """A speller that is read when the first word must be spelt: that takes torch, and a second.

    Attributes:
        dimension: Length d of its vectors.
        fingerprint: Changes whenever the same word would get another vector.
    """

    def __init__(self, path: Path) -> None:
        """Reads its card.

        Raises:
            UnknownEncoder: There is no such file.
            WeightsCorrupt: The card is missing, damaged or of another format.
        """
        card = read_speller_card(path)
        self.dimension: int = card["dimension"]
        self.fingerprint: str = card["sha256"]
        self._path = path

    @cached_property
    def _read(self) -> "CharacterSpeller":
        from models.words.characters.files import load_speller  # noqa: PLC0415 - needs torch

        return load_speller(self._path)

    @property
    def common(self) -> NDArray[np.float32]:
        """The direction that rare words share, `[d]`."""
        return self._read.common

    def worth(self, word: str) -> float:
        """Returns the count at which a trained vector is worth as much as this spelling."""
        return self._read.worth(word)

    def spell(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Returns unit vectors of any words, `[n, d]`.

        Raises:
            WeightsCorrupt: The file is damaged.
        """
        return self._read.spell(words)


def find_speller(name: str) -> Path | None:
    """Returns where the speller of some word vectors lies, if it does."""
    place = speller_path(PRETRAINED / name if name == glove.NAME else Path(name))
    return place if place.is_file() else None
