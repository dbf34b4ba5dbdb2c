"""Questions of ingredient arithmetic, out of recipes whose dishes are named after ingredients."""

import numpy as np
import pytest

from models.evaluation.recipes.questions import (
    MOST_QUESTIONS,
    IngredientQuestion,
    ask_ingredients,
)
from models.exceptions import NothingToLearn
from models.recipes.recipe import Recipe

SOUP, PIE = 0, 1
PHRASES = ["soup", "pie"]


def dish(title, *ingredients):
    return Recipe(title, ingredients)


def ask(*dishes, kinds=None, phrases=PHRASES):
    numbers = [SOUP] * len(dishes) if kinds is None else kinds
    return ask_ingredients(dishes, np.array(numbers, dtype=np.int64), phrases)


@pytest.mark.parametrize(
    ("dishes", "kinds"),
    [
        ([], []),
        ([dish("Leek Soup", "leek")], [SOUP]),
        ([dish("Leek Soup", "leek"), dish("Leek Soup", "2 leeks")], [SOUP, SOUP]),
        ([dish("Leek Soup", "leek"), dish("Tofu Pie", "tofu")], [SOUP, PIE]),
        ([dish("Leek Soup", "leek"), dish("Tofu Soup", "tofu")], [-100, -100]),
        ([dish("Leek Soup", "leek"), dish("Tofu Soup", "rice")], [SOUP, SOUP]),
        ([dish("Soup", "leek"), dish("Soup", "tofu")], [SOUP, SOUP]),
        ([dish("Leek Soup", "leek", "tofu"), dish("Tofu Soup", "tofu", "leek")], [SOUP, SOUP]),
    ],
)
def test_recipes_that_allow_no_question_are_refused(dishes, kinds):
    with pytest.raises(NothingToLearn, match="different ingredients"):
        ask(*dishes, kinds=kinds)


def test_an_ingredient_of_the_title_is_taken_away_and_that_of_another_added():
    found = ask(
        dish("Leek Soup", "2 leeks", "salt"),
        dish("Creamy Tofu Soup", "200 g tofu, diced", "cream"),
        dish("Winter Soup", "tofu", "carrot"),
        dish("Carrot Soup", "3 carrots", "1 leek"),
    )
    assert found == [
        IngredientQuestion(0, "leek", "carrot", frozenset({2})),
        IngredientQuestion(0, "leek", "tofu", frozenset({1, 2})),
        IngredientQuestion(1, "tofu", "carrot", frozenset({3})),
        IngredientQuestion(1, "tofu", "leek", frozenset({0, 3})),
        IngredientQuestion(3, "carrot", "tofu", frozenset({1})),
    ]


def test_an_ingredient_of_several_words_is_named_when_all_of_them_are():
    found = ask(
        dish("Sour Cream Soup", "1 cup sour cream"),
        dish("Sour Soup", "1 cup sour cream"),
        dish("Soup of Green Peas", "2 cups green peas"),
        dish("Green Soup", "2 cups green peas"),
    )
    assert found == [
        IngredientQuestion(0, "sour cream", "green pea", frozenset({2, 3})),
        IngredientQuestion(2, "green pea", "sour cream", frozenset({0, 1})),
    ]


def test_an_ingredient_that_names_the_class_is_not_swapped():
    dishes = (
        dish("Leek Soup with Tofu", "leek", "tofu"),
        dish("Leek Soup with Rice", "leek", "rice"),
        dish("Rice Soup with Garlic", "rice", "garlic"),
    )
    found = ask(*dishes, phrases=["leek soup", "pie"])
    assert {name for question in found for name in (question.minus, question.plus)} == {
        *("tofu", "rice", "garlic")
    }
    assert found[0] == IngredientQuestion(0, "tofu", "garlic", frozenset({2}))


def test_an_ingredient_that_names_the_class_in_the_plural_is_not_swapped():
    with pytest.raises(NothingToLearn):
        ask(dish("Cheesy Eggs", "2 eggs"), dish("Eggs with Tofu", "tofu"), phrases=["eggs"])


@pytest.mark.parametrize("title", ["Potatoes Soup", "Soup with Cherries", "Soup of Bay Leaves"])
def test_an_ingredient_is_named_in_the_plural(title):
    line = title.replace("Soup", "").replace(" with ", "").replace(" of ", "")
    assert len(ask(dish(title, line), dish("Tofu Soup", "tofu"))) == 2


def test_classes_do_not_mix():
    found = ask(
        dish("Leek Soup", "leek"),
        dish("Tofu Soup", "tofu"),
        dish("Leek Pie", "leek"),
        dish("Rice Pie", "rice"),
        dish("Garlic", "garlic"),
        kinds=[SOUP, SOUP, PIE, PIE, -100],
    )
    assert found == [
        IngredientQuestion(0, "leek", "tofu", frozenset({1})),
        IngredientQuestion(1, "tofu", "leek", frozenset({0})),
        IngredientQuestion(2, "leek", "rice", frozenset({3})),
        IngredientQuestion(3, "rice", "leek", frozenset({2})),
    ]


def test_of_many_questions_some_are_drawn_and_the_same_again():
    dishes = [
        dish(f"{name} Soup", name)
        for name in ("leek", "tofu", "rice", "garlic", "carrot", "lentil")
        for _ in range(100)
    ]
    first, second = ask(*dishes), ask(*dishes)
    other = ask_ingredients(dishes, np.zeros(600, dtype=np.int64), PHRASES, seed=1)
    assert len(first) == len(set(first)) == MOST_QUESTIONS < 600 * 5
    assert first == second
    assert set(first) != set(other)
    assert all(len(question.right) == 100 for question in first)
    assert [question.row for question in first] == sorted(question.row for question in first)
