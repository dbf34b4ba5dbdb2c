"""What other programs write: word2vec's two forms, GloVe's, and fastText's `.vec`."""

import lzma
import sys
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np

from models.exceptions import UnreadableWords
from models.words.files.rows import Content, read_rows
from models.words.vectors import WordVectors

_COMPRESSED = {".gz", ".xz", ".bz2"}
_BINARY = ".bin"
_END = 1024
"""Bytes that are read behind the last word, as compressed files are checked at their end alone."""


def load(path: Path, limit: int | None = None) -> WordVectors:
    """Reads a file: binary if its name ends in `.bin`, text otherwise.

    Text has a header of two numbers (word2vec, fastText) or none (GloVe). gensim's reader is not
    used: it fails at words with spaces (GloVe 840B) and at words that are there twice, gives a
    line of one number that number everywhere, and takes the memory that a header promises.

    Raises:
        UnreadableWords: It is cut short, or not of that form.
    """
    from smart_open import open as open_any  # noqa: PLC0415 - comes with gensim

    with _explained(path), open_any(str(path), "rb") as file:
        vectors = _collect(read_rows(file, binary=_is_binary(path)), limit, _stem(path))
        if limit is None:
            file.read(_END)
    return vectors


def _collect(content: Content, limit: int | None, name: str) -> WordVectors:
    """Keeps the first vector of each word."""
    wanted = min(sys.maxsize if n is None else n for n in (content.promised, limit))
    words: dict[str, None] = {}
    numbers, read = array("f"), 0
    for word, own in islice(content.rows, wanted):
        read += 1
        spelt = word.decode(errors="replace")
        if spelt not in words:
            words[spelt] = None
            numbers.extend(own)
    if content.promised is not None and read < wanted:
        raise EOFError
    if not words:
        raise ValueError("there are no words in it")
    vectors = np.frombuffer(numbers, dtype=np.float32).reshape(-1, content.dimension)
    return WordVectors(list(words), vectors, name=name)


def save(path: Path, vectors: WordVectors) -> None:
    """Writes a file: binary if its name ends in `.bin`, text with a header otherwise.

    Raises:
        UnreadableWords: A word has white space in it, which both forms end a word with, or the file
            cannot be written.
    """
    from gensim.models import KeyedVectors  # noqa: PLC0415 - seconds that other forms do not need

    for word in vectors.words:
        if len(word.encode().split()) != 1:  # of bytes: only what ASCII calls white space
            raise UnreadableWords(f"{path.name} has no place for white space inside {word!r}")
    keyed = KeyedVectors(vectors.dimension, dtype=np.float32)
    keyed.index_to_key, keyed.vectors = list(vectors.words), vectors.vectors
    keyed.key_to_index = vectors.rows
    with _explained(path):
        # Without an order of its own, gensim would sort by counts.
        keyed.save_word2vec_format(str(path), binary=_is_binary(path), sort_attr="none")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Says in one sentence what is wrong."""
    try:
        yield
    except EOFError:
        raise UnreadableWords(f"the word vectors {path} are cut short") from None
    except (OSError, ValueError, OverflowError, lzma.LZMAError, zlib.error) as error:
        raise UnreadableWords(f"the word vectors {path} cannot be read: {error}") from error


def _suffixes(path: Path) -> list[str]:
    return [suffix for suffix in path.suffixes if suffix not in _COMPRESSED]


def _is_binary(path: Path) -> bool:
    return _suffixes(path)[-1:] == [_BINARY]


def _stem(path: Path) -> str:
    return path.stem if path.suffix not in _COMPRESSED else Path(path.stem).stem
