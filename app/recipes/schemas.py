"""What recipes look like to a client."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from app.items.schemas import Metadata, Strict, Tags
from app.parameters import LONGEST_CURSOR, check_picture_names
from app.recipes.book import other_metadata, recipe_of
from app.recipes.queries import (
    RecipeAnswer,
    RecipeHit,
    RecipeQuery,
    RecipeTerm,
    Wanted,
    WrittenTerm,
)
from index.catalogue import Item
from index.query import ItemTerm, PictureTerm, TextTerm, parse_query
from models.recipes.recipe import Recipe

LONGEST_TITLE = 1000
LONGEST_LINE = 2000
LONGEST_STEP = 200_000
MOST_LINES = 1000
MIN_RELEVANCE = "Leave out hits that are less probably the same kind of dish."

Title = Annotated[str, Field(max_length=LONGEST_TITLE, description="Name of the dish.")]
Ingredients = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_LINE)]],
    Field(max_length=MOST_LINES, description="Lines such as `200 g rice, rinsed`, in order."),
]
Instructions = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_STEP)]],
    Field(max_length=MOST_LINES, description="Steps, in order."),
]


class RecipeText(Strict):
    """A recipe; any part may be missing, but not all."""

    title: Title = ""
    ingredients: Ingredients = Field(default_factory=list)
    instructions: Instructions = Field(default_factory=list)

    def to_recipe(self) -> Recipe:
        """Returns the recipe."""
        return Recipe(self.title.strip(), _written(self.ingredients), _written(self.instructions))


class NewRecipe(RecipeText):
    """A recipe to be added."""

    picture: Annotated[
        str | None,
        Field(max_length=1000, description="File name of its part `pictures`; null without."),
    ] = None
    tags: Tags = Field(default_factory=list)
    metadata: Metadata = Field(default_factory=dict)


class NewRecipes(Strict):
    """Recipes to be added."""

    recipes: Annotated[list[NewRecipe], Field(min_length=1)]


class RecipeTermBody(Strict):
    """One term: a weight with a photo, an ingredient, a recipe, or one of the book."""

    weight: Annotated[
        float, Field(ge=-100, le=100, description="Negative subtracts; not zero.")
    ] = 1.0
    picture: Annotated[
        str | None, Field(min_length=1, max_length=1000, description="File name of its part.")
    ] = None
    ingredient: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    recipe: RecipeText | None = None
    id: Annotated[int | None, Field(ge=1, lt=2**63, description="A recipe of the book.")] = None

    @model_validator(mode="after")
    def _one_kind(self) -> "RecipeTermBody":
        kinds = (self.picture, self.ingredient, self.recipe, self.id)
        if sum(value is not None for value in kinds) != 1:
            raise ValueError("a term has exactly one of picture, ingredient, recipe and id")
        if self.weight == 0:
            raise ValueError("a weight of zero says nothing")
        return self

    @classmethod
    def of(cls, term: RecipeTerm) -> "RecipeTermBody":
        """Describes a term."""
        match term:
            case TextTerm(weight, text):
                return cls(weight=weight, ingredient=text)
            case PictureTerm(weight, name):
                return cls(weight=weight, picture=name)
            case ItemTerm(weight, item_id):
                return cls(weight=weight, id=item_id)
            case WrittenTerm(weight, recipe):
                return cls(weight=weight, recipe=_text_of(recipe))

    def to_term(self) -> RecipeTerm:
        """Returns the term that this describes."""
        if self.ingredient is not None:
            return TextTerm(self.weight, self.ingredient)
        if self.picture is not None:
            return PictureTerm(self.weight, self.picture)
        if self.recipe is not None:
            return WrittenTerm(self.weight, self.recipe.to_recipe())
        assert self.id is not None
        return ItemTerm(self.weight, self.id)


class RecipeSearchBody(Strict):
    """A query: `recipe`, `q` or both; or `terms`; or none of them with a photo beside it."""

    recipe: RecipeText | None = None
    q: Annotated[
        str | None,
        Field(
            max_length=10_000,
            description="Ingredients, `#ID` of recipes and names of photos with signs, such as "
            "`photo.jpg - chicken + tofu`; beside a recipe or a single photo, what is added to and "
            "taken from it, such as `- chicken + tofu`.",
        ),
    ] = None
    terms: Annotated[list[RecipeTermBody] | None, Field(min_length=1, max_length=32)] = None
    target: Annotated[
        Wanted, Field(description="Compare with the text of recipes, or with their photos.")
    ] = "recipes"
    filter: Annotated[
        dict[str, Any] | None,
        Field(description='Such as `{"field": "source", "eq": "grandma"}` or `{"tag": "soup"}`.'),
    ] = None
    k: Annotated[int, Field(description="Hits on a page.")] = 10
    cursor: Annotated[str | None, Field(max_length=LONGEST_CURSOR)] = None
    min_relevance: Annotated[float | None, Field(ge=0, le=1, description=MIN_RELEVANCE)] = None

    @model_validator(mode="after")
    def _one_form(self) -> "RecipeSearchBody":
        if self.terms is not None and (self.q is not None or self.recipe is not None):
            raise ValueError("a query has terms, or recipe and q, not both")
        return self

    def to_query(self, pictures: list[str]) -> RecipeQuery:
        """Returns the query that this describes.

        Args:
            pictures: Names of the photos beside it; those that `q` does not name are terms as well.

        Raises:
            QuerySyntaxError: `q` cannot be read.
            InvalidRequest: The name of a photo is too long.
        """
        check_picture_names(pictures)
        terms = self._terms(pictures)
        return RecipeQuery(terms, self.target, self.filter, self.k, self.cursor, self.min_relevance)

    def _terms(self, pictures: list[str]) -> list[RecipeTerm]:
        if self.terms is not None:
            return [term.to_term() for term in self.terms]
        terms: list[RecipeTerm] = []
        if self.recipe is not None:
            terms.append(WrittenTerm(1.0, self.recipe.to_recipe()))
        if self.q is not None or not (terms or pictures):
            terms += parse_query(self.q or "", pictures)
        named = {term.name for term in terms if isinstance(term, PictureTerm)}
        beside = [PictureTerm(1.0, name) for name in pictures if name not in named]
        return [*beside, *terms]


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
    image: str | None = Field(description="Address of the original photo.")
    thumbnail: str | None = Field(description="Address of a small JPEG of it.")

    @classmethod
    def of(cls, item: Item) -> "RecipeBody":
        """Describes a recipe of the book."""
        return cls(**_fields(item))


class RecipeHitBody(RecipeBody):
    """A recipe near the query."""

    rank: int = Field(description="From 1, over all pages.")
    score: float = Field(description="Cosine with the query, from -1 to 1.")
    relevance: float = Field(description="Probability of being the same kind of dish, from 0 to 1.")
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
    query = answer.query
    return RecipeSearchAnswer(
        query=RecipeQueryBody(
            terms=[RecipeTermBody.of(term) for term in query.terms],
            target=query.target,
            filter=query.filter,
            k=query.k,
            min_relevance=query.min_relevance,
        ),
        hits=[_describe_hit(hit) for hit in answer.hits],
        next=answer.next_cursor,
    )


def _describe_hit(hit: RecipeHit) -> RecipeHitBody:
    loudest = sorted(hit.voices, key=lambda voice: -voice.share)
    return RecipeHitBody(
        **_fields(hit.item),
        rank=hit.hit.rank,
        score=round(float(hit.hit.score), 6),
        relevance=round(hit.relevance, 4),
        voices=[VoiceBody(ingredient=own.ingredient, share=round(own.share, 4)) for own in loudest],
        contributions=[
            RecipeContribution(term=place, score=round(float(score), 6))
            for place, score in enumerate(hit.hit.contributions)
        ],
    )


def _fields(item: Item) -> dict[str, Any]:
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
        "image": f"{address}/image" if pictured else None,
        "thumbnail": f"{address}/thumbnail" if pictured else None,
    }


def _text_of(recipe: Recipe) -> RecipeText:
    return RecipeText(
        title=recipe.title,
        ingredients=list(recipe.ingredients),
        instructions=list(recipe.instructions),
    )


def _written(lines: list[str]) -> tuple[str, ...]:
    return tuple(stripped for line in lines if (stripped := line.strip()))
