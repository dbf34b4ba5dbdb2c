"""Real words: the frequent ones of the packaged set, and a speller that learnt from some of them."""

import numpy as np
import pytest

from models.words.characters import CharacterSettings, train_speller
from models.words.files import load_word_vectors
from models.words.files.glove import NAME
from models.words.vectors import WordVectors

TINY = CharacterSettings(
    characters=8,
    widths=(2, 3, 4),
    filters=8,
    shortest=3,
    most_pieces=5000,
    trust=300,
    batch=128,
    epochs=2,
)
TAUGHT = 3000


@pytest.fixture(scope="session")
def glove():
    """The 20,000 most frequent words of the packaged set."""
    return load_word_vectors(NAME, 20_000)


@pytest.fixture(scope="session")
def inflected(glove):
    """Pairs (stem, inflected form) of frequent words, of which no speller here learnt the form."""
    pairs = [
        (stem, stem + ending)
        for stem in glove.words[:TAUGHT]
        for ending in ("s", "ing")
        if len(stem) > 2 and glove.rows.get(stem + ending, TAUGHT) < TAUGHT
    ]
    return pairs[::2]


@pytest.fixture(scope="session")
def taught(glove, inflected):
    """The words that spellers learn from here."""
    unseen = {form for _, form in inflected}
    rows = [row for row, word in enumerate(glove.words[:TAUGHT]) if word not in unseen]
    return WordVectors([glove.words[row] for row in rows], np.array(glove.vectors[rows]))


@pytest.fixture(scope="session")
def tiny():
    """Settings of a speller that learns in a second."""
    return TINY


@pytest.fixture(scope="session")
def speller(taught, tiny):
    """A speller that learnt from the frequent words."""
    return train_speller(taught, tiny)[0]
