"""What answers about words look like."""

from pydantic import BaseModel, Field

from models.words.lexicon import KnownWords, Source


class AskedWord(BaseModel):
    """A word of the question."""

    word: str
    source: Source = Field(
        description="Where its vector is from: the `vocabulary`; its `spelling` alone, as the "
        "vocabulary does not have it; or `both`, for a word that was seen seldom."
    )


class NeighbourBody(BaseModel):
    """A word near to what was asked for."""

    word: str
    score: float = Field(
        description="Cosine, from -1 to 1; of a word that is placed by its spelling, without the "
        "direction that all rare words share."
    )


class NeighbourList(BaseModel):
    """The nearest words, nearest first."""

    neighbours: list[NeighbourBody]
    asked: list[AskedWord]


class SimilarityBody(BaseModel):
    """How alike two words are."""

    similarity: float = Field(description="Cosine, from -1 to 1.")
    asked: list[AskedWord]


class PlacedWord(BaseModel):
    """A word on the map."""

    word: str
    x: float = Field(description="From -1 to 1.")
    y: float = Field(description="From -1 to 1.")
    source: Source


class WordMap(BaseModel):
    """Words in two dimensions."""

    layout: str
    words: list[PlacedWord]


def describe_asked(known: KnownWords) -> list[AskedWord]:
    """Says where the vectors of a question's words are from."""
    return [
        AskedWord(word=word, source=source)
        for word, source in zip(known.words, known.sources, strict=True)
    ]
