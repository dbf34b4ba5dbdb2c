"""Queries for recipes as a client sends them."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from app.items.schemas import Strict
from app.parameters import LONGEST_CURSOR, check_picture_names
from app.recipes.additions import RecipeText
from app.recipes.queries import RecipeQuery, Wanted
from app.recipes.terms import RecipeTerm, WrittenTerm
from app.remote.schemas import ImageUrl, is_image_url
from index.query import ItemTerm, PictureTerm, TextTerm, parse_query
from models.recipes.recipe import Recipe

MIN_RELEVANCE = "Leave out hits that are less probably the same kind of dish."


class RecipeTermBody(Strict):
    """One term: a weight with a photo, an ingredient, a recipe, or one of the book."""

    weight: Annotated[
        float,
        Field(
            strict=True,
            allow_inf_nan=False,
            ge=-100,
            le=100,
            description="Negative subtracts; not zero.",
        ),
    ] = 1.0
    picture: Annotated[
        str | None, Field(min_length=1, max_length=1000, description="File name of its part.")
    ] = None
    image_url: ImageUrl = None
    ingredient: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    recipe: RecipeText | None = None
    id: Annotated[
        int | None, Field(strict=True, ge=1, lt=2**63, description="A recipe of the book.")
    ] = None

    @model_validator(mode="after")
    def _one_kind(self) -> "RecipeTermBody":
        kinds = (self.picture, self.image_url, self.ingredient, self.recipe, self.id)
        if sum(value is not None for value in kinds) != 1:
            raise ValueError(
                "a term has exactly one of picture, image_url, ingredient, recipe and id"
            )
        if self.weight == 0:
            raise ValueError("a weight of zero says nothing")
        return self

    @classmethod
    def of(cls, term: RecipeTerm) -> "RecipeTermBody":
        """Describes a term."""
        match term:
            case TextTerm(weight, text):
                return cls(weight=weight, ingredient=text)
            case PictureTerm(weight, name) if is_image_url(name):
                return cls(weight=weight, image_url=name)
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
        if (name := self.picture or self.image_url) is not None:
            return PictureTerm(self.weight, name)
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
    k: Annotated[int, Field(strict=True, description="Hits on a page.")] = 10
    cursor: Annotated[str | None, Field(max_length=LONGEST_CURSOR)] = None
    min_relevance: Annotated[
        float | None, Field(strict=True, ge=0, le=1, description=MIN_RELEVANCE)
    ] = None

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


def _text_of(recipe: Recipe) -> RecipeText:
    return RecipeText(
        title=recipe.title,
        ingredients=list(recipe.ingredients),
        instructions=list(recipe.instructions),
    )
