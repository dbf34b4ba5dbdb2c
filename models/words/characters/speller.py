"""A vector for any string: the pieces of a word that are known, and a character CNN."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from models.words.characters.alphabet import Alphabet
from models.words.characters.network import CharacterNetwork
from models.words.characters.pieces import Pieces

_AT_A_TIME = 512
_SHORTEST = 1e-12
_SHORT, _LONG = 5, 10


class CharacterSpeller:
    """Places words by their spelling, at unit vectors `[n, d]`.

    Attributes:
        alphabet: The characters that the network tells apart.
        network: Adds to what the pieces say.
        pieces: Strings with a vector of their own.
        piece_vectors: float32 `[p, d]`.
        trust: Count at which a trained vector is worth as much as the spelling of a long word.
        lower: Reads everything in small letters, as the words were that it was taught with.
        fingerprint: Changes whenever the same word would get another vector.
    """

    def __init__(
        self,
        alphabet: Alphabet,
        network: CharacterNetwork,
        pieces: Pieces,
        piece_vectors: NDArray[np.float32],
        *,
        trust: float,
        lower: bool,
        fingerprint: str = "",
    ) -> None:
        """Puts the parts together."""
        self.alphabet = alphabet
        self.network = network.eval()
        self.pieces = pieces
        self.piece_vectors = piece_vectors
        self.trust = trust
        self.lower = lower
        self.fingerprint = fingerprint
        self._width = max(network.widths)

    @property
    def common(self) -> NDArray[np.float32]:
        """The direction that rare words share, `[d]`."""
        direction: NDArray[np.float32] = self.network.common[:1].sum(dim=0).numpy()
        return direction

    def worth(self, word: str) -> float:
        """Returns the count at which a trained vector is worth as much as this spelling.

        The spelling of *cat* says nothing of cats, and that of *unfriendliness* nearly all: it is
        nothing up to five characters, and `trust` from ten on.
        """
        return self.trust * min(1.0, max(0.0, (len(word) - _SHORT) / (_LONG - _SHORT)))

    @property
    def dimension(self) -> int:
        """Length d of its vectors."""
        return int(self.piece_vectors.shape[1])

    def spell(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Returns unit vectors of any words, `[n, d]`."""
        parts = [
            self._spell(words[start : start + _AT_A_TIME])
            for start in range(0, len(words), _AT_A_TIME)
        ]
        return np.concatenate([np.empty((0, self.dimension), np.float32), *parts])

    def _spell(self, words: Sequence[str]) -> NDArray[np.float32]:
        read = [word.lower() for word in words] if self.lower else list(words)
        numbers = torch.from_numpy(self.alphabet.encode(read, self._width))
        with torch.inference_mode():
            vectors: NDArray[np.float32] = self.network(numbers).numpy().copy()
        for row, word in enumerate(read):
            vectors[row] += self.piece_vectors[self.pieces.rows(word)].sum(axis=0)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        units: NDArray[np.float32] = vectors / np.maximum(lengths, _SHORTEST)
        return units
