"""Where candidates go: among the pictures, or into the recipe book."""

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.manifests import ManifestRow
from app.pictures import PictureStore
from app.recipes.book import RecipeBook, metadata_of, name_of, recipe_of
from app.workspace import Workspace
from index.catalogue import Described, NewItem
from index.collection import Collection
from index.folding import fold
from models.encoders.protocols import ImageEncoder, Pixels, Vectors
from models.recipes.recipe import Recipe


class Destination(Protocol):
    """A collection that items are added to, and what turns them into vectors."""

    @property
    def collection(self) -> Collection:
        """Keeps the items."""
        ...

    @property
    def pictures(self) -> PictureStore:
        """Reads and keeps picture files."""
        ...

    @property
    def image_encoder(self) -> ImageEncoder:
        """Brings pictures into its frame."""
        ...

    def describe(self, row: ManifestRow) -> NewItem:
        """Describes the item that a row will be, without its picture and vectors.

        Raises:
            ModelFault: It says nothing that could be encoded.
        """
        ...

    def encode_pictures(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into unit vectors `[n, d]`."""
        ...

    def encode_captions(self, rows: Sequence[ManifestRow]) -> Vectors:
        """Encodes all captions of the items that `describe` made of rows, `[m, d]`."""
        ...

    def added(self, items: Sequence[NewItem]) -> None:
        """Told of items once they are kept."""
        ...


@dataclass(frozen=True)
class AmongPictures:
    """The collection of pictures and words.

    Attributes:
        workspace: An opened data folder.
    """

    workspace: Workspace

    @property
    def collection(self) -> Collection:
        """Keeps the items."""
        return self.workspace.collection

    @property
    def pictures(self) -> PictureStore:
        """Reads and keeps picture files."""
        return self.workspace.pictures

    @property
    def image_encoder(self) -> ImageEncoder:
        """Brings pictures into its frame."""
        return self.workspace.space.image_encoder

    def describe(self, row: ManifestRow) -> NewItem:
        """Describes an item by its captions, tags and metadata."""
        return NewItem(
            captions=row.captions, tags=row.tags, metadata=row.metadata, known_by=_all_said
        )

    def encode_pictures(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into unit vectors `[n, d]`."""
        return self.workspace.space.encode_preprocessed(batch)

    def encode_captions(self, rows: Sequence[ManifestRow]) -> Vectors:
        """Encodes all captions, `[m, d]`."""
        return self.workspace.space.encode_texts([text for row in rows for text in row.captions])

    def added(self, items: Sequence[NewItem]) -> None:
        """Takes the tags of items into the vocabulary."""
        tags = sorted({tag for item in items for tag in item.tags})
        if tags:
            self.workspace.add_words(tags, "corpus")


@dataclass(frozen=True)
class InRecipeBook:
    """The collection of recipes.

    Attributes:
        book: Where recipes are kept.
        pictures: Reads and keeps picture files.
        picture_items: Items among the pictures that were added with recipes, by the row's identity.
    """

    book: RecipeBook
    pictures: PictureStore
    picture_items: Mapping[int, int] = field(default_factory=dict)

    @property
    def collection(self) -> Collection:
        """Keeps the items."""
        return self.book.collection

    @property
    def image_encoder(self) -> ImageEncoder:
        """Brings photos into its frame."""
        return self.book.space.image_encoder

    def describe(self, row: ManifestRow) -> NewItem:
        """Describes a recipe.

        Raises:
            BlankRecipe: It says nothing that could be encoded.
        """
        recipe = _recipe(row)
        self.book.space.check(recipe)
        others = [caption for caption in row.captions if caption != recipe.title]
        rest = {**row.metadata, "captions": others} if others else row.metadata
        metadata = metadata_of(recipe, rest, self.picture_items.get(id(row)))
        return NewItem(
            captions=(name_of(recipe),), tags=row.tags, metadata=metadata, known_by=recipe_of
        )

    def encode_pictures(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed photos into unit vectors `[n, d]`."""
        return self.book.space.encode_preprocessed(batch)

    def encode_captions(self, rows: Sequence[ManifestRow]) -> Vectors:
        """Encodes recipes, which stand behind their names, `[m, d]`."""
        return self.book.space.encode_recipes([_recipe(row) for row in rows])

    def added(self, items: Sequence[NewItem]) -> None:
        """Does nothing: tags of recipes only filter."""


def _all_said(own: Described) -> Hashable:
    """Returns all that is said of an item: texts that differ in a field are two."""
    tags = frozenset(map(fold, own.tags))
    return own.captions, tags, json.dumps(dict(own.metadata), sort_keys=True)


def _recipe(row: ManifestRow) -> Recipe:
    assert row.recipe is not None
    return row.recipe
