"""Recipes as a client sends them."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from app.items.schemas import Metadata, Pictured, Strict, Tags
from app.recipes.fields import OWN_FIELDS
from models.recipes.recipe import Recipe

LONGEST_TITLE = 1000
LONGEST_LINE = 2000
LONGEST_STEP = 200_000
MOST_LINES = 1000

Title = Annotated[str, Field(max_length=LONGEST_TITLE, description="Name of the dish.")]
Ingredients = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_LINE)]],
    Field(max_length=MOST_LINES, description="Lines such as `200 g rice, rinsed`, in order."),
]
Instructions = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_STEP)]],
    Field(max_length=MOST_LINES, description="Steps, in order."),
]


def _without_own_fields(metadata: dict[str, Any]) -> dict[str, Any]:
    """Refuses metadata that would stand in the place of the recipe itself."""
    if taken := [name for name in OWN_FIELDS if name in metadata]:
        raise ValueError(f"{taken[0]} is a name of the book's own: call it otherwise")
    return metadata


class RecipeText(Strict):
    """A recipe; any part may be missing, but not all."""

    title: Title = ""
    ingredients: Ingredients = Field(default_factory=list)
    instructions: Instructions = Field(default_factory=list)

    def to_recipe(self) -> Recipe:
        """Returns the recipe."""
        return Recipe(self.title.strip(), _written(self.ingredients), _written(self.instructions))


class NewRecipe(RecipeText, Pictured):
    """A recipe to be added."""

    tags: Tags = Field(default_factory=list)
    metadata: Annotated[Metadata, AfterValidator(_without_own_fields)] = Field(default_factory=dict)


class NewRecipes(Strict):
    """Recipes to be added."""

    recipes: Annotated[list[NewRecipe], Field(min_length=1)]


def _written(lines: list[str]) -> tuple[str, ...]:
    return tuple(stripped for line in lines if (stripped := line.strip()))
