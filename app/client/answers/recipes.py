"""Recipes, and answers of searches for them."""

from typing import Any, Literal

from pydantic import Field

from app.client.answers.base import Answer


class Recipe(Answer):
    """A recipe as it is kept."""

    id: int
    title: str
    ingredients: list[str]
    instructions: list[str]
    tags: list[str]
    metadata: dict[str, Any]
    width: int | None
    height: int | None
    media_type: str | None
    image: str | None
    thumbnail: str | None


class RecipePage(Answer):
    """One page of a listing."""

    recipes: list[Recipe]
    next: str | None


class RecipeOutcome(Answer):
    """What became of a recipe."""

    name: str
    outcome: Literal["added", "known", "refused"]
    recipe: Recipe | None = None
    error: str | None = None
    detail: str | None = None


class RecipeOutcomes(Answer):
    """What became of each recipe, in their order."""

    outcomes: list[RecipeOutcome]


class RecipeText(Answer):
    """A recipe as it was asked with."""

    title: str = ""
    ingredients: list[str] = Field(default_factory=list)
    instructions: list[str] = Field(default_factory=list)


class RecipeTerm(Answer):
    """A weight with a photo, an ingredient, a recipe, or one of the book."""

    weight: float = 1.0
    picture: str | None = None
    image_url: str | None = None
    ingredient: str | None = None
    recipe: RecipeText | None = None
    id: int | None = None


class RecipeQuery(Answer):
    """The query as understood."""

    terms: list[RecipeTerm]
    target: str
    filter: dict[str, Any] | None
    k: int
    min_relevance: float | None


class Voice(Answer):
    """How much an ingredient speaks for the match, from -1 to 1."""

    ingredient: str
    share: float


class RecipeContribution(Answer):
    """How much of a hit's score the term at a place of the query brought."""

    term: int
    score: float


class RecipeHit(Recipe):
    """A recipe near the query."""

    rank: int
    score: float
    relevance: float | None
    voices: list[Voice]
    contributions: list[RecipeContribution]


class RecipeSearchAnswer(Answer):
    """One page of hits, best first."""

    query: RecipeQuery
    hits: list[RecipeHit]
    next: str | None
