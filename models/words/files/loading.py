"""Word vectors by the name a user types: a file, or a set that comes in a wheel."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from models.exceptions import UnreadableWords
from models.words.files import glove, own, word2vec
from models.words.vectors import WordVectors

_CHECKED_AT_A_TIME = 1 << 16  # rows


def load_word_vectors(name: str, limit: int | None = None) -> WordVectors:
    """Opens word vectors.

    `.safetensors` files and the packaged set are mapped into memory: they are read once, for their
    hash, and processes share them.

    Args:
        name: `glove-6b-50d`, or the path of a file: `.safetensors` as `save_word_vectors` writes
            it, word2vec's `.bin`, or text, with a header (word2vec, fastText) or without (GloVe).
            All but the first may be compressed (`.gz`, `.xz`, `.bz2`).
        limit: How many words are read at most, from the first on.

    Raises:
        UnreadableWords: There is no such file, or it is cut short or of another form.
        WeightsCorrupt: The hash of the file is not the one in its card.
        WeightsMissing: The packaged set is not installed.
    """
    vectors = _open(name, limit)
    for start in range(0, len(vectors.words), _CHECKED_AT_A_TIME):
        if not np.isfinite(vectors.vectors[start : start + _CHECKED_AT_A_TIME]).all():
            raise UnreadableWords(f"{name} holds numbers that are not finite")
    return vectors


def _open(name: str, limit: int | None) -> WordVectors:
    if name == glove.NAME:
        return glove.load(limit)
    path = Path(name)
    if not path.is_file():
        raise UnreadableWords(
            f"there are no word vectors at {name}; {glove.NAME} comes with Pixword"
        )
    return own.load(path, limit) if path.suffix == own.SUFFIX else word2vec.load(path, limit)


def save_word_vectors(
    path: Path, vectors: WordVectors, card: Mapping[str, Any] | None = None
) -> None:
    """Writes word vectors in the form that the file's name ends with.

    Args:
        path: `.safetensors`, with a card beside it as `.json`; `.bin` for word2vec's binary form;
            and anything else for its text form. The last two may end in `.gz`, `.xz` or `.bz2`.
        vectors: What to write.
        card: What a reader should know of them; for `.safetensors` only.

    Raises:
        UnreadableWords: The file cannot be written, or its form has no place for a word.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnreadableWords(f"{path} cannot be written: {error.strerror}") from error
    if path.suffix == own.SUFFIX:
        own.save(path, vectors, card or {})
    else:
        word2vec.save(path, vectors)
