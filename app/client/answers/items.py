"""Items, and what became of added ones."""

from typing import Any

from app.client.answers.base import Answer


class Item(Answer):
    """An item as it is kept."""

    id: int
    captions: list[str]
    tags: list[str]
    metadata: dict[str, Any]
    width: int | None
    height: int | None
    media_type: str | None
    added_at: str
    image: str | None
    thumbnail: str | None


class ItemPage(Answer):
    """One page of a listing."""

    items: list[Item]
    next: str | None


class TagCount(Answer):
    """A tag, and how many items have it."""

    tag: str
    count: int


class ValueCount(Answer):
    """A metadata value, and how many items have it."""

    value: str | int | float | bool | None
    count: int


class FieldCount(Answer):
    """A metadata field: how many items have it, its most frequent values, and its numbers."""

    field: str
    count: int
    values: list[ValueCount]
    least: int | float | None
    greatest: int | float | None


class Facets(Answer):
    """What items have, most frequent first."""

    count: int
    tags: list[TagCount]
    fields: list[FieldCount]


class Outcome(Answer):
    """What became of one item: `added`, `known` or `refused`."""

    name: str
    outcome: str
    item: Item | None = None
    error: str | None = None
    detail: str | None = None


class Outcomes(Answer):
    """What became of each item, in their order."""

    outcomes: list[Outcome]
