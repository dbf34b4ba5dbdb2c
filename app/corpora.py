"""Texts to train word vectors on: files of any size, plain or compressed."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from app.exceptions import BadCorpus
from models.words.tokenising import split_words

LONGEST_READ = 1 << 20
"""Characters of a line that are read at a time: some texts are one line of a hundred megabytes."""

_UTF_8 = "utf-8-sig"  # passes over the mark that some editors begin a text with

_OPENERS: dict[bytes, Callable[..., TextIO]] = {
    b"\x1f\x8b": gzip.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"BZh": bz2.open,
}


class Splitting(StrEnum):
    """What a word is.

    `words` are letters and digits, with apostrophes inside; `spaces` is whatever stands between
    white space, for texts whose words have been split already.
    """

    WORDS = "words"
    SPACES = "spaces"


class TextCorpus:
    """Lines of words out of files, which can be gone through again and again."""

    def __init__(
        self,
        paths: Sequence[Path],
        splitting: Splitting = Splitting.WORDS,
        *,
        keep_case: bool = False,
    ) -> None:
        """Looks whether the files are there.

        Args:
            paths: UTF-8 text, plain or in gzip, xz or bzip2.
            splitting: What a word is.
            keep_case: Tells `Apple` from `apple`.

        Raises:
            BadCorpus: A file is missing.
        """
        for path in paths:
            if not path.is_file():
                raise BadCorpus(f"there is no text {path}")
        self._paths = paths
        self._split = split_words if splitting is Splitting.WORDS else str.split
        self._keep_case = keep_case

    def __iter__(self) -> Iterator[list[str]]:
        """Reads the words line by line.

        Raises:
            BadCorpus: A file is damaged or not UTF-8.
        """
        for path in self._paths:
            for text in read_pieces(path):
                yield self._split(text if self._keep_case else text.lower())


def read_pieces(path: Path) -> Iterator[str]:
    """Reads a text line by line, and very long lines in pieces that end between words.

    Raises:
        BadCorpus: The file is damaged or not UTF-8.
    """
    try:
        with _open(path) as file:
            yield from _pieces(file)
    except UnicodeDecodeError:
        raise BadCorpus(f"{path} is not a text in UTF-8") from None
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise BadCorpus(f"the text {path} cannot be read: {error}") from None


def _pieces(file: TextIO) -> Iterator[str]:
    rest = ""
    while piece := file.readline(LONGEST_READ):
        text = rest + piece
        is_whole = piece.endswith("\n") or len(piece) < LONGEST_READ
        end = len(text) if is_whole else _last_start(text)
        yield text[:end]
        rest = text[end:]
    if rest:
        yield rest


def _last_start(text: str) -> int:
    """Returns where the last word begins, which may go on; the end if all is one word."""
    ends = (end for end in range(len(text), 0, -1) if text[end - 1].isspace())
    return next(ends, len(text))


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        start = file.read(6)
    for magic, opener in _OPENERS.items():
        if start.startswith(magic):
            return opener(path, "rt", encoding=_UTF_8)
    return path.open(encoding=_UTF_8)
