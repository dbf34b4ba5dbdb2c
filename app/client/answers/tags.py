"""Tags and the vocabulary."""

from app.client.answers.base import Answer


class Tag(Answer):
    """A word that fits a picture; `probability` is None where the space was not calibrated."""

    tag: str
    score: float
    probability: float | None


class Tagging(Answer):
    """The words that fit a picture, best first."""

    tags: list[Tag]


class Added(Answer):
    """How many words were new, and how many known."""

    added: int
    known: int


class Word(Answer):
    """A word of the vocabulary; `source` is `corpus`, `built-in` or `user`."""

    word: str
    source: str


class WordPage(Answer):
    """One page of the vocabulary."""

    words: list[Word]
    next: str | None
