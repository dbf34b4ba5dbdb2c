"""Recipes: a photo finds its recipe, a recipe finds its photo."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from app.client.answers.recipes import (
    Recipe,
    RecipeHit,
    RecipeOutcomes,
    RecipePage,
    RecipeSearchAnswer,
)
from app.client.paging import each
from app.client.pictures import PictureInput
from app.client.sending import Filter, as_text, body_with, page_of
from app.client.transport import Transport

_RECIPES = "/v1/recipes"
_SEARCH = f"{_RECIPES}/search"


class Recipes:
    """`pixword.recipes`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def search(
        self,
        q: str | None = None,
        *,
        recipe: Mapping[str, Any] | None = None,
        terms: Sequence[Mapping[str, Any]] | None = None,
        photos: Sequence[PictureInput] = (),
        target: Literal["recipes", "photos"] = "recipes",
        filter: Filter = None,  # noqa: A002 - the API's word
        k: int = 10,
        cursor: str | None = None,
        min_relevance: float | None = None,
    ) -> RecipeSearchAnswer:
        """Finds recipes, or their photos.

        Args:
            q: Ingredients, `#ID` of recipes and names of photos, with signs.
            recipe: A recipe: `title`, `ingredients`, `instructions`.
            terms: In the place of both: objects with `weight` and one of `picture`, `ingredient`,
                `recipe` and `id`.
            photos: What `q` or `terms` name; alone they are the query.
            target: What is compared with.
            filter: Conditions on tags and metadata.
            k: Hits on a page.
            cursor: `next` of the page before.
            min_relevance: Leave out hits of less relevance.
        """
        query: dict[str, Any] = {"q": q, "target": target, "k": k, "cursor": cursor}
        query |= {"min_relevance": min_relevance}
        if recipe is None and terms is None and not photos:
            params = query | {"filter": as_text(filter)}
            return self._transport.ask(RecipeSearchAnswer, "GET", _SEARCH, params=params)
        written = query | {"filter": filter, "recipe": recipe, "terms": terms}
        body = body_with("query", written, photos)
        return self._transport.ask(RecipeSearchAnswer, "POST", _SEARCH, **body)

    def each_hit(self, q: str | None = None, **query: Any) -> Iterator[RecipeHit]:
        """Yields the hits of all pages; takes what `search` takes, but no cursor."""
        return each(lambda cursor: self.search(q, **query, cursor=cursor), lambda page: page.hits)

    def add(
        self, recipes: Sequence[Mapping[str, Any]], photos: Sequence[PictureInput] = ()
    ) -> RecipeOutcomes:
        """Adds recipes.

        Args:
            recipes: Objects with `title`, `ingredients`, `instructions`, `tags`, `metadata`, and
                `picture` for the file name of a photo.
            photos: The photos.
        """
        body = body_with("recipes", {"recipes": list(recipes)}, photos)
        return self._transport.ask(RecipeOutcomes, "POST", _RECIPES, again=False, **body)

    def page(
        self,
        k: int = 50,
        cursor: str | None = None,
        tags: Sequence[str] = (),
        filter: Filter = None,  # noqa: A002 - the API's word
    ) -> RecipePage:
        """Lists recipes by ascending id, one page of them."""
        params = page_of(k, cursor, tags, filter)
        return self._transport.ask(RecipePage, "GET", _RECIPES, params=params)

    def each(
        self,
        tags: Sequence[str] = (),
        filter: Filter = None,  # noqa: A002 - the API's word
        a_page: int = 100,
    ) -> Iterator[Recipe]:
        """Lists all recipes by ascending id."""
        return each(
            lambda cursor: self.page(a_page, cursor, tags, filter), lambda page: page.recipes
        )

    def look(self, recipe_id: int) -> Recipe:
        """Returns everything kept of a recipe."""
        return self._transport.ask(Recipe, "GET", f"{_RECIPES}/{recipe_id}")

    def remove(self, recipe_id: int) -> None:
        """Removes a recipe, and from the pictures the one that was added with it."""
        self._transport.fetch("DELETE", f"{_RECIPES}/{recipe_id}")

    def image(self, recipe_id: int) -> bytes:
        """Returns the photo's file."""
        return self._transport.fetch("GET", f"{_RECIPES}/{recipe_id}/image")

    def thumbnail(self, recipe_id: int) -> bytes:
        """Returns a small JPEG of the photo."""
        return self._transport.fetch("GET", f"{_RECIPES}/{recipe_id}/thumbnail")
