"""Questions of ingredient arithmetic: *this photo - chicken + tofu*.

A question takes the photo of a dish that is named after one of its ingredients, takes that
ingredient away and adds another that dishes of the same class are named after. Right is every
recipe of the class that has the one and not the other. Nothing of it was annotated: classes come
from titles, as for semantic regularisation.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.exceptions import NothingToLearn
from models.recipes.ingredients.naming import singular
from models.recipes.recipe import Recipe
from models.recipes.wording import ingredient_names
from models.words.tokenising import split_words

MOST_QUESTIONS = 2000

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class IngredientQuestion:
    """One question.

    Attributes:
        row: The dish whose photo is asked with.
        minus: The ingredient that is taken away.
        plus: The one that is added.
        right: Recipes that answer it.
    """

    row: int
    minus: str
    plus: str
    right: frozenset[int]


@dataclass(frozen=True)
class _Dish:
    """What questions need to know of a recipe."""

    kind: int
    ingredients: frozenset[str]
    named: frozenset[str]

    @classmethod
    def of(cls, recipe: Recipe, kind: int) -> "_Dish":
        names = frozenset(ingredient_names(recipe.ingredients))
        said = _said(recipe.title)
        return cls(kind, names, frozenset(name for name in names if set(name.split()) <= said))


def ask_ingredients(
    recipes: Sequence[Recipe], kinds: NDArray[np.int64], phrases: Sequence[str], seed: int = 0
) -> list[IngredientQuestion]:
    """Makes the questions that recipes allow, at most 2,000 of them, drawn at random.

    Args:
        recipes: Of photographed dishes.
        kinds: Class of each, int64 `[n]`; negative where there is none.
        phrases: What the classes are called: an ingredient that names the class is not swapped.
        seed: Draws the same questions again.

    Raises:
        NothingToLearn: They allow none.
    """
    dishes = [_Dish.of(recipe, int(kind)) for recipe, kind in zip(recipes, kinds, strict=True)]
    questions = [
        question
        for kind in sorted({dish.kind for dish in dishes if dish.kind >= 0})
        for question in _of_class(dishes, kind, phrases[kind])
    ]
    if not questions:
        raise NothingToLearn("no two dishes of one class are named after different ingredients")
    chosen = np.random.default_rng(seed).permutation(len(questions))[:MOST_QUESTIONS]
    return [questions[number] for number in sorted(chosen.tolist())]


def _of_class(dishes: Sequence[_Dish], kind: int, phrase: str) -> list[IngredientQuestion]:
    rows = [row for row, dish in enumerate(dishes) if dish.kind == kind]
    said = _said(phrase)
    named = Counter(
        name for row in rows for name in dishes[row].named if not said & set(name.split())
    )
    return [
        IngredientQuestion(row, minus, plus, right)
        for row in rows
        for minus in sorted(dishes[row].named & named.keys())
        for plus in sorted(named.keys() - dishes[row].ingredients)
        if (right := _right(dishes, rows, minus, plus))
    ]


def _said(text: str) -> set[str]:
    """Returns the words of a title, as they are and in the singular, as names are."""
    words = split_words(unicodedata.normalize("NFKC", text).casefold())
    return {*words, *map(singular, words)}


def _right(dishes: Sequence[_Dish], rows: Sequence[int], minus: str, plus: str) -> frozenset[int]:
    return frozenset(
        row
        for row in rows
        if plus in dishes[row].ingredients and minus not in dishes[row].ingredients
    )
