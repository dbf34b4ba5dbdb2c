"""What a recipe space is trained and judged on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.exceptions import NothingToLearn
from models.recipes.features import RecipeFeatures
from models.recipes.reading import read_recipes
from models.recipes.recipe import Recipe
from models.recipes.training.settings import RecipeSettings
from models.recipes.training.titles import BACKGROUND, DishClasses
from models.recipes.training.words import learn_words
from models.recipes.words import RecipeWords
from models.training.encoding import Encoders
from models.training.features import WHOLE, Progress, picture_features, text_features
from models.training.views import MIRRORED, TRAINING_VIEWS

_FEWEST = 2


@dataclass(frozen=True)
class PhotographedRecipes:
    """Recipes with a photo each.

    Attributes:
        pictures: Files of the photos, `n` of them.
        recipes: The recipe of each.
        skipped: Rows of the data left out because the photo or the recipe is missing.
        name: Of the data and the split, for a card.
    """

    pictures: Sequence[Path]
    recipes: Sequence[Recipe]
    skipped: int = 0
    name: str = ""

    def check(self) -> None:
        """Refuses what nothing can be learnt from or judged by.

        Raises:
            NothingToLearn: There are fewer than two pairs, or all recipes are the same.
        """
        if len(self.pictures) < _FEWEST:
            raise NothingToLearn(
                f"at least two recipes, each with a photo, are needed; there are "
                f"{len(self.pictures)}, and {self.skipped} rows were skipped"
            )
        if len(set(self.recipes)) < _FEWEST:
            raise NothingToLearn("every photo has the same recipe: there is nothing to tell apart")


@dataclass(frozen=True)
class RecipeData:
    """Recipes to train and judge with.

    Attributes:
        train: What is learnt from.
        dev: What early stopping judges on, and what is fitted after training.
    """

    train: PhotographedRecipes
    dev: PhotographedRecipes


@dataclass(frozen=True, eq=False)
class RecipePairs:
    """Photos and their recipes as features of frozen encoders, row by row.

    Attributes:
        images: Vectors of the photos as they will be seen, `[n, d]`.
        recipes: Features of the recipes.
    """

    images: Vectors
    recipes: RecipeFeatures


@dataclass(frozen=True, eq=False)
class RecipeMaterial:
    """All that a run learns from.

    Attributes:
        image_levels: Lengths of the parts of the image encoder's vectors.
        text_levels: Lengths of the parts of the vectors of titles and steps.
        words: Vectors of ingredients and words, learnt from the recipes of `train`.
        train: What is learnt from.
        views: Other views of the photos of `train`; a step draws one view.
        dev: What early stopping judges on.
        classes: Class of each recipe of `train`, int64 `[n]`.
        phrases: What the classes are called.
    """

    image_levels: tuple[int, ...]
    text_levels: tuple[int, ...]
    words: RecipeWords
    train: RecipePairs
    views: Sequence[Vectors]
    dev: RecipePairs
    classes: NDArray[np.int64]
    phrases: Sequence[str]


def encode_recipe_material(
    data: RecipeData, encoders: Encoders, settings: RecipeSettings, progress: Progress
) -> RecipeMaterial:
    """Encodes everything that a run needs, or takes it from the cache.

    Raises:
        NothingToLearn: A split has fewer than two pairs, or the same recipe for all.
        UnreadablePicture, PictureTooLarge: A photo cannot be read; the message names it.
    """
    data.train.check()
    data.dev.check()
    learnt = learn_words(data.train.recipes, settings.word_settings, encoders.cache)
    words = RecipeWords(learnt)
    dishes = DishClasses.of_titles(
        [recipe.title for recipe in data.train.recipes], settings.class_least
    )
    classes = dishes.of(recipe.title for recipe in data.train.recipes)
    return RecipeMaterial(
        image_levels=encoders.image.levels,
        text_levels=(*encoders.text.levels, words.dimension),
        words=words,
        train=encode_pairs(data.train, encoders, words, settings.mirrored, progress),
        views=[
            picture_features(
                encoders.image, data.train.pictures, encoders.cache, progress, view
            ).vectors
            for view in list(TRAINING_VIEWS)[: settings.views]
        ],
        dev=encode_pairs(data.dev, encoders, words, settings.mirrored, progress),
        classes=classes,
        phrases=dishes.names,
    )


def encode_pairs(
    split: PhotographedRecipes,
    encoders: Encoders,
    words: RecipeWords,
    mirrored: bool,
    progress: Progress,
) -> RecipePairs:
    """Encodes a split with frozen encoders, or takes it from the cache.

    Args:
        split: What to encode.
        encoders: The frozen encoders and their cache.
        words: Knows ingredients and words.
        mirrored: Whether a photo's vector is the mean over it and its mirror image.
        progress: Told how many more photos and texts have been encoded.
    """

    def look(view: str) -> Vectors:
        return picture_features(
            encoders.image, split.pictures, encoders.cache, progress, view
        ).vectors

    images = look(WHOLE)
    if mirrored:
        images = np.float32(0.5) * (images + look(MIRRORED))
    return RecipePairs(images, encode_recipes(split.recipes, encoders, words, progress))


def encode_recipes(
    recipes: Sequence[Recipe], encoders: Encoders, words: RecipeWords, progress: Progress
) -> RecipeFeatures:
    """Encodes recipes alone as `encode_pairs` does."""

    def read(texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, encoders.text.dimension), dtype=np.float32)
        return text_features(encoders.text, texts, encoders.cache, progress).vectors

    return read_recipes(recipes, read, words)


def known_share(classes: NDArray[np.int64]) -> float:
    """Returns the share of recipes that have a class."""
    return float((classes != BACKGROUND).mean())
