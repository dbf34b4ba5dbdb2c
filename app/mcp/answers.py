"""Answers as assistants get them: small, whatever an item holds."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.recipes.book import recipe_of
from app.recipes.queries import RecipeHit
from app.search.queries import Answer
from index.catalogue import Item
from index.search import ScoredHit

_LONGEST_TEXT = 300
_MOST_CAPTIONS = 5
_MOST_TAGS = 30
_MOST_FIELDS = 20
_MOST_LINES = 60
"""Ingredients, or steps, of a recipe."""


class Hit(BaseModel):
    """An entry near the query."""

    item: int | None = Field(description="Number of the item; null for a word of the vocabulary.")
    kind: Literal["image", "caption", "word"]
    score: float = Field(description="Cosine with the query, from -1 to 1.")
    relevance: float | None = Field(
        description="From 0 to 1, comparable between queries, below 0.5 it hardly fits; null where "
        "the space was not calibrated."
    )
    text: str | None = Field(description="The caption or word that was found.")
    captions: list[str]
    tags: list[str]
    metadata: dict[str, Any]


class Hits(BaseModel):
    """What was found, best first."""

    hits: list[Hit]


class ItemDetails(BaseModel):
    """Everything about an item that an assistant can use."""

    item: int
    captions: list[str]
    tags: list[str]
    metadata: dict[str, Any]
    width: int | None = Field(description="Pixels.")
    height: int | None = Field(description="Pixels.")
    media_type: str | None
    added_at: str
    has_picture: bool


class RecipeFound(BaseModel):
    """A recipe near the query."""

    recipe: int = Field(description="Number of the recipe.")
    title: str
    score: float = Field(description="Cosine with the query, from -1 to 1.")
    relevance: float | None = Field(
        description="Probability of the same kind of dish, from 0 to 1; null where nobody can say."
    )
    ingredients: list[str]
    speaks_most: list[str] = Field(description="Ingredients that speak most for the match.")


class RecipesFound(BaseModel):
    """Recipes, best first."""

    recipes: list[RecipeFound]


class RecipeDetails(BaseModel):
    """A recipe."""

    recipe: int
    title: str
    ingredients: list[str]
    instructions: list[str]
    tags: list[str]


class CollectionNames(BaseModel):
    """Names of all collections."""

    collections: list[str]


def describe_hits(answer: Answer) -> Hits:
    """Describes what a search found."""
    pairs = zip(answer.hits, answer.relevance, strict=True)
    return Hits(hits=[_hit(hit, relevance, answer.items) for hit, relevance in pairs])


def describe_item(item: Item) -> ItemDetails:
    """Describes an item."""
    return ItemDetails(
        item=item.id,
        captions=_texts(item.captions, _MOST_CAPTIONS),
        tags=_texts(item.tags, _MOST_TAGS),
        metadata=_metadata(item.metadata),
        width=item.width,
        height=item.height,
        media_type=item.media_type,
        added_at=item.added_at.isoformat(),
        has_picture=item.content_hash is not None,
    )


def describe_recipe_hit(hit: RecipeHit) -> RecipeFound:
    """Describes a recipe that was found."""
    loudest = sorted(hit.voices, key=lambda voice: -voice.share)
    return RecipeFound(
        recipe=hit.item.id,
        title=_text(hit.recipe.title or hit.item.captions[0]),
        score=round(float(hit.hit.score), 4),
        relevance=_rounded(hit.relevance),
        ingredients=_texts(hit.recipe.ingredients, _MOST_LINES),
        speaks_most=_texts((own.ingredient for own in loudest[:3] if own.share > 0), 3),
    )


def describe_recipe(item: Item) -> RecipeDetails:
    """Describes a recipe of the book."""
    recipe = recipe_of(item)
    return RecipeDetails(
        recipe=item.id,
        title=_text(recipe.title or item.captions[0]),
        ingredients=_texts(recipe.ingredients, _MOST_LINES),
        instructions=[text[: 4 * _LONGEST_TEXT] for text in recipe.instructions[:_MOST_LINES]],
        tags=_texts(item.tags, _MOST_TAGS),
    )


def _hit(hit: ScoredHit, relevance: float | None, items: Mapping[int, Item]) -> Hit:
    item = None if hit.item_id is None else items.get(hit.item_id)
    return Hit(
        item=hit.item_id,
        kind=hit.kind,
        score=round(float(hit.score), 4),
        relevance=_rounded(relevance),
        text=None if hit.text is None else _text(hit.text),
        captions=_texts(item.captions, _MOST_CAPTIONS) if item else [],
        tags=_texts(item.tags, _MOST_TAGS) if item else [],
        metadata=_metadata(item.metadata) if item else {},
    )


def _metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    fields = list(metadata.items())[:_MOST_FIELDS]
    return {_text(name): _value(value) for name, value in fields}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return _texts(value, _MOST_FIELDS)
    return _text(value) if isinstance(value, str) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _texts(texts: Iterable[str], most: int) -> list[str]:
    return [_text(text) for text, _ in zip(texts, range(most), strict=False)]


def _text(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
