"""Collections, and how far their moves are."""

from app.client.answers.base import Answer


class Move(Answer):
    """The latest move of a collection since the server was started."""

    space: str
    state: str
    done: int
    total: int
    problem: str | None


class Collection(Answer):
    """A collection."""

    name: str
    space: str | None
    dimension: int | None
    items: int | None
    state: str
    problem: str | None
    move: Move | None


class CollectionList(Answer):
    """All collections, the default one first."""

    collections: list[Collection]
