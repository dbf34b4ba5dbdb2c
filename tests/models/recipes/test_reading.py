"""Recipes as vectors of their parts: each part in its place, and nothing where nothing is known."""

import numpy as np
import pytest

from models.recipes.reading import read_ingredients, read_recipes
from models.recipes.recipe import Recipe
from tests.models.recipes.conftest import SENTENCE, WORDS, kitchen_words, read, read_texts

PIE = Recipe("Leek Pie", ("2 leeks", "1 tbsp olive oil"), ("Cook the leek slowly.", "1.", "Cook."))
SOUP = Recipe("", ("1 lemon", "3 xyzzy"), ("Cook.",))


def of_words(*words):
    return kitchen_words().text(words)


def lengths(sequences):
    return np.diff(sequences.starts).tolist()


def test_no_recipe_has_no_features():
    features = read()
    assert len(features) == 0
    assert features.titles.shape == (0, SENTENCE + WORDS)
    assert lengths(features.ingredients) == lengths(features.steps) == []
    assert features.ingredients.vectors.shape == (0, WORDS)


@pytest.mark.parametrize(
    "recipe", [Recipe(), Recipe("12"), Recipe(" ", ("Sauce:", "2 xyzzy"), ("", "1. -"))]
)
def test_of_a_recipe_that_says_nothing_nothing_is_read(recipe):
    features = read(recipe)
    assert not features.titled.any()
    assert not features.titles.any()
    assert lengths(features.ingredients) == lengths(features.steps) == [0]


def test_a_title_is_told_by_two_vectors_side_by_side():
    features = read(SOUP, PIE)
    assert features.titled.tolist() == [False, True]
    assert not features.titles[0].any()
    np.testing.assert_array_equal(features.titles[1, :SENTENCE], read_texts(["Leek Pie"])[0])
    np.testing.assert_array_equal(features.titles[1, SENTENCE:], of_words("leek", "pie"))


def test_steps_are_told_by_two_vectors_side_by_side():
    features = read(PIE, SOUP)
    texts = ["Cook the leek slowly.", "Cook.", "Cook."]
    assert lengths(features.steps) == [2, 1]
    np.testing.assert_array_equal(features.steps.vectors[:, :SENTENCE], read_texts(texts))
    worded = [of_words("cook", "leek", "slowly"), of_words("cook"), of_words("cook")]
    np.testing.assert_array_equal(features.steps.vectors[:, SENTENCE:], worded)


def test_ingredients_that_are_known_are_read_in_their_order():
    features, words = read(PIE, SOUP), kitchen_words()
    assert lengths(features.ingredients) == [2, 1]
    expected = [words.ingredient(name) for name in ("leek", "olive oil", "lemon")]
    np.testing.assert_array_equal(features.ingredients.vectors, expected)


def test_an_ingredient_of_several_words_is_one_word_in_the_texts_of_its_recipe_alone():
    with_oil = Recipe("Olive Oil Pie", ("olive oil",), ("Olive oil.",))
    without = Recipe("Olive Oil Pie", ("leek",), ("Olive oil.",))
    features = read(with_oil, without)
    expected = [of_words("olive_oil", "pie"), of_words("oil", "pie")]  # `olive` alone is unknown
    np.testing.assert_array_equal(features.titles[:, SENTENCE:], expected)
    expected = [of_words("olive_oil"), of_words("oil")]
    np.testing.assert_array_equal(features.steps.vectors[:, SENTENCE:], expected)


def test_all_texts_are_read_in_one_go():
    asked = []

    def note(texts):
        asked.append(list(texts))
        return read_texts(texts)

    read_recipes([PIE, SOUP], note, kitchen_words())
    assert asked == [["Leek Pie", "Cook the leek slowly.", "Cook.", "Cook."]]


def test_an_ingredient_alone_is_read_as_a_recipe_of_nothing_else():
    found = read_ingredients(["leek", "xyzzy", "olive oil"], kitchen_words(), SENTENCE + WORDS)
    expected = read(*(Recipe("", (line,)) for line in ("2 leeks", "xyzzy", "1 cup olive oil")))
    for name in ("ingredients", "steps"):
        one, other = getattr(found, name), getattr(expected, name)
        np.testing.assert_array_equal(one.vectors, other.vectors)
        np.testing.assert_array_equal(one.starts, other.starts)
    np.testing.assert_array_equal(found.titles, expected.titles)
    assert not found.titled.any()
    assert lengths(found.ingredients) == [1, 0, 1]
    assert read_ingredients([], kitchen_words(), 5).titles.shape == (0, 5)
