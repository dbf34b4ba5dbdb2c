"""The bags of im2recipe: drawn at random, the same ones again, and figures that are means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.recipes import Bags, chance, judge_bags
from models.evaluation.retrieval import Retrieval, judge_retrieval

WRONG = Retrieval(0.0, 0.0, 0.0, 20.0)
"""Of identical vectors in bags of 20: the wrong ones count as first."""


def units(number, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(number, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.integers(2, 60), st.integers(1, 70), st.integers(1, 12), st.integers(0, 9))
def test_bags_are_drawn_without_repetition(pairs, size, count, seed):
    bags = Bags(count, size, seed)
    drawn = list(bags.draw(pairs))
    assert len(drawn) == (count if size < pairs else 1)
    for rows in drawn:
        assert len(rows) == bags.size_of(pairs) == min(size, pairs)
        assert len(set(rows.tolist())) == len(rows)
        assert ((rows >= 0) & (rows < pairs)).all()
    again = list(Bags(count, size, seed).draw(pairs))
    assert all(np.array_equal(one, other) for one, other in zip(drawn, again, strict=True))


def test_ten_bags_are_ten_different_ones_out_of_everything():
    drawn = [frozenset(rows.tolist()) for rows in Bags(size=500).draw(1000)]
    assert len(set(drawn)) == 10
    assert all(len(one & other) < 350 for one in drawn for other in drawn if one != other)
    assert len(frozenset.union(*drawn)) > 990
    others = [frozenset(rows.tolist()) for rows in Bags(size=500, seed=1).draw(1000)]
    assert set(drawn).isdisjoint(others)


@pytest.mark.parametrize("size", [1000, 1001])
def test_a_bag_that_holds_everything_is_drawn_once(size):
    (rows,) = Bags(size=size).draw(1000)
    assert rows.tolist() == list(range(1000))


def test_the_usual_bags_are_those_of_the_paper():
    assert (Bags().count, Bags().size) == (10, 1000)


@pytest.mark.parametrize("size", [20, 50, 80])
def test_perfect_vectors_find_everything(size):
    vectors = units(50)
    for way in judge_bags(vectors, vectors, Bags(size=size)):
        assert way == Retrieval(100.0, 100.0, 100.0, 1.0)


def test_identical_vectors_find_nothing():
    same = np.repeat(units(1), 50, axis=0)
    assert judge_bags(same, same, Bags(size=20)) == (WRONG, WRONG)


def test_vectors_that_are_no_numbers_find_nothing():
    nan = np.full((50, 8), np.nan, np.float32)
    assert judge_bags(nan, nan, Bags(size=20)) == (WRONG, WRONG)


def test_figures_are_means_over_the_bags():
    photos, recipes = units(60, 1), units(60, 2)
    recipes[::2] = photos[::2]
    bags = Bags(count=4, size=30, seed=3)
    judged = [judge_retrieval(photos[rows], recipes[rows], np.arange(30)) for rows in bags.draw(60)]
    for found, ways in zip(
        judge_bags(photos, recipes, bags), zip(*judged, strict=True), strict=True
    ):
        assert len({way.r1 for way in ways}) > 1, "bags that are all alike show no mean"
        for figure in ("r1", "r5", "r10", "medr"):
            expected = np.mean([getattr(way, figure) for way in ways])
            assert getattr(found, figure) == pytest.approx(expected, abs=0.006)


def test_forth_is_from_photos_to_recipes():
    """All photos are near the first recipe, so that no recipe but the first finds its own."""
    recipes = np.eye(4, dtype=np.float32)
    photos = np.array([[1, 0, 0, 0], [3, 1, 0, 0], [4, 0, 1, 0], [5, 0, 0, 1]], np.float32)
    photos /= np.linalg.norm(photos, axis=1, keepdims=True)
    forth, back = judge_bags(photos, recipes)
    assert (forth.r1, back.r1) == (25.0, 100.0)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (1000, Retrieval(0.1, 0.5, 1.0, 500.5)),
        (10, Retrieval(10.0, 50.0, 100.0, 5.5)),
        (4, Retrieval(25.0, 100.0, 100.0, 2.5)),
        (1, Retrieval(100.0, 100.0, 100.0, 1.0)),
        (3, Retrieval(33.33, 100.0, 100.0, 2.0)),
    ],
)
def test_chance_by_hand(size, expected):
    assert chance(size) == expected


def test_random_vectors_are_as_good_as_chance():
    bags = Bags(count=20, size=100)
    for way in judge_bags(units(2000, 1), units(2000, 2), bags):
        assert way.medr == pytest.approx(chance(100).medr, abs=4)
        assert way.r10 == pytest.approx(chance(100).r10, abs=3)
