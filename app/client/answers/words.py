"""Answers about words alone."""

from typing import Literal

from app.client.answers.base import Answer

Source = Literal["vocabulary", "spelling", "both"]


class AskedWord(Answer):
    """A word of the question, and where its vector is from."""

    word: str
    source: Source


class Neighbour(Answer):
    """A word near to what was asked for."""

    word: str
    score: float


class NeighbourList(Answer):
    """The nearest words, nearest first."""

    neighbours: list[Neighbour]
    asked: list[AskedWord]


class Similarity(Answer):
    """The cosine of two words."""

    similarity: float
    asked: list[AskedWord]


class PlacedWord(Answer):
    """A word on the map, from -1 to 1 both ways."""

    word: str
    x: float
    y: float
    source: Source


class WordMap(Answer):
    """Words in two dimensions."""

    layout: str
    words: list[PlacedWord]
