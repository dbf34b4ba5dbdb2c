from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.arrays import Vectors
from index.map.landmarks import chosen_vectors
from index.map.layout import MARGIN, lay_out
from index.map.placing import PICTURE_TEMPERATURE, SPREAD, place, place_items
from index.map.records import SIDE, Landmarks
from tests.index.builders import lifelike, text_vectors


def landmarks(vectors: Vectors) -> Landmarks:
    return Landmarks(vectors, lay_out(vectors), len(vectors))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 9, 10, 11])
def test_few_vectors_have_places_too(count: int) -> None:
    vectors = text_vectors(*map(str, range(count)))
    places = lay_out(vectors)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == count
    placed = place_items(
        np.arange(count + 3), text_vectors(*map(str, range(count + 3))), landmarks(vectors)
    )
    assert len(placed) == count + 3


def test_one_is_in_the_centre_and_two_are_on_a_line() -> None:
    assert lay_out(text_vectors("a")).tolist() == [[0.5, 0.5]]
    (x0, y0), (x1, y1) = lay_out(text_vectors("a", "b")).tolist()
    assert sorted([x0, x1]) == pytest.approx([MARGIN, 1 - MARGIN])
    assert [y0, y1] == pytest.approx([0.5, 0.5], abs=1e-3)


def test_vectors_that_hardly_differ_have_places() -> None:
    base = lifelike(1, 1, 64).repeat(30, axis=0)
    base[:, 0] += np.arange(30, dtype=np.float32) * 1e-7
    places = lay_out(np.unique(base, axis=0))
    assert np.isfinite(places).all()
    assert (places >= 0).all()
    assert (places <= 1).all()


def test_the_same_vectors_come_to_the_same_places() -> None:
    vectors = lifelike(2, 60, 64)
    assert np.array_equal(lay_out(vectors), lay_out(vectors.copy()))


def test_groups_stay_together() -> None:
    centres = lifelike(3, 4, 64)
    near = centres.repeat(25, axis=0) + 0.05 * lifelike(4, 100, 64)
    vectors = (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)
    groups = np.arange(100) // 25
    places = lay_out(vectors)
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    np.fill_diagonal(apart, np.inf)
    assert (groups[apart.argmin(axis=1)] == groups).all()


def test_what_is_a_landmark_lies_where_that_lies() -> None:
    vectors = lifelike(5, 50, 64)
    by = landmarks(vectors)
    assert np.allclose(place(vectors, by, PICTURE_TEMPERATURE), by.places, atol=1e-6)
    coordinates = place_items(np.arange(50), vectors, by) / SIDE
    assert np.abs(coordinates - by.places).max() <= SPREAD + 1 / SIDE


def test_others_lie_among_landmarks_of_one_neighbourhood() -> None:
    """In two heaps far from each other, nothing lies between."""
    heaps = np.array([[0.1, 0.5], [0.9, 0.5]], np.float32).repeat(5, axis=0)
    by = Landmarks(lifelike(6, 10, 64), heaps, 10)
    x = place(lifelike(7, 200, 64), by, 10.0)[:, 0]
    assert set(x.astype(float).round(3).tolist()) <= {0.1, 0.9}


def test_equal_pictures_lie_a_little_apart() -> None:
    by = landmarks(lifelike(8, 20, 64))
    coordinates = place_items(np.arange(1, 101), by.vectors[:1].repeat(100, axis=0), by)
    assert len(np.unique(coordinates, axis=0)) == 100
    assert np.linalg.norm(coordinates / SIDE - by.places[0], axis=1).max() <= SPREAD + 1 / SIDE


@given(st.permutations(range(40)), st.integers(1, 40))
def test_the_draw_does_not_depend_on_the_order(order: list[int], size: int) -> None:
    vectors = lifelike(9, 40, 8)
    ids = np.array(order)
    batches = [(ids[at : at + size], vectors[ids[at : at + size]]) for at in range(0, 40, size)]
    drawn, count = chosen_vectors(batches, 8, most=15)
    expected, _ = chosen_vectors([(np.arange(40), vectors)], 8, most=15)
    assert count == 40
    assert len(drawn) == 15
    assert np.array_equal(drawn, expected)


def test_equal_vectors_are_one_landmark() -> None:
    vectors = lifelike(10, 3, 8).repeat(4, axis=0)
    drawn, count = chosen_vectors([(np.arange(12), vectors)], 8)
    assert (len(drawn), count) == (3, 12)
    assert chosen_vectors([], 8)[0].shape == (0, 8)
