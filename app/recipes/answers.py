"""Recipes and hits as a client gets them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.listing import address_in
from app.observing.stages import Stage
from app.recipes.book import other_metadata, recipe_of
from app.recipes.queries import RecipeAnswer, RecipeHit, RecipeQuery, Wanted
from app.recipes.schemas import RecipeTermBody
from index.catalogue import Item


class VoiceBody(BaseModel):
    """How much an ingredient speaks for the match."""

    ingredient: str
    share: float = Field(
        description="From -1 to 1; without their signs the shares of a recipe add up to 1. "
        "Negative speaks against it; 0 is an ingredient that is not known."
    )


class RecipeContribution(BaseModel):
    """How much of a hit's score a term brought; the contributions add up to the score."""

    term: int = Field(description="Place of the term in `query.terms`, from 0.")
    score: float


class RecipeBody(BaseModel):
    """A recipe as it is kept."""

    id: int
    title: str
    ingredients: list[str]
    instructions: list[str]
    tags: list[str]
    metadata: dict[str, Any] = Field(description="What is known beside its text.")
    width: int | None = Field(description="Width of the upright photo in pixels.")
    height: int | None = Field(description="Height of the upright photo in pixels.")
    media_type: str | None
    image: str | None = Field(description="Address of the original photo.")
    thumbnail: str | None = Field(description="Address of a small JPEG of it.")

    @classmethod
    def of(cls, item: Item, collection: str) -> "RecipeBody":
        """Describes a recipe of a collection's book."""
        return cls(**_fields(item, collection))


class RecipeHitBody(RecipeBody):
    """A recipe near the query."""

    rank: int = Field(description="From 1, over all pages.")
    score: float = Field(description="Cosine with the query, from -1 to 1.")
    relevance: float | None = Field(
        description="Probability of being the same kind of dish, from 0 to 1; null where the heads "
        "were not calibrated for such a question."
    )
    voices: list[VoiceBody] = Field(description="Ingredients, the one that speaks most first.")
    contributions: list[RecipeContribution]


class RecipeQueryBody(BaseModel):
    """The query as understood."""

    terms: list[RecipeTermBody]
    target: Wanted
    filter: dict[str, Any] | None
    k: int
    min_relevance: float | None


class RecipeSearchAnswer(BaseModel):
    """One page of hits, best first."""

    query: RecipeQueryBody
    hits: list[RecipeHitBody]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null at the end.")


class RecipePage(BaseModel):
    """One page of a listing."""

    recipes: list[RecipeBody]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null at the end.")


class RecipeOutcome(BaseModel):
    """What became of a recipe to be added."""

    name: str
    outcome: Literal["added", "known", "refused"]
    recipe: RecipeBody | None = None
    error: str | None = None
    detail: str | None = None


class RecipeOutcomes(BaseModel):
    """What became of each recipe, in their order."""

    outcomes: list[RecipeOutcome]


def describe_answer(answer: RecipeAnswer) -> RecipeSearchAnswer:
    """Describes an answer to a client."""
    with Stage("render"):
        return RecipeSearchAnswer(
            query=_describe_query(answer.query),
            hits=[_describe_hit(hit, answer.collection) for hit in answer.hits],
            next=answer.next_cursor,
        )


def _describe_query(query: RecipeQuery) -> RecipeQueryBody:
    return RecipeQueryBody(
        terms=[RecipeTermBody.of(term) for term in query.terms],
        target=query.target,
        filter=query.filter,
        k=query.k,
        min_relevance=query.min_relevance,
    )


def _describe_hit(hit: RecipeHit, collection: str) -> RecipeHitBody:
    loudest = sorted(hit.voices, key=lambda voice: -voice.share)
    return RecipeHitBody(
        **_fields(hit.item, collection),
        rank=hit.hit.rank,
        score=round(float(hit.hit.score), 6),
        relevance=None if hit.relevance is None else round(hit.relevance, 4),
        voices=[VoiceBody(ingredient=own.ingredient, share=round(own.share, 4)) for own in loudest],
        contributions=[
            RecipeContribution(term=place, score=round(float(score), 6))
            for place, score in enumerate(hit.hit.contributions)
        ],
    )


def _fields(item: Item, collection: str) -> dict[str, Any]:
    recipe = recipe_of(item)
    pictured = item.content_hash is not None
    address = f"/v1/recipes/{item.id}"
    return {
        "id": item.id,
        "title": recipe.title,
        "ingredients": list(recipe.ingredients),
        "instructions": list(recipe.instructions),
        "tags": list(item.tags),
        "metadata": other_metadata(item),
        "width": item.width,
        "height": item.height,
        "media_type": item.media_type,
        "image": address_in(collection, f"{address}/image") if pictured else None,
        "thumbnail": address_in(collection, f"{address}/thumbnail") if pictured else None,
    }
