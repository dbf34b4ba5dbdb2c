"""Instructions as pieces that a sentence encoder reads whole."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

LONGEST_PIECE = 90
"""Words; MiniLM reads 128 tokens. Of the steps of the recipes learnt from, 1 in 100 is longer."""
MOST_PIECES = 16
"""Pieces of a recipe that are read; 1 in 1,000 of the recipes learnt from has more."""
_MOST_WORDS = LONGEST_PIECE * MOST_PIECES

_IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff"
"""Chinese and Japanese: written without spaces, and each character is a token of its own."""
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\s{_IDEOGRAPHS}]+")
_SENTENCE_END = re.compile(f"(?<=[.!?])(?:\\s+|(?=[{_IDEOGRAPHS}]))|(?<=[\u3002\uff01\uff1f])")

Span = tuple[int, int]
"""Where a word begins in a step, and where it ends."""


def split_steps(instructions: Sequence[str]) -> list[str]:
    """Returns the steps of a recipe, long ones in pieces of whole sentences, at most 16 in all.

    A step that the encoder reads whole stays as it is. Of more than there is room for, the first
    are read.
    """
    pieces: list[str] = []
    for step in instructions:
        for piece in _pieces(step):
            if len(pieces) == MOST_PIECES:
                return pieces
            pieces.append(piece)
    return pieces


def _pieces(step: str) -> Iterator[str]:
    """Yields what a step says, cut where it is longer than a piece may be."""
    if not any(map(str.isalpha, step)):
        return
    gathered: list[Span] = []
    for sentence in _sentences(step):
        if len(gathered) + len(sentence) > LONGEST_PIECE and gathered:
            yield _between(step, gathered)
            gathered = []
        gathered += sentence
        while len(gathered) > LONGEST_PIECE:  # a sentence that is longer by itself
            yield _between(step, gathered[:LONGEST_PIECE])
            gathered = gathered[LONGEST_PIECE:]
    if gathered:
        yield _between(step, gathered)


def _sentences(step: str) -> Iterator[list[Span]]:
    """Yields the words of each sentence, no more of them than are ever read."""
    start = 0
    for end in chain((found.end() for found in _SENTENCE_END.finditer(step)), [len(step)]):
        words = islice(_WORD.finditer(step, start, end), _MOST_WORDS)
        yield [word.span() for word in words]
        start = end


def _between(step: str, words: Sequence[Span]) -> str:
    """Returns the text from the first of these words to the last, as it is written."""
    return step[words[0][0] : words[-1][1]]
