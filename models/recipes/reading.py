"""From recipes to the vectors of their parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.recipes.features import RecipeFeatures, Sequences
from models.recipes.recipe import Recipe
from models.recipes.steps import split_steps
from models.recipes.wording import Names, ingredient_names, names_within, words_of
from models.recipes.words import RecipeWords

ReadTexts = Callable[[Sequence[str]], Vectors]
"""A frozen text encoder: texts to `[n, d]`, also for no text at all."""


@dataclass(frozen=True)
class _Wording:
    """What is read of a recipe."""

    title: str
    ingredients: Sequence[str]
    steps: Sequence[str]

    @classmethod
    def of(cls, recipe: Recipe) -> "_Wording":
        title = recipe.title if any(map(str.isalpha, recipe.title)) else ""
        names = ingredient_names(recipe.ingredients)
        return cls(title, names, split_steps(recipe.instructions))

    @property
    def within(self) -> Names:
        return names_within(self.ingredients)


def read_recipes(
    recipes: Sequence[Recipe], read_texts: ReadTexts, words: RecipeWords
) -> RecipeFeatures:
    """Encodes the parts of recipes with frozen encoders.

    A title and a step are told by two vectors side by side: that of the text encoder, and the mean
    over the words, whose vectors know the kitchen alone.

    Args:
        recipes: What to read, `n` of them.
        read_texts: Reads titles and steps, all in one go.
        words: Knows ingredients and words.
    """
    wordings = [_Wording.of(recipe) for recipe in recipes]
    titled = np.array([bool(own.title) for own in wordings], dtype=np.bool_)
    titles = [(own.title, own.within) for own in wordings if own.title]
    steps = [(step, within) for own in wordings for within in (own.within,) for step in own.steps]
    told = _tell([*titles, *steps], read_texts, words)
    ingredients = [words.ingredients(own.ingredients) for own in wordings]
    return RecipeFeatures(
        titles=_placed(told[: len(titles)], titled),
        titled=titled,
        ingredients=Sequences.of_lengths(
            np.concatenate([*ingredients, np.zeros((0, words.dimension), dtype=np.float32)]),
            [len(own) for own in ingredients],
        ),
        steps=Sequences.of_lengths(told[len(titles) :], [len(own.steps) for own in wordings]),
    )


def read_ingredients(names: Sequence[str], words: RecipeWords, sentence: int) -> RecipeFeatures:
    """Encodes ingredients, each as a recipe that has nothing else.

    Args:
        names: Names of ingredients, `n` of them.
        words: Knows ingredients.
        sentence: Length of the vectors of titles and steps.
    """
    vectors = [words.ingredients([name]) for name in names]
    nothing = np.zeros((0, words.dimension), dtype=np.float32)
    return RecipeFeatures(
        titles=np.zeros((len(names), sentence), dtype=np.float32),
        titled=np.zeros(len(names), dtype=np.bool_),
        ingredients=Sequences.of_lengths(
            np.concatenate([nothing, *vectors]), [len(own) for own in vectors]
        ),
        steps=Sequences.empty(len(names), sentence),
    )


def _tell(texts: Sequence[tuple[str, Names]], read_texts: ReadTexts, words: RecipeWords) -> Vectors:
    """Returns both vectors of every text side by side, `[n, d + d_words]`."""
    read = read_texts([text for text, _ in texts])
    worded = words.texts([words_of(text, names) for text, names in texts])
    return np.concatenate([read, worded], axis=1)


def _placed(vectors: Vectors, there: NDArray[np.bool_]) -> Vectors:
    """Puts vectors where there is one, and zeros elsewhere."""
    placed = np.zeros((len(there), vectors.shape[1]), dtype=np.float32)
    placed[there] = vectors
    return placed
