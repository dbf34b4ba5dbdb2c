"""A text as numbers of words, on disk: what the epochs read."""

from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.words.skipgram.vocabulary import Corpus, Progress, Vocabulary

Tokens = NDArray[np.int32]  # rows of words; LINE_END behind every line

LINE_END = -1
_WRITTEN_AT_A_TIME = 1 << 18


def write_tokens(path: Path, corpus: Corpus, vocabulary: Vocabulary, progress: Progress) -> int:
    """Writes the row of every word that is in the vocabulary, and returns how many numbers.

    Args:
        path: The file.
        corpus: Lines of words.
        vocabulary: The words that count; the others are as if they were not there.
        progress: Told how many words were read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    row_of = vocabulary.rows.get
    written, waiting = 0, list[int]()
    with path.open("wb") as file:
        for line in corpus:
            progress(len(line))
            waiting.extend(row for word in line if (row := row_of(word)) is not None)
            waiting.append(LINE_END)
            if len(waiting) >= _WRITTEN_AT_A_TIME:
                written += _write(file, waiting)
                waiting = []
        written += _write(file, waiting)
    return written


def _write(file: BinaryIO, numbers: list[int]) -> int:
    np.array(numbers, dtype=np.int32).tofile(file)
    return len(numbers)


def read_block(path: Path, start: int, size: int) -> Tokens:
    """Reads at most `size` numbers of a file of tokens from the number `start` on."""
    return np.fromfile(path, np.int32, size, offset=start * np.dtype(np.int32).itemsize)
