"""What is fitted once the towers are trained, and kept with them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.evaluation.recipes.arithmetic import IngredientAlgebra, named_ingredients
from models.evaluation.recipes.baseline import fit_cca
from models.evaluation.recipes.questions import ask_ingredients
from models.evaluation.retrieval import judge_retrieval
from models.exceptions import NothingToLearn
from models.recipes.anchor import LinearAnchor
from models.recipes.canonical import CanonicalSettings, LinearMap, fit_canonical
from models.recipes.features import RecipeFeatures
from models.recipes.photo_tower import PhotoTower
from models.recipes.reading import read_ingredients
from models.recipes.recipe import Part
from models.recipes.recipe_tower import RecipeTower
from models.recipes.relevance import Asked, Questions, RecipeRelevance
from models.recipes.training.material import RecipeData, RecipeMaterial, RecipePairs
from models.recipes.training.run import Towers, project_pairs
from models.recipes.training.settings import RecipeSettings
from models.recipes.training.titles import BACKGROUND, DishClasses
from models.training.judgement import Judgement

ANCHOR_WEIGHTS = tuple(step / 20 for step in range(13))  # 0 to 0.6
INGREDIENT_WEIGHT = "ingredient_weight"
_BATCH = 512

Some = tuple[Vectors, NDArray[np.bool_]]
"""Vectors `[n, d]`, and which of them say anything, `[n]`."""


@dataclass(frozen=True)
class FinishedRecipes:
    """A recipe space as it is saved.

    Attributes:
        towers: With their anchors.
        fitted: For the card.
        arrays: What belongs to it.
    """

    towers: Towers
    fitted: Mapping[str, Any]
    arrays: Mapping[str, NDArray[np.float32]]


def finish_recipes(
    towers: Towers, data: RecipeData, material: RecipeMaterial, settings: RecipeSettings
) -> FinishedRecipes:
    """Puts anchors beside the learnt part, and fits on dev what a space needs.

    The order matters: the space must be what it will be before anything is fitted to its vectors.
    """
    anchored = anchor_towers(towers, material, settings)
    train, dev = project_pairs(anchored, material.train), project_pairs(anchored, material.dev)
    kinds = DishClasses.from_names(material.phrases).of(r.title for r in data.dev.recipes)
    relevance = _relevance(train, dev, kinds, anchored, material.dev.recipes)
    weight = _ingredient_weight(anchored, data, material, dev, kinds)
    baseline = fit_cca(
        (material.train.images, material.train.recipes),
        (material.dev.images, material.dev.recipes),
        pooled=material.image_levels[0],
        words=material.words.dimension,
    )
    fitted = {INGREDIENT_WEIGHT: weight, "relevance": relevance.to_card()}
    return FinishedRecipes(anchored, fitted, relevance.tensors() | baseline.tensors())


def anchor_towers(towers: Towers, material: RecipeMaterial, settings: RecipeSettings) -> Towers:
    """Puts canonical axes beside the learnt part, with the weight that serves dev best."""
    if not settings.anchored:
        return towers
    photo, recipe = towers
    with torch.inference_mode():
        scaled = photo.head.prepare(torch.from_numpy(material.train.images)).numpy()
    maps = fit_canonical(
        scaled,
        _summaries(recipe, material.train.recipes),
        CanonicalSettings(settings.anchored, settings.anchor_ridge, power=1.0),
    )
    candidates = {weight: _anchored(towers, maps, weight) for weight in ANCHOR_WEIGHTS[1:]}
    return max([towers, *candidates.values()], key=lambda own: _merit(own, material.dev))


def _summaries(recipe: RecipeTower, features: RecipeFeatures) -> Vectors:
    with torch.inference_mode():
        return np.concatenate([recipe.summarise(b).numpy() for b in features.batches(_BATCH)])


def _anchored(towers: Towers, maps: tuple[LinearMap, LinearMap], weight: float) -> Towers:
    photo, recipe = towers
    axes = len(maps[0].axes)
    new_photo = PhotoTower(replace(photo.shape, anchored=axes, anchor_weight=weight))
    new_recipe = RecipeTower(replace(recipe.shape, anchored=axes, anchor_weight=weight))
    new_photo.load_state_dict(photo.state_dict(), strict=False)
    new_recipe.load_state_dict(recipe.state_dict(), strict=False)
    new_photo.anchor, new_recipe.anchor = LinearAnchor.of(maps[0]), LinearAnchor.of(maps[1])
    return new_photo.eval(), new_recipe.eval()


def _merit(towers: Towers, dev: RecipePairs) -> float:
    photos, recipes = project_pairs(towers, dev)
    return Judgement(0, 0.0, *judge_retrieval(photos, recipes, np.arange(len(photos)))).merit


def _relevance(
    train: tuple[Vectors, Vectors],
    dev: tuple[Vectors, Vectors],
    kinds: NDArray[np.int64],
    towers: Towers,
    features: RecipeFeatures,
) -> RecipeRelevance:
    """Fits relevance: a dish of the same class is relevant, and its own photo or recipe is."""
    titles, ingredients = (
        towers[1].project(features.only([part])) for part in (Part.TITLE, Part.INGREDIENTS)
    )
    listed = np.diff(features.ingredients.starts) > 0
    return RecipeRelevance.fit(
        *train, ask_dishes(*dev, kinds, (titles, features.titled), (ingredients, listed))
    )


def ask_dishes(
    photos: Vectors, recipes: Vectors, kinds: NDArray[np.int64], titles: Some, ingredients: Some
) -> Questions:
    """Asks for dishes in every way that a question can.

    Where questions and answers are alike, one half of the dishes asks for the other: every dish
    is the nearest to itself.

    Args:
        photos: Of n dishes, `[n, d]`.
        recipes: Of the same, `[n, d]`.
        kinds: Class of each, `[n]`.
        titles: The same recipes by their titles alone.
        ingredients: The same by their ingredients alone.
    """
    same = (kinds[:, None] == kinds) & (kinds != BACKGROUND)[:, None]
    relevant = same | np.eye(len(kinds), dtype=np.bool_)
    half, other = slice(0, None, 2), slice(1, None, 2)
    parts = [(recipes, np.ones(len(kinds), dtype=np.bool_)), titles, ingredients]
    return Questions(
        images=[Asked(own[there], photos, relevant[there]) for own, there in parts[:2]],
        texts=[Asked(photos, recipes, relevant)],
        images_alike=[Asked(photos[half], photos[other], same[half, other])],
        texts_alike=[
            Asked(own[half][there[half]], recipes[other], same[half, other][there[half]])
            for own, there in parts
        ],
    )


def _ingredient_weight(
    towers: Towers,
    data: RecipeData,
    material: RecipeMaterial,
    dev: tuple[Vectors, Vectors],
    kinds: NDArray[np.int64],
) -> float:
    """Fits what an ingredient weighs beside a photo; 1 where the recipes allow no question."""
    try:
        questions = ask_ingredients(data.dev.recipes, kinds, material.phrases)
    except NothingToLearn:
        return 1.0
    names = named_ingredients(questions)
    vectors = towers[1].project(read_ingredients(names, material.words, sum(material.text_levels)))
    algebra = IngredientAlgebra(questions, *dev, dict(zip(names, vectors, strict=True)))
    return algebra.best_weight()
