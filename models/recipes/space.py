"""A recipe space: a photo tower and a recipe tower that meet."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image

from models import DEFAULT_SPACE
from models.encoders.protocols import ImageEncoder, Pixels, TextEncoder, Vectors
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.exceptions import BlankRecipe, HeadsMismatch, UnknownEncoder, WeightsCorrupt
from models.recipes.features import SequenceBatch
from models.recipes.files import RecipeHeads, load_recipe_heads
from models.recipes.ingredients.naming import name_ingredient
from models.recipes.reading import read_ingredients, read_recipes
from models.recipes.recipe import Recipe
from models.recipes.relevance import RecipeRelevance
from models.recipes.words import MOST_INGREDIENTS, RecipeWords
from models.runtime import Compute
from models.space import PRETRAINED, Space

DEFAULT_RECIPE_HEADS = PRETRAINED / "recipes.safetensors"

_PHOTOS = 32
_TEXTS = 64
_SILENCE = 1e-12  # ingredients that give nothing have no shares
_MOST_NAMED = 3  # ingredients that an error names


class Voice(NamedTuple):
    """How much an ingredient speaks for a match.

    Attributes:
        ingredient: The line of the recipe.
        share: From -1 to 1; the shares of a recipe's ingredients add up to 1 without their signs.
            Negative speaks against it, and 0 is an ingredient that is not known.
    """

    ingredient: str
    share: float


class RecipeSpace:
    """Photos of dishes and recipes as unit vectors of one dimension.

    Attributes:
        name: What a user types to get it.
        dimension: Length d of its vectors.
        fingerprint: Changes whenever a photo or a recipe would get another vector.
        image_encoder: The frozen encoder of the photo tower.
        text_encoder: The frozen encoder of titles and steps.
        heads: What was trained, and its card.
        relevance: What says how sure it is.
        ingredient_weight: What an ingredient weighs beside a photo or a recipe in a sum of both.
    """

    def __init__(
        self, name: str, image_encoder: ImageEncoder, text_encoder: TextEncoder, heads: RecipeHeads
    ) -> None:
        """Joins encoders and towers.

        Raises:
            HeadsMismatch: The towers belong to other encoders.
            WeightsCorrupt: The card does not tell what it must.
        """
        self.name = name
        self.image_encoder = image_encoder
        self.text_encoder = text_encoder
        _check_encoder(heads, "image", image_encoder)
        _check_encoder(heads, "text", text_encoder)
        self.heads = heads
        self._photo, self._recipe = heads.photo, heads.recipe
        self._words = RecipeWords(heads.words)
        self.dimension = heads.photo.shape.head.outputs + heads.photo.shape.anchored
        self.fingerprint = _fingerprint(image_encoder, text_encoder, heads)
        self.ingredient_weight, self.relevance = _fitted(heads)

    def encode_photos(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes upright RGB pictures into unit vectors, float32 `[n, d]`."""
        return self.encode_preprocessed([self.image_encoder.preprocess(p) for p in pictures])

    def encode_preprocessed(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes what the image encoder's `preprocess` made into unit vectors `[n, d]`."""
        chunks = [batch[i : i + _PHOTOS] for i in range(0, len(batch), _PHOTOS)]
        seen = [self._look(chunk) for chunk in chunks]
        empty = np.zeros((0, self.image_encoder.dimension), dtype=np.float32)
        return self._photo.project(np.concatenate([empty, *seen]))

    def encode_recipes(self, recipes: Sequence[Recipe]) -> Vectors:
        """Encodes recipes, any part of which may be missing, into unit vectors `[n, d]`.

        Raises:
            BlankRecipe: One of them says nothing, or nothing that is known.
        """
        for recipe in recipes:
            self.check(recipe)
        return self._recipe.project(read_recipes(recipes, self._read, self._words))

    def encode_ingredients(self, ingredients: Sequence[str]) -> Vectors:
        """Encodes single ingredients, such as `tofu` or `2 cups rice`, into unit vectors `[n, d]`.

        Raises:
            BlankRecipe: One of them is not known.
        """
        for ingredient in ingredients:
            if not self._knows([ingredient]):
                raise BlankRecipe(f"the ingredient {ingredient!r} is not known")
        names = [name_ingredient(ingredient) for ingredient in ingredients]
        sentence = sum(self._recipe.shape.levels)
        return self._recipe.project(read_ingredients(names, self._words, sentence))

    def check(self, recipe: Recipe) -> None:
        """Refuses a recipe that no vector can be given to.

        Raises:
            BlankRecipe: It says nothing, or nothing that is known.
        """
        if recipe.is_blank:
            raise BlankRecipe(_why_blank(recipe))
        told = (recipe.title, *recipe.instructions)
        if not any(_is_written(text) for text in told) and not self._knows(recipe.ingredients):
            named = ", ".join(recipe.ingredients[:_MOST_NAMED])
            raise BlankRecipe(f"no ingredient is known of {named!r}: add a title or steps")

    def voices(self, query: Vectors, recipes: Sequence[Sequence[str]]) -> list[list[Voice]]:
        """Says how much each ingredient of recipes speaks for their match with a query.

        The last layer of the tower is linear, so that what the ingredients give to the score can be
        told apart from the rest; an ingredient's share is how much less that is without it.

        Args:
            query: Unit vector that the recipes were compared with, `[d]`.
            recipes: Lines of ingredients of each, in order.
        """
        if not recipes:
            return []
        known = [self._known(lines) for lines in recipes]
        given = self._given(query, [list(own.values()) for own in known])
        return [_told(*own) for own in zip(recipes, known, given, strict=True)]

    def _given(self, query: Vectors, recipes: Sequence[Sequence[Vectors]]) -> list[list[float]]:
        """Returns what the ingredients of each recipe give to the score: all, and all but each."""
        vectors = np.array([vector for own in recipes for vector in own], dtype=np.float32)
        batch = SequenceBatch(
            torch.from_numpy(vectors.reshape(-1, self._words.dimension)),
            torch.tensor([len(own) for own in recipes]),
        )
        learnt = torch.from_numpy(query[: self._recipe.shape.outputs])
        return [own.tolist() for own in self._recipe.score_ingredients(batch, learnt)]

    def _known(self, lines: Sequence[str]) -> dict[int, Vectors]:
        """Returns the vectors of the lines that are known, by their place."""
        vectors = {at: self._words.ingredient(name_ingredient(own)) for at, own in enumerate(lines)}
        known = {at: vector for at, vector in vectors.items() if vector is not None}
        return dict(islice(known.items(), MOST_INGREDIENTS))

    def _knows(self, lines: Sequence[str]) -> bool:
        return any(self._words.ingredient(name_ingredient(own)) is not None for own in lines)

    def _look(self, batch: Sequence[Pixels]) -> Vectors:
        seen = self.image_encoder.encode(batch)
        if not self.heads.mirrored:
            return seen
        reverse = self.image_encoder.encode([self.image_encoder.mirror(p) for p in batch])
        mean: Vectors = np.float32(0.5) * (seen + reverse)
        return mean

    def _read(self, texts: Sequence[str]) -> Vectors:
        """Encodes texts with the frozen encoder, those of like length together."""
        vectors = np.zeros((len(texts), self.text_encoder.dimension), dtype=np.float32)
        order = np.argsort([len(text) for text in texts], kind="stable")
        for start in range(0, len(texts), _TEXTS):
            rows = order[start : start + _TEXTS]
            tokens = self.text_encoder.preprocess([texts[row] for row in rows])
            vectors[rows] = self.text_encoder.encode(tokens)
        return vectors


def _told(
    lines: Sequence[str], known: Mapping[int, Vectors], given: Sequence[float]
) -> list[Voice]:
    """Turns what all ingredients of a recipe give, and all but each, into shares."""
    lost = [given[0] - without for without in given[1:]]
    total = max(sum(map(abs, lost)), _SILENCE)
    shares = {place: own / total for place, own in zip(known, lost, strict=True)}
    return [Voice(line, shares.get(place, 0.0)) for place, line in enumerate(lines)]


def _why_blank(recipe: Recipe) -> str:
    if any(map(str.strip, (recipe.title, *recipe.ingredients, *recipe.instructions))):
        return "nothing in the recipe has a letter: write a title, ingredients or instructions"
    return "the recipe has neither title nor ingredients nor instructions"


def _is_written(text: str) -> bool:
    return any(map(str.isalpha, text))


def load_recipe_space(name: str, compute: Compute, beside: Space | None = None) -> RecipeSpace:
    """Starts a recipe space by name.

    Args:
        name: `default`, or the path of trained heads (`.safetensors`, whose card names the
            encoders).
        compute: Where and how precisely its encoders run.
        beside: A space whose encoders are shared, where they are the same: they are half of what a
            space takes of memory.

    Raises:
        UnknownEncoder: There is no space of that name.
        WeightsMissing: Weights are not installed or cannot be fetched.
        WeightsCorrupt: Weights have another hash than they must have.
        HeadsMismatch: The heads were trained on other weights of the encoders.
    """
    if name != DEFAULT_SPACE and not name.endswith(".safetensors"):
        raise UnknownEncoder(
            f"no recipe space is called {name!r}; there are 'default' and the path of trained "
            "heads (FILE.safetensors)"
        )
    heads = load_recipe_heads(DEFAULT_RECIPE_HEADS if name == DEFAULT_SPACE else Path(name))
    image, text = _encoder_of(heads, "image"), _encoder_of(heads, "text")
    shared_image = beside and beside.image_encoder.name == image and beside.image_encoder
    shared_text = beside and beside.text_encoder.name == text and beside.text_encoder
    return RecipeSpace(
        name,
        shared_image or load_image_encoder(image, compute),
        shared_text or load_text_encoder(text, compute),
        heads,
    )


def _encoder_of(heads: RecipeHeads, side: str) -> str:
    try:
        return str(heads.card["encoders"][side]["name"])
    except (KeyError, TypeError) as error:
        raise WeightsCorrupt(f"the card of the recipe heads names no {side} encoder") from error


def _check_encoder(heads: RecipeHeads, side: str, encoder: ImageEncoder | TextEncoder) -> None:
    known = heads.card["encoders"][side]
    if not isinstance(known, Mapping) or "fingerprint" not in known:
        raise WeightsCorrupt(f"the card of the recipe heads lacks the {side} encoder's fingerprint")
    if known["fingerprint"] != encoder.fingerprint:
        raise HeadsMismatch(f"the recipe heads were trained on other weights of {encoder.name}")


def _fitted(heads: RecipeHeads) -> tuple[float, RecipeRelevance]:
    try:
        fitted = heads.card["fitted"]
        weight = _finite(float(fitted["ingredient_weight"]))
        return weight, RecipeRelevance.from_card(fitted["relevance"], heads.arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsCorrupt(
            "the card of the recipe heads does not tell what was fitted"
        ) from error


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{number} is no weight")
    return number


def _fingerprint(image: ImageEncoder, text: TextEncoder, heads: RecipeHeads) -> str:
    parts = [image.fingerprint, text.fingerprint, heads.fingerprint]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
