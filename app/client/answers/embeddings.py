"""Vectors, and the names of the spaces that give them."""

from typing import Literal

from app.client.answers.base import Answer


class Embedding(Answer):
    """The vector of one input; unit length."""

    object: Literal["embedding"]
    index: int
    embedding: list[float]


class Usage(Answer):
    """What the request took."""

    prompt_tokens: int
    total_tokens: int


class Embeddings(Answer):
    """Vectors in the order of the inputs."""

    object: Literal["list"]
    data: list[Embedding]
    model: str
    usage: Usage

    @property
    def vectors(self) -> list[list[float]]:
        """The vectors alone."""
        return [own.embedding for own in self.data]


class Model(Answer):
    """A space that embeds."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    dimensions: int


class Models(Answer):
    """The spaces that embed."""

    object: Literal["list"]
    data: list[Model]
