"""Classes of dishes out of titles: pairs of words before words, and the last word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipes.training.titles import BACKGROUND, DishClasses

TITLES = [
    "Chicken Soup",
    "Best Chicken Soup Ever",
    "Grandma's Chicken Soup!",
    "Tomato Soup",
    "Chicken Pie",
    "Pie",
]


def named(classes, *titles):
    return [classes.names[n] if n != BACKGROUND else None for n in classes.of(titles)]


@pytest.mark.parametrize("titles", [[], ["", "12"], ["The Best Easy", "The Best of the Best"]])
def test_titles_that_say_nothing_make_no_classes(titles):
    classes = DishClasses.of_titles(titles, least=1)
    assert [name for name in classes.names if name != "12"] == []
    assert classes.of(["The Best", "Soup", ""]).tolist() == [BACKGROUND] * 3


def test_pairs_come_before_words_and_the_frequent_first():
    assert DishClasses.of_titles(TITLES, least=2).names == [
        "chicken soup",
        "chicken",
        "soup",
        "pie",
    ]


@pytest.mark.parametrize(
    ("least", "names"),
    [(5, []), (4, ["chicken", "soup"]), (3, ["chicken soup", "chicken", "soup"])],
)
def test_a_class_is_what_enough_titles_say(least, names):
    assert DishClasses.of_titles(TITLES, least).names == names


def test_a_title_that_says_a_word_twice_counts_once():
    classes = DishClasses.of_titles(["Pie Pie Pie", "Pie"], least=2)
    assert classes.names == ["pie"]


def test_a_pair_wins_over_a_word_and_the_last_word_over_the_others():
    classes = DishClasses.of_titles(TITLES, least=2)
    assert named(
        classes,
        "Chicken Soup Pie",
        "Chicken Tomato Soup",
        "SOUP of chicken",
        "Pie with Rhubarb",
        "Rhubarb",
        "",
        "12",
    ) == ["chicken soup", "soup", "chicken", "pie", None, None, None]


def test_of_two_pairs_the_more_frequent_wins():
    titles = ["Apple Pie"] * 3 + ["Fried Apple"] * 2
    classes = DishClasses.of_titles(titles, least=2)
    assert named(classes, "Fried Apple Pie") == ["apple pie"]


def test_pairs_of_equal_frequency_are_in_the_order_of_the_alphabet():
    forth = DishClasses.of_titles(["Fried Rice", "Apple Pie"], least=1)
    back = DishClasses.of_titles(["Apple Pie", "Fried Rice"], least=1)
    assert forth.names == back.names == ["apple pie", "fried rice", "apple", "fried", "pie", "rice"]


@pytest.mark.parametrize("word", ["easy", "Best", "the", "Grandma's", "and"])
def test_common_words_are_no_classes_nor_parts_of_them(word):
    classes = DishClasses.of_titles([f"{word} Soup", f"Soup {word}"] * 3, least=1)
    assert classes.names == ["soup"]
    assert named(classes, f"Soup {word} pie") == ["soup"]


def test_words_beside_a_common_word_make_no_pair_across_it():
    assert "macaroni cheese" not in DishClasses.of_titles(["Macaroni and Cheese"] * 3, 1).names


@given(st.lists(st.text("ab cé'-米", max_size=12), max_size=8), st.integers(1, 3))
def test_classes_come_back_from_their_names(titles, least):
    classes = DishClasses.of_titles(titles, least)
    again = DishClasses.from_names(classes.names)
    assert again == classes
    numbers = classes.of(titles)
    assert numbers.dtype == np.int64
    np.testing.assert_array_equal(again.of(titles), numbers)
    assert all(0 <= n < len(classes.names) for n in numbers if n != BACKGROUND)


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=4).map(" ".join), max_size=8))
def test_every_class_is_said_by_enough_titles(titles):
    for phrase in DishClasses.of_titles(titles, least=2).names:
        assert sum(f" {phrase} " in f" {title} " for title in titles) >= 2
