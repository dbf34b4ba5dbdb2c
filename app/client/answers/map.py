"""The map of a collection."""

from app.client.answers.base import Answer


class MapItems(Answer):
    """Items with a picture, as lists of equal length; coordinates are from 0 to `side`."""

    id: list[int]
    x: list[int]
    y: list[int]


class MapWord(Answer):
    """A word of the vocabulary, where the pictures that it fits best lie."""

    word: str
    x: int
    y: int
    fit: float


class CollectionMap(Answer):
    """The pictures of a collection in two dimensions, from the top left corner.

    `layout` changes when places mean something else; `current` is false while a newer map is being
    made.
    """

    side: int
    items: MapItems
    words: list[MapWord]
    version: str
    layout: str
    current: bool
