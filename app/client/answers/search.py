"""Answers of a search."""

from typing import Any, Literal

from app.client.answers.base import Answer


class Term(Answer):
    """A weight with a text, a picture or an item."""

    weight: float = 1.0
    text: str | None = None
    picture: str | None = None
    image_url: str | None = None
    item: int | None = None


class Contribution(Answer):
    """How much of a hit's score a term brought."""

    term: Term
    score: float


class Hit(Answer):
    """An entry near the query; `id` is None for a word of the vocabulary."""

    id: int | None
    kind: Literal["image", "caption", "word"]
    rank: int
    score: float
    relevance: float | None
    text: str | None
    captions: list[str]
    tags: list[str]
    metadata: dict[str, Any]
    width: int | None
    height: int | None
    media_type: str | None
    image: str | None
    thumbnail: str | None
    contributions: list[Contribution]
    same: list[int]


class Query(Answer):
    """The query as understood."""

    q: str
    terms: list[Term]
    target: str
    filter: dict[str, Any] | None
    k: int
    collapse: float | None
    min_relevance: float | None


class SearchAnswer(Answer):
    """One page of hits, best first."""

    query: Query
    hits: list[Hit]
    next: str | None
