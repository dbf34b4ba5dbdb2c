"""Tools that look for recipes."""

from dataclasses import dataclass
from typing import Annotated

from fastapi.concurrency import run_in_threadpool
from mcp.server.mcpserver.tools import Tool
from pydantic import Field

from app.config import DEFAULT_COLLECTION
from app.exceptions import NothingAdded
from app.library.library import Library
from app.mcp.answers import RecipeDetails, RecipesFound, describe_recipe, describe_recipe_hit
from app.mcp.arguments import Collection, Count, Tags
from app.mcp.tools import reading_tool
from app.parameters import read_filter
from app.recipes.queries import RecipeQuery, answer
from app.search.queries import Uploads
from app.workspace import Workspace
from index.query import parse_query

Sum = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="Ingredients and recipes by number, with signs: `eggs + mushrooms`, "
        "`#7 - butter + olive oil`.",
    ),
]
Number = Annotated[int, Field(ge=1, lt=2**63, description="Number of a recipe, as searches give.")]


@dataclass(frozen=True)
class RecipeTools:
    """Search in the recipe books of a library.

    Attributes:
        library: Lends the collections, each of which may have a recipe book.
    """

    library: Library

    def tools(self) -> list[Tool]:
        """Returns the tools."""
        return [
            reading_tool("Search recipes", self.search_recipes),
            reading_tool("Look at a recipe", self.look_at_recipe),
        ]

    async def search_recipes(
        self,
        q: Sum,
        k: Count = 5,
        tags: Tags = None,
        collection: Collection = DEFAULT_COLLECTION,
    ) -> RecipesFound:
        """Find recipes near to ingredients, to recipes of the book, and to sums of both."""
        wanted = RecipeQuery(list(parse_query(q, [])), "recipes", read_filter(None, tags), k)
        async with self.library.lend(collection) as workspace:
            return await run_in_threadpool(_search, workspace, wanted)

    async def look_at_recipe(
        self, recipe: Number, collection: Collection = DEFAULT_COLLECTION
    ) -> RecipeDetails:
        """Show a recipe with its ingredients and instructions."""
        async with self.library.lend(collection) as workspace:
            return await run_in_threadpool(_look, workspace, recipe)


def _search(workspace: Workspace, query: RecipeQuery) -> RecipesFound:
    _require_book(workspace)
    found = answer(workspace, query, Uploads())
    return RecipesFound(recipes=[describe_recipe_hit(hit) for hit in found.hits])


def _look(workspace: Workspace, number: int) -> RecipeDetails:
    _require_book(workspace)
    return describe_recipe(workspace.recipes.collection.catalogue.item(number))


def _require_book(workspace: Workspace) -> None:
    """Whoever only reads does not make a book.

    Raises:
        NothingAdded: There is none.
    """
    if not workspace.has_recipes:
        raise NothingAdded("this collection has no recipes")
