"""Collections that are exported and imported, and what is special about each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.exceptions import BadTransfer
from app.ingest.destinations import AmongPictures, Destination, InRecipeBook
from app.manifests import ManifestRow
from app.recipes.book import (
    is_recipe,
    metadata_of,
    name_of,
    other_metadata,
    picture_item_of,
    recipe_of,
)
from app.transfer.manifest import CollectionName
from app.workspace import Workspace
from index.arrays import Vectors
from index.catalogue import Item, NewItem


class Target(Protocol):
    """A collection that items come to."""

    @property
    def destination(self) -> Destination:
        """Keeps the items, and encodes what has no vector."""
        ...

    def check(self, item: NewItem) -> None:
        """Checks what a catalogue does not.

        Raises:
            BadTransfer, ModelFault: The item does not belong here.
        """
        ...

    def row(self, item: NewItem) -> ManifestRow:
        """Returns what of an item is encoded as text."""
        ...

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Encodes words of the vocabulary, `[n, d]`.

        Raises:
            BadTransfer: The collection has no vocabulary.
        """
        ...

    def adopted(self, item: NewItem) -> NewItem:
        """Returns an item with the numbers of this data folder in the place of the old ones."""
        ...

    def finish(self) -> None:
        """Told once everything is in."""
        ...


@dataclass(frozen=True)
class Pictures:
    """The collection of pictures and words.

    Attributes:
        workspace: An opened data folder.
    """

    workspace: Workspace

    @property
    def destination(self) -> Destination:
        """Keeps the items, and encodes what has no vector."""
        return AmongPictures(self.workspace)

    def check(self, item: NewItem) -> None:
        """Has nothing to add."""

    def row(self, item: NewItem) -> ManifestRow:
        """Returns an item's captions."""
        return ManifestRow(None, item.captions)

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Encodes words in the prompts that pictures are tagged with, `[n, d]`."""
        return self.workspace.space.encode_words(words)

    def adopted(self, item: NewItem) -> NewItem:
        """Returns the item: it names no other."""
        return item

    def finish(self) -> None:
        """Takes tags that came without a word into the vocabulary."""
        missing = self.workspace.collection.catalogue.tags_without_words()
        self.workspace.add_words(missing, "corpus")


@dataclass(frozen=True)
class Recipes:
    """The recipe book.

    Attributes:
        workspace: An opened data folder.
    """

    workspace: Workspace

    @property
    def destination(self) -> Destination:
        """Keeps the recipes, and encodes what has no vector."""
        return InRecipeBook(self.workspace.recipes, self.workspace.pictures)

    def check(self, item: NewItem) -> None:
        """Checks that an item is a recipe.

        Raises:
            BadTransfer: It is none.
            BlankRecipe: It says nothing that could be encoded.
        """
        if not is_recipe(item):
            raise BadTransfer("this is not a recipe as the recipe book keeps them")
        self.workspace.recipes.space.check(recipe_of(item))

    def row(self, item: NewItem) -> ManifestRow:
        """Returns the recipe behind the name."""
        return ManifestRow(None, item.captions, recipe=recipe_of(item))

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Refuses: recipes have no vocabulary.

        Raises:
            BadTransfer: Always.
        """
        raise BadTransfer(f"a recipe book has no words, and this one has {words[0]!r}")

    def adopted(self, item: NewItem) -> NewItem:
        """Returns a recipe that names the item among these pictures that was added with it."""
        if picture_item_of(item) is None:
            return item
        twin = self._twin(item)
        linked = metadata_of(recipe_of(item), other_metadata(item), twin.id if twin else None)
        return replace(item, metadata=linked)

    def finish(self) -> None:
        """Has nothing to do: recipes have no vocabulary."""

    def _twin(self, recipe: NewItem) -> Item | None:
        """Finds the picture of the same photo, if it says what a recipe's picture does.

        Another one was there by itself, and has to stay when the recipe is removed.
        """
        catalogue = self.workspace.collection.catalogue
        found = catalogue.known_hashes([recipe.content_hash or ""])
        if not found:
            return None
        item = catalogue.item(next(iter(found.values())))
        said = (item.tags, other_metadata(item)) == (recipe.tags, other_metadata(recipe))
        return item if said and name_of(recipe_of(recipe)) in item.captions else None


def target_of(workspace: Workspace, collection: CollectionName) -> Target:
    """Returns the collection of a name."""
    return Recipes(workspace) if collection == "recipes" else Pictures(workspace)
