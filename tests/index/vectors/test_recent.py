from __future__ import annotations

import numpy as np
import pytest

from index.vectors.recent import LEAST_CAPACITY, RecentRows
from index.vectors.sketch import LEAST_DIMENSION, STEP, Sketch
from tests.index.builders import lifelike


def test_a_run_keeps_its_rows_while_others_grow_out_of_it() -> None:
    first = RecentRows.empty(512).extended(np.arange(10), lifelike(0, 10))
    second = first.extended(np.arange(10, 20), lifelike(1, 10))
    other = first.extended(np.arange(10, 20), lifelike(2, 10))
    many = second.extended(np.arange(20, 20 + LEAST_CAPACITY), lifelike(3, LEAST_CAPACITY))
    assert np.array_equal(first.vectors, lifelike(0, 10))
    assert np.array_equal(second.vectors[10:], lifelike(1, 10))
    assert np.array_equal(other.vectors[10:], lifelike(2, 10))
    assert np.array_equal(many.vectors[:20], second.vectors)
    assert np.array_equal(many.rows_from(20).vectors, lifelike(3, LEAST_CAPACITY))
    assert many.rows_from(20).row_map.ids[0] == 20


def test_rough_scores_begin_at_any_row() -> None:
    vectors = lifelike(0, 100)
    rows = RecentRows.empty(512).extended(np.arange(100), vectors)
    for start in (0, 60, 100):
        scores = rows.rough_scores(vectors[3], start)
        np.testing.assert_allclose(scores, vectors[start:] @ vectors[3], atol=1e-6)


def test_a_sketch_covers_all_rows_but_the_last_few() -> None:
    rows = RecentRows.empty(512).extended(np.arange(STEP - 1), lifelike(0, STEP - 1))
    assert rows.sketched().sketch is None
    rows = rows.extended(np.arange(STEP, STEP + 6), lifelike(1, 6)).sketched()
    assert rows.sketch is not None
    assert len(rows.sketch) == STEP + 5
    rest = rows.rows_from(STEP).extended(np.arange(10_000, 10_000 + STEP), lifelike(2, STEP))
    assert rest.sketch is not None
    assert len(rest.sketch) == 0
    sketch = rest.sketched().sketch
    assert sketch is not None
    assert len(sketch) == STEP + 5
    assert sketch.coder is rows.sketch.coder


def test_vectors_of_few_dimensions_are_scanned() -> None:
    vectors = lifelike(0, STEP, LEAST_DIMENSION - 1)
    rows = RecentRows.empty(LEAST_DIMENSION - 1).extended(np.arange(STEP), vectors)
    assert rows.sketched().sketch is None


def test_a_sketch_that_grew_finds_what_one_made_at_once_does() -> None:
    vectors = lifelike(0, 3 * STEP)
    grown = Sketch.of(vectors[:STEP]).extended(vectors[STEP:])
    everything = np.ones(3 * STEP, dtype=bool)
    for query in lifelike(1, 20):
        expected = Sketch.of(vectors).candidates(query, 10, everything)
        assert np.array_equal(grown.candidates(query, 10, everything), expected)


@pytest.mark.parametrize("available", [0, 1, 40, STEP])
def test_a_sketch_finds_only_what_it_may_and_the_nearest_of_it(available: int) -> None:
    vectors = lifelike(0, 4 * STEP)
    sketch = Sketch.of(vectors)
    mask = np.zeros(len(vectors), dtype=bool)
    mask[np.random.default_rng(1).permutation(len(vectors))[:available]] = True
    missed = 0
    for query in lifelike(2, 20):
        found = sketch.candidates(query, 10, mask)
        assert mask[found].all()
        assert len(found) == min(available, 100)
        nearest = np.argsort(np.where(mask, -(vectors @ query), np.inf))[: min(available, 10)]
        missed += len(np.setdiff1d(nearest, found))
    assert missed <= 2  # of 200
