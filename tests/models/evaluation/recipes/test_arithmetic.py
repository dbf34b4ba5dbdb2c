"""Ingredient arithmetic on vectors whose right weight is known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.recipes.arithmetic import WEIGHTS, IngredientAlgebra, named_ingredients
from models.evaluation.recipes.questions import IngredientQuestion
from models.evaluation.retrieval import Retrieval

LEEK, TOFU, RICE = np.eye(4, dtype=np.float32)[1:]
INGREDIENTS = {"leek": LEEK, "tofu": TOFU, "rice": RICE}
RIGHT, SECOND = Retrieval(100.0, 100.0, 100.0, 1.0), Retrieval(0.0, 100.0, 100.0, 2.0)


def soup(*amounts):
    """A dish: how much soup, leek, tofu and rice is in it."""
    vector = np.array(amounts, np.float32)
    return vector / np.linalg.norm(vector)


PHOTOS = np.stack([soup(1, 0.6, 0, 0), soup(1, 0, 0.6, 0), soup(1, 0, 0, 0.6)])


def algebra(recipes, *questions, photos=PHOTOS):
    return IngredientAlgebra(questions, photos, np.stack(recipes), INGREDIENTS)


LEEK_TO_TOFU = IngredientQuestion(0, "leek", "tofu", frozenset({1}))


def test_a_photo_alone_finds_dishes_like_itself():
    """The dish itself is not among the answers."""
    recipes = [soup(1, 0.6, 0, 0), soup(1, 0, 0.6, 0), soup(1, 0.3, 0, 0)]
    asked = algebra(recipes, LEEK_TO_TOFU)
    assert asked.judge(0.0) == SECOND
    assert asked.judge(1.0) == RIGHT


def test_an_ingredient_alone_finds_everything_with_it():
    recipes = [soup(1, 0.6, 0, 0), soup(1, 0, 0.6, 0), soup(0, 0, 1, 0)]
    asked = algebra(recipes, LEEK_TO_TOFU)
    assert asked.judge_ingredient() == SECOND
    assert asked.judge(0.5) == RIGHT
    assert asked.judge(2.0) == SECOND


def test_the_best_weight_is_between_too_little_and_too_much():
    """Scores of the photo (1, 0.6, 0, 0), not of length one, plus w (0, -1, 1, 0).

    The right one (1, 0, 1, 0) gets 1 + w, the one with too much leek (1.3, 0.6, 0, 0) gets
    1.66 - 0.6 w and is passed where w > 0.4125; the one of nothing but tofu (0, 0, 2, 0) gets 2 w
    and passes where w >= 1.
    """
    photo = np.array([[1, 0.6, 0, 0]], np.float32)
    recipes = np.array([[9, 9, 9, 9], [1, 0, 1, 0], [1.3, 0.6, 0, 0], [0, 0, 2, 0]], np.float32)
    asked = algebra(recipes, LEEK_TO_TOFU, photos=photo)
    right = [weight for weight in WEIGHTS if asked.judge(weight) == RIGHT]
    assert right == [0.5, 0.6, 0.7, 0.8, 0.9]
    assert asked.best_weight() == 0.5


def test_where_all_weights_are_as_good_the_smallest_is_taken():
    recipes = [soup(1, 0.6, 0, 0), soup(1, 0, 0.6, 0), soup(0, 0, 0, 1)]
    assert algebra(recipes, LEEK_TO_TOFU).best_weight() == 0.1


def test_what_is_equal_counts_as_wrong():
    same = [soup(1, 1, 1, 1)] * 3
    assert algebra(same, LEEK_TO_TOFU).judge(1.0) == SECOND


def test_vectors_that_are_no_numbers_answer_nothing():
    nan = np.full((3, 4), np.nan, np.float32)
    assert algebra(nan, LEEK_TO_TOFU, photos=nan).judge(1.0) == SECOND


def test_the_best_of_several_right_answers_counts():
    recipes = [soup(1, 0.6, 0, 0), soup(0, 0, 0, 1), soup(1, 0, 0.6, 0), soup(1, 0.6, 0, 0)]
    several = IngredientQuestion(0, "leek", "tofu", frozenset({1, 2}))
    assert algebra(recipes, several).judge(1.0) == RIGHT
    assert algebra(recipes, IngredientQuestion(0, "leek", "tofu", frozenset({1}))).judge(
        1.0
    ) == Retrieval(0.0, 100.0, 100.0, 3.0)


def test_every_question_is_asked_with_its_own_photo():
    recipes = list(PHOTOS)
    questions = (
        LEEK_TO_TOFU,
        IngredientQuestion(1, "tofu", "rice", frozenset({2})),
        IngredientQuestion(2, "rice", "leek", frozenset({0})),
        IngredientQuestion(2, "rice", "leek", frozenset({1})),
    )
    assert algebra(recipes, *questions).judge(1.0) == Retrieval(75.0, 100.0, 100.0, 1.0)


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.7]))
def test_ranks_are_those_of_a_plain_loop(seed, weight):
    """Also of more questions than are judged at a time."""
    rng = np.random.default_rng(seed)
    photos, recipes = rng.normal(size=(2, 9, 4)).astype(np.float32)
    names = list(INGREDIENTS)
    questions, ranks = [], []
    for number in range(520 if seed % 50 == 0 else 20):
        row, *right = (int(own) for own in rng.choice(9, 1 + number % 3 + 1, replace=False))
        minus, plus = (names[own] for own in rng.choice(3, 2, replace=False))
        questions.append(IngredientQuestion(row, minus, plus, frozenset(right)))
        query = photos[row] + weight * (INGREDIENTS[plus] - INGREDIENTS[minus])
        order = [own for own in np.argsort(-(recipes @ query)) if own != row]
        found = min(order.index(own) for own in right)
        ranks.append(sum(own not in right for own in order[:found]))
    judged = IngredientAlgebra(questions, photos, recipes, INGREDIENTS).judge(weight)
    assert judged == Retrieval.from_ranks(np.array(ranks))


def test_every_ingredient_that_is_named_is_needed_once():
    questions = [LEEK_TO_TOFU, IngredientQuestion(1, "tofu", "rice", frozenset({2}))]
    assert named_ingredients(questions) == ["leek", "rice", "tofu"]
    assert named_ingredients([]) == []
