"""The words of a recipe, in which an ingredient of several words is one word: `olive_oil`."""

import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from models.recipes.ingredients.naming import name_ingredient
from models.recipes.recipe import Recipe
from models.words.tokenising import split_words

Names = AbstractSet[tuple[str, ...]]
"""Ingredients of several words that a recipe has."""

_LONGEST_NAME = 4
"""Words of an ingredient that are looked for in a text as one."""


def ingredient_names(lines: Sequence[str]) -> list[str]:
    """Returns the names of the ingredients of a recipe's lines, in order, without empty ones."""
    return [name for line in lines if (name := name_ingredient(line))]


def names_within(names: Sequence[str]) -> Names:
    """Returns the names that are looked for in the texts of a recipe with these ingredients."""
    return {tuple(name.split()) for name in names if " " in name}


def words_of(text: str, names: Names) -> Iterator[str]:
    """Yields the words of a text, what the recipe has as an ingredient of several words as one."""
    words = split_words(unicodedata.normalize("NFKC", text).casefold())
    at = 0
    while at < len(words):
        length = next(
            (n for n in range(_LONGEST_NAME, 1, -1) if tuple(words[at : at + n]) in names), 1
        )
        yield "_".join(words[at : at + length])
        at += length


def lines_of(recipe: Recipe) -> Iterator[list[str]]:
    """Yields what a recipe says as lines of words: its ingredients, its title, its steps."""
    names = ingredient_names(recipe.ingredients)
    yield ["_".join(name.split()) for name in names]
    within = names_within(names)
    for text in (recipe.title, *recipe.instructions):
        yield list(words_of(text, within))
