"""The spaces that collections are moved to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from PIL import Image

from app.recipes.book import identity_of, recipe_of
from index.catalogue import SpaceIdentity
from index.catalogue.reembedding import Reembedding, TextToEncode
from models import Space
from models.encoders.protocols import Vectors
from models.exceptions import BlankRecipe
from models.recipes.recipe import Recipe
from models.recipes.space import RecipeSpace


class Target(Protocol):
    """A space that a collection is moved to."""

    @property
    def identity(self) -> SpaceIdentity:
        """What the catalogue will record."""
        ...

    @property
    def side(self) -> int:
        """Length in pixels of the longest side of a picture that its encoder looks at."""
        ...

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes pictures into unit vectors `[n, d]`."""
        ...

    def encode_texts(self, job: Reembedding, texts: Sequence[TextToEncode]) -> Vectors:
        """Encodes what is written, in the order of the texts: `[n, d]`."""
        ...


@dataclass(frozen=True)
class PictureTarget:
    """The space of pictures and words.

    Attributes:
        space: The space.
    """

    space: Space

    @property
    def identity(self) -> SpaceIdentity:
        """What the catalogue will record."""
        return SpaceIdentity(self.space.name, self.space.fingerprint, self.space.dimension)

    @property
    def side(self) -> int:
        """Length in pixels of the longest side of a picture that its encoder looks at."""
        return self.space.image_encoder.side

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes pictures into unit vectors `[n, d]`."""
        return self.space.encode_pictures(pictures)

    def encode_texts(self, job: Reembedding, texts: Sequence[TextToEncode]) -> Vectors:  # noqa: ARG002 - the texts are all there is
        """Encodes captions as they are, and words of the vocabulary in prompts: `[n, d]`."""
        vectors = np.zeros((len(texts), self.space.dimension), dtype=np.float32)
        encoders = {"caption": self.space.encode_texts, "word": self.space.encode_words}
        for kind, encode in encoders.items():
            rows = [row for row, text in enumerate(texts) if text.kind == kind]
            if rows:
                vectors[rows] = encode([texts[row].text for row in rows])
        return vectors


@dataclass(frozen=True)
class RecipeTarget:
    """The space of photos and recipes.

    Attributes:
        space: The space.
    """

    space: RecipeSpace

    @property
    def identity(self) -> SpaceIdentity:
        """What the catalogue will record."""
        return identity_of(self.space)

    @property
    def side(self) -> int:
        """Length in pixels of the longest side of a photo that its encoder looks at."""
        return self.space.image_encoder.side

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes photos into unit vectors `[n, d]`."""
        return self.space.encode_photos(pictures)

    def encode_texts(self, job: Reembedding, texts: Sequence[TextToEncode]) -> Vectors:
        """Encodes the recipes behind their names, `[n, d]`."""
        items = job.items(text.item_id for text in texts if text.item_id is not None)
        return self.space.encode_recipes(
            [
                self._known(recipe_of(items[text.item_id]), text.text)
                for text in texts
                if text.item_id is not None
            ]
        )

    def _known(self, recipe: Recipe, name: str) -> Recipe:
        """Returns the recipe or, where the space knows nothing of it, its name alone."""
        try:
            self.space.check(recipe)
        except BlankRecipe:
            return Recipe(name)
        return recipe
