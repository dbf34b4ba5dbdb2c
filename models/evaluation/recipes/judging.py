"""How good a recipe space is on a split, beside what else the same features give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.encoders.protocols import Vectors
from models.evaluation.recipes.arithmetic import IngredientAlgebra, named_ingredients
from models.evaluation.recipes.bags import Bags, chance, judge_bags
from models.evaluation.recipes.baseline import CcaBaseline
from models.evaluation.recipes.questions import ask_ingredients
from models.evaluation.retrieval import Retrieval
from models.exceptions import NothingToLearn
from models.recipes.features import RecipeFeatures
from models.recipes.files import RecipeHeads
from models.recipes.reading import read_ingredients
from models.recipes.recipe import Part, Recipe
from models.recipes.training.material import RecipePairs
from models.recipes.training.run import project_pairs
from models.recipes.training.titles import DishClasses
from models.recipes.words import RecipeWords

Both = tuple[Retrieval, Retrieval]
"""Photo → recipe, and recipe → photo."""

CHANCE, CCA = "chance", "cca"
LEARNT, LINEAR = "learnt part alone", "canonical axes alone"

_MISSING: Mapping[str, Sequence[Part]] = {
    "title": [Part.TITLE],
    "ingredients": [Part.INGREDIENTS],
    "instructions": [Part.INSTRUCTIONS],
    "title and ingredients": [Part.TITLE, Part.INGREDIENTS],
    "ingredients and instructions": [Part.INGREDIENTS, Part.INSTRUCTIONS],
}


@dataclass(frozen=True)
class ArithmeticFigures:
    """How often recipes with the one ingredient and without the other come first.

    Attributes:
        questions: How many were asked.
        weight: What an ingredient weighs beside a photo.
        arithmetic: Of the sum.
        photo: Of the photo alone.
        ingredient: Of the added ingredient alone.
    """

    questions: int
    weight: float
    arithmetic: Retrieval
    photo: Retrieval
    ingredient: Retrieval


@dataclass(frozen=True)
class RecipeJudgement:
    """All figures of a space on a split.

    Attributes:
        bag: Pairs in a bag.
        own: The space as it is.
        baselines: Chance, the papers' CCA, and the two parts of the space alone.
        given: The space where only some parts of the recipes are given.
        arithmetic: With ingredients; None where the recipes allow no question.
    """

    bag: int
    own: Both
    baselines: Mapping[str, Both]
    given: Mapping[str, Both]
    arithmetic: ArithmeticFigures | None


Read = Callable[[Sequence[Recipe]], RecipeFeatures]
"""Encodes recipes with the frozen encoders."""


def judge_recipe_space(
    heads: RecipeHeads, recipes: Sequence[Recipe], pairs: RecipePairs, read: Read, bags: Bags
) -> RecipeJudgement:
    """Judges a recipe space.

    Args:
        heads: What was trained.
        recipes: Of the split.
        pairs: The same and their photos, as features of the frozen encoders.
        read: Encodes what is left of recipes without some of their parts.
        bags: How bags are drawn.
    """
    photos, told = project_pairs((heads.photo, heads.recipe), pairs)
    size = bags.size_of(len(photos))
    cca = CcaBaseline.from_tensors(heads.arrays).project(pairs.images, pairs.recipes)
    learnt = heads.recipe.shape.outputs
    baselines = {
        CHANCE: (chance(size), chance(size)),
        CCA: judge_bags(*cca, bags),
        LEARNT: judge_bags(_unit(photos[:, :learnt]), _unit(told[:, :learnt]), bags),
    }
    if heads.recipe.anchor is not None:
        baselines[LINEAR] = judge_bags(_unit(photos[:, learnt:]), _unit(told[:, learnt:]), bags)
    given = {
        name: judge_bags(
            photos, heads.recipe.project(read([own.only(parts) for own in recipes])), bags
        )
        for name, parts in _MISSING.items()
    }
    return RecipeJudgement(
        size,
        judge_bags(photos, told, bags),
        baselines,
        given,
        judge_ingredients(heads, recipes, photos, told),
    )


def judge_ingredients(
    heads: RecipeHeads, recipes: Sequence[Recipe], photos: Vectors, told: Vectors
) -> ArithmeticFigures | None:
    """Judges *photo - ingredient + ingredient*, or returns None where there is no question.

    Args:
        heads: What was trained.
        recipes: Of the split.
        photos: Unit vectors of their photos, `[n, d]`.
        told: Unit vectors of the recipes, `[n, d]`.
    """
    phrases = heads.card["classes"]["phrases"]
    kinds = DishClasses.from_names(phrases).of(recipe.title for recipe in recipes)
    try:
        questions = ask_ingredients(recipes, kinds, phrases)
    except NothingToLearn:
        return None
    names = named_ingredients(questions)
    features = read_ingredients(names, RecipeWords(heads.words), sum(heads.recipe.shape.levels))
    vectors = dict(zip(names, heads.recipe.project(features), strict=True))
    algebra = IngredientAlgebra(questions, photos, told, vectors)
    weight = float(heads.card["fitted"]["ingredient_weight"])
    return ArithmeticFigures(
        len(questions),
        weight,
        algebra.judge(weight),
        algebra.judge(0.0),
        algebra.judge_ingredient(),
    )


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, 1e-12)
    return unit
