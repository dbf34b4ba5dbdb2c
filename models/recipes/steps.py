"""Instructions as pieces that a sentence encoder reads whole."""

import re
from collections.abc import Iterator, Sequence

LONGEST_PIECE = 90
"""Words; MiniLM reads 128 tokens. Of the steps of the recipes learnt from, 1 in 100 is longer."""
MOST_PIECES = 16
"""Pieces of a recipe that are read; 1 in 1,000 of the recipes learnt from has more."""

_SENTENCE_END = re.compile("(?<=[.!?\u3002\uff01\uff1f])\\s*")


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
    if not any(map(str.isalpha, step)):
        return
    words: list[str] = []
    for sentence in _SENTENCE_END.split(step):
        own = sentence.split()
        if len(words) + len(own) > LONGEST_PIECE and words:
            yield " ".join(words)
            words = []
        words += own
        while len(words) > LONGEST_PIECE:  # a sentence that is longer by itself
            yield " ".join(words[:LONGEST_PIECE])
            words = words[LONGEST_PIECE:]
    if words:
        yield " ".join(words)
