"""Removing what was added: an item, or a recipe with the picture that was added with it."""

from app.recipes.book import picture_item_of
from app.workspace import Workspace
from index.catalogue import Item
from index.collection import Collection


def remove_item(workspace: Workspace, item_id: int) -> None:
    """Removes an item, its thumbnails and, if it was uploaded, its picture.

    The recipe that was added with it goes too: it was one line of a file. A picture that was added
    from a folder stays where it is.

    Raises:
        UnknownItem: There is no such item.
    """
    item = workspace.collection.catalogue.item(item_id)
    if workspace.has_recipes:
        recipe = _twin(workspace.recipes.collection, item)
        if recipe is not None and picture_item_of(recipe) == item_id:
            workspace.recipes.collection.remove_items([recipe.id])
    workspace.collection.remove_items([item_id])
    _forget_picture(workspace, item)


def remove_recipe(workspace: Workspace, recipe_id: int) -> None:
    """Removes a recipe, and the item that was added with it; see `remove_item`.

    A picture that was in the collection by itself before stays there.

    Raises:
        UnknownItem: There is no such recipe.
    """
    recipe = workspace.recipes.item(recipe_id)
    item = _twin(workspace.collection, recipe)
    if item is not None and picture_item_of(recipe) == item.id:
        workspace.collection.remove_items([item.id])
    workspace.recipes.collection.remove_items([recipe_id])
    _forget_picture(workspace, recipe)


def _forget_picture(workspace: Workspace, item: Item) -> None:
    """Deletes files that nothing needs any more."""
    collections = [workspace.collection]
    if workspace.has_recipes:
        collections.append(workspace.recipes.collection)
    if all(_twin(collection, item) is None for collection in collections):
        workspace.pictures.forget(item)


def _twin(collection: Collection, item: Item) -> Item | None:
    """Finds the item with the same picture."""
    if item.content_hash is None:
        return None
    found = collection.catalogue.known_hashes([item.content_hash])
    if item.content_hash not in found:
        return None
    return collection.catalogue.item(found[item.content_hash])
