"""An ingredient of several words is one word in what a recipe says, and has one vector."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipes.recipe import Part, Recipe
from models.recipes.wording import ingredient_names, lines_of, names_within, words_of
from models.recipes.words import MOST_INGREDIENTS, RecipeWords
from models.words.vectors import WordVectors

NAMES = frozenset(
    {
        ("olive", "oil"),
        ("extra", "virgin", "olive", "oil"),
        ("soy", "sauce"),
        ("olive", "oil", "spray"),
    }
)
WORDS = ["olive_oil", "olive", "oil", "salt", "米"]
VECTORS = np.array([[9, 9], [1, 0], [0, 1], [4, 2], [7, 5]], np.float32)


@pytest.fixture
def words():
    return RecipeWords(WordVectors(WORDS, VECTORS))


@pytest.mark.parametrize("text", ["", "   ", "...", "\u2013"])
def test_a_text_without_words_says_none(text):
    assert list(words_of(text, NAMES)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heat the Olive Oil.", ["heat", "the", "olive_oil"]),
        ("extra-virgin olive oil", ["extra_virgin_olive_oil"]),
        ("virgin olive oil", ["virgin", "olive_oil"]),
        ("olive olive oil oil", ["olive", "olive_oil", "oil"]),
        ("oil olive", ["oil", "olive"]),
        ("olive oil spray", ["olive_oil_spray"]),
        ("soy sauce, olive oil", ["soy_sauce", "olive_oil"]),
        ("soy", ["soy"]),
        ("Mum's pie", ["mum's", "pie"]),
        ("소금 1큰술", ["소금", "1큰술"]),
    ],
)
def test_the_longest_ingredient_is_one_word(text, expected):
    assert list(words_of(text, NAMES)) == expected


def test_an_ingredient_is_found_however_its_accents_are_written():
    line = "1 cup cre\u0300me frai\u0302che"
    names = names_within(ingredient_names([line]))
    assert list(words_of("Add cre\u0300me frai\u0302che", names)) == ["add", "crème_fraîche"]


@given(st.lists(st.sampled_from(["extra", "virgin", "olive", "oil", "soy", "sauce", "a"])))
def test_joining_loses_no_word(said):
    found = list(words_of(" ".join(said), NAMES))
    assert "_".join(found).split("_") == (said or [""])
    assert all("_" not in word or tuple(word.split("_")) in NAMES for word in found)


def test_a_recipe_is_told_in_lines_of_words():
    recipe = Recipe(
        "Olive Oil Cake",
        ("2 tbsp olive oil", "For the glaze:", "1 cup sugar, sifted"),
        ("Stir olive oil into the sugar.", "..."),
    )
    assert list(lines_of(recipe)) == [
        ["olive_oil", "sugar"],
        ["olive_oil", "cake"],
        ["stir", "olive_oil", "into", "the", "sugar"],
        [],
    ]


def test_only_ingredients_of_the_recipe_itself_are_joined():
    assert list(lines_of(Recipe("Olive Oil Cake", ("salt",)))) == [
        ["salt"],
        ["olive", "oil", "cake"],
    ]


def test_lines_that_name_nothing_have_no_place_among_the_names():
    lines = ["Sauce:", "2 eggs", "", "1 cup olive oil", "½"]
    assert ingredient_names(lines) == ["egg", "olive oil"]
    assert names_within(["egg", "olive oil"]) == {("olive", "oil")}


@pytest.mark.parametrize(
    ("recipe", "blank"),
    [
        (Recipe(), True),
        (Recipe("12 -", ("½",), ("...", "1.")), True),
        (Recipe("a"), False),
        (Recipe("", ("米",)), False),
        (Recipe("", (), ("", "ж")), False),
    ],
)
def test_a_recipe_is_blank_without_any_letter(recipe, blank):
    assert recipe.is_blank is blank


def test_only_some_parts_of_a_recipe_are_left():
    recipe = Recipe("t", ("i",), ("s",))
    assert recipe.only({Part.TITLE}) == Recipe("t")
    assert recipe.only({Part.INGREDIENTS}) == Recipe("", ("i",))
    assert recipe.only({Part.INSTRUCTIONS}) == Recipe("", (), ("s",))
    assert recipe.only(set()) == Recipe()
    assert recipe.only(list(Part)) == recipe


@pytest.mark.parametrize("name", ["", "   ", "pumpkin", "toasted pumpkin seed"])
def test_an_ingredient_without_a_known_word_has_no_vector(words, name):
    assert words.ingredient(name) is None


@pytest.mark.parametrize(
    ("name", "vector"),
    [
        ("olive oil", [9, 9]),
        ("salt", [4, 2]),
        ("米", [7, 5]),
        ("oil olive", [0.5, 0.5]),
        ("toasted pumpkin oil", [0, 1]),
        ("salt of olive", [2.5, 1]),
    ],
)
def test_an_ingredient_has_its_own_vector_or_the_mean_over_its_words(words, name, vector):
    assert words.ingredient(name).tolist() == vector


def test_ingredients_that_are_not_known_take_no_place(words):
    assert words.ingredients(["salt", "pumpkin", "olive oil"]).tolist() == [[4, 2], [9, 9]]
    nothing = words.ingredients(["pumpkin"])
    assert (nothing.shape, nothing.dtype) == ((0, 2), np.float32)
    assert words.ingredients([]).shape == (0, 2)


def test_no_more_than_forty_known_ingredients_are_read(words):
    names = ["salt"] * (MOST_INGREDIENTS - 1) + ["pumpkin", "米", "olive oil"]
    found = words.ingredients(names)
    assert len(found) == MOST_INGREDIENTS
    assert found[-1].tolist() == [7, 5]


def test_a_text_is_the_mean_over_its_known_words(words):
    assert np.allclose(words.text(["salt", "pumpkin", "salt", "oil"]), [8 / 3, 5 / 3])
    assert words.text(["pumpkin"]).tolist() == [0, 0]
    assert words.texts([["salt"], [], iter(["olive", "oil"])]).tolist() == [
        [4, 2],
        [0, 0],
        [0.5, 0.5],
    ]
    assert words.texts([]).shape == (0, 2)
