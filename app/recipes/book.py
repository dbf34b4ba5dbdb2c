"""The recipe book: recipes with photos, in a collection and a space of their own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.config import Settings
from app.recipes.fields import INGREDIENTS, INSTRUCTIONS, OWN_FIELDS, PICTURE_ITEM, TITLE
from index.catalogue import Described, Item, NewItem, SpaceIdentity
from index.collection import Collection
from index.exceptions import UnknownItem
from models.encoders.protocols import Vectors
from models.recipes.recipe import Recipe
from models.recipes.space import RecipeSpace

_LONGEST_NAME = 80
"""Characters of what stands for a missing title."""


@dataclass(frozen=True)
class RecipeBook:
    """An opened collection of recipes.

    A recipe is an item: its photo is the item's picture, its name the item's one caption, with the
    recipe's vector, and its text is metadata.

    Attributes:
        space: Turns photos and recipes into vectors.
        collection: Keeps and finds them.
    """

    space: RecipeSpace
    collection: Collection

    def item(self, recipe_id: int) -> Item:
        """Returns what keeps a recipe.

        Raises:
            UnknownItem: There is no such recipe.
        """
        with _recipes_named():
            return self.collection.catalogue.item(recipe_id)

    def vector(self, recipe_id: int) -> Vectors:
        """Returns the vector `[d]` of a recipe's photo, or of its text where it has none.

        Raises:
            UnknownItem: There is no such recipe.
        """
        with _recipes_named():
            vector: Vectors = self.collection.catalogue.vector(recipe_id)
            return vector


@contextmanager
def _recipes_named() -> Iterator[None]:
    """Says of an unknown item that it is no recipe."""
    try:
        yield
    except UnknownItem as error:
        raise UnknownItem(error.item_ids, "recipe") from None


def open_recipe_book(settings: Settings, space: RecipeSpace) -> RecipeBook:
    """Opens the recipes of a collection, making their database if it is new.

    Args:
        settings: Name folder and database.
        space: Turns photos and recipes into vectors.

    Raises:
        IndexFault: The database cannot be opened, or was made with another space.
    """
    url, folder = settings.recipe_catalogue_url, settings.recipe_index_folder
    return RecipeBook(space, Collection.open(url, identity_of(space), settings.index, folder))


def identity_of(space: RecipeSpace) -> SpaceIdentity:
    """Returns how a database records a space."""
    return SpaceIdentity(f"recipes: {space.name}", space.fingerprint, space.dimension)


def has_recipe_book(settings: Settings) -> bool:
    """Says whether recipes were kept before, without starting anything.

    Nobody can tell of another database than the file of the data folder; it is taken to be there.
    """
    return settings.recipe_catalogue is not None or settings.recipe_catalogue_file.is_file()


def picture_item_of(item: Item | NewItem) -> int | None:
    """Returns the number of the item among the pictures that was added with a recipe, if any."""
    number = item.metadata.get(PICTURE_ITEM)
    return number if isinstance(number, int) else None


def recipe_of(item: Described) -> Recipe:
    """Returns the recipe that an item keeps."""
    kept: Mapping[str, Any] = item.metadata
    return Recipe(
        str(kept.get(TITLE, "")),
        tuple(kept.get(INGREDIENTS, ())),
        tuple(kept.get(INSTRUCTIONS, ())),
    )


def is_recipe(item: Item | NewItem) -> bool:
    """Whether an item holds what an item of the book does: a name, and a recipe as metadata."""
    kept: Mapping[str, Any] = item.metadata
    return (
        len(item.captions) == 1
        and isinstance(kept.get(TITLE, ""), str)
        and all(isinstance(kept.get(key, []), list) for key in (INGREDIENTS, INSTRUCTIONS))
        and isinstance(kept.get(PICTURE_ITEM, 0), int)
    )


def metadata_of(
    recipe: Recipe, rest: Mapping[str, Any], picture_item: int | None
) -> dict[str, Any]:
    """Returns what is kept of a recipe and of what else is known, as metadata."""
    others = {key: value for key, value in rest.items() if key not in OWN_FIELDS}
    if picture_item is not None:
        others[PICTURE_ITEM] = picture_item
    titled = {TITLE: recipe.title} if recipe.title else {}
    lists = {INGREDIENTS: list(recipe.ingredients), INSTRUCTIONS: list(recipe.instructions)}
    return others | titled | lists


def other_metadata(item: Item | NewItem) -> dict[str, Any]:
    """Returns what is known of a recipe beside its text."""
    return {key: value for key, value in item.metadata.items() if key not in OWN_FIELDS}


def name_of(recipe: Recipe) -> str:
    """Returns the title or, failing that, the beginning of what there is."""
    if recipe.title.strip():
        return recipe.title
    return ", ".join((*recipe.ingredients, *recipe.instructions))[:_LONGEST_NAME]
