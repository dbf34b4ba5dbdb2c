"""Word vectors as text encoders: the text tower of the classical systems (DeViSE).

`word2vec:FILE` takes the vectors of known words, and the speller beside them for the others;
`char-cnn:FILE` spells every word. A text is the weighted mean of its words.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Encoded, Tokens, Vectors
from models.words.characters.alphabet import LONGEST_WORD, read_part
from models.words.characters.files import load_speller
from models.words.lexicon import Lexicon
from models.words.opening import open_lexicon
from models.words.tokenising import split_words

WORD2VEC = "word2vec:"
CHAR_CNN = "char-cnn:"

MAX_WORDS = 128
"""Words of a text that count."""

_RARE = 1e-3
"""Smooth inverse frequency: a word of frequency f has the weight a/(a + f), a = 10⁻³ (Arora, Liang
and Ma 2017, section 3)."""

_NOTHING = 1e-12


class WordVectorEncoder:
    """Texts to weighted means of unit vectors of their words, float32 `[n, d]`."""

    def __init__(self, file: str) -> None:
        """Opens the vectors, and the speller beside them if there is one.

        Args:
            file: `glove-6b-50d`, or the path of a file.

        Raises:
            UnreadableWords, WeightsMissing, WeightsCorrupt: It cannot be opened.
        """
        self.name = WORD2VEC + file
        self._lexicon = open_lexicon(file)
        vectors = self._lexicon.vectors
        self.dimension = self.state_width = vectors.dimension
        self.levels: tuple[int, ...] = (self.dimension,)
        speller = self._lexicon.speller
        spelt = "none" if speller is None else speller.fingerprint
        self.fingerprint = f"{WORD2VEC}{vectors.fingerprint[:16]}/{spelt[:16]}/{MAX_WORDS}"
        self._weights = _weigh(self._lexicon)

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into the characters of their words, int64 `[n, t, c]`."""
        return (_spell_out(texts),)

    def count_tokens(self, batch: Tokens) -> int:
        """Counts words."""
        return int(np.count_nonzero(batch[0][:, :, 0]))

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes words into float32 `[n, d]`; a text without a known word is zeros."""
        return self.encode_states(batch).vectors

    def encode_states(self, batch: Tokens) -> Encoded:
        """Encodes words, and the weighted vector of each, `[n, t, d]`."""
        words, places = _read_words(batch[0])
        return _collect(self._place(words), places, batch[0].shape[:2])

    def _place(self, words: Sequence[str]) -> Vectors:
        """Returns weighted vectors `[w, d]`; zeros for what nothing is known of."""
        rows = [self._lexicon.vectors.row(word) for word in words]
        known = [
            place
            for place, row in enumerate(rows)
            if row is not None or self._lexicon.speller is not None
        ]
        placed = np.zeros((len(words), self.dimension), dtype=np.float32)
        placed[known] = self._lexicon.look_up([words[place] for place in known]).vectors
        weights = [1.0 if row is None else self._weights[row] for row in rows]
        return placed * np.array(weights, dtype=np.float32)[:, None]


class CharacterCnnEncoder:
    """Texts to means of what the spelling of their words says, float32 `[n, d]`."""

    def __init__(self, file: str) -> None:
        """Opens a speller.

        Args:
            file: Its path.

        Raises:
            UnknownEncoder, WeightsCorrupt: It is missing or damaged.
        """
        self.name = CHAR_CNN + file
        self._speller = load_speller(Path(file))
        self.dimension = self.state_width = self._speller.dimension
        self.levels: tuple[int, ...] = (self.dimension,)
        self.fingerprint = f"{CHAR_CNN}{self._speller.fingerprint[:16]}/{MAX_WORDS}"

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into the characters of their words, int64 `[n, t, c]`."""
        return (_spell_out(texts),)

    def count_tokens(self, batch: Tokens) -> int:
        """Counts words."""
        return int(np.count_nonzero(batch[0][:, :, 0]))

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes words into float32 `[n, d]`; a text without words is zeros."""
        return self.encode_states(batch).vectors

    def encode_states(self, batch: Tokens) -> Encoded:
        """Encodes words, and the vector of each, `[n, t, d]`."""
        words, places = _read_words(batch[0])
        return _collect(self._speller.spell(words), places, batch[0].shape[:2])


def _weigh(lexicon: Lexicon) -> NDArray[np.float32]:
    """Returns the weight of every word, `[n]`; where no counts are known, Zipf's law stands in."""
    vectors = lexicon.vectors
    counts = vectors.counts
    frequent = 1 / np.arange(1, len(vectors.words) + 1) if counts is None else counts
    weights: NDArray[np.float32] = (_RARE / (_RARE + frequent / frequent.sum())).astype(np.float32)
    return weights


def _spell_out(texts: Sequence[str]) -> NDArray[np.int64]:
    """Writes words as the code points of their characters, `[n, t, c]`, padded with zeros."""
    split = [[read_part(word) for word in split_words(text)[:MAX_WORDS]] for text in texts]
    longest = max([1, *map(len, split)])
    characters = np.zeros((len(texts), longest, LONGEST_WORD), dtype=np.int64)
    for row, words in enumerate(split):
        for column, word in enumerate(words):
            characters[row, column, : len(word)] = [ord(character) for character in word]
    return characters


def _read_words(characters: NDArray[np.int64]) -> tuple[list[str], NDArray[np.int64]]:
    """Reads words back, each once; returns them, and which of them stands where, `[n, t]`."""
    place_of: dict[str, int] = {}
    places = np.full(characters.shape[:2], -1, dtype=np.int64)
    for row, column in zip(*np.nonzero(characters[:, :, 0]), strict=True):
        word = "".join(chr(code) for code in characters[row, column] if code)
        places[row, column] = place_of.setdefault(word, len(place_of))
    return list(place_of), places


def _collect(vectors: Vectors, places: NDArray[np.int64], shape: tuple[int, ...]) -> Encoded:
    """Puts the vectors of words where they stand, and averages them."""
    states = np.zeros((*shape, vectors.shape[1]), dtype=np.float32)
    states[places >= 0] = vectors[places[places >= 0]]
    total = states.sum(axis=1)
    lengths = np.linalg.norm(total, axis=1, keepdims=True)
    return Encoded(total / np.maximum(lengths, _NOTHING), states)
