from __future__ import annotations

import numpy as np
import pytest

from index.arrays import Vectors
from index.collection import Collection
from index.duplicates import find_duplicates
from index.exceptions import BadCursor
from index.vectors import ExactIndex, SegmentedIndex, VectorIndex
from tests.index.builders import all_pages, picture_item, request, text_vector
from tests.index.vectors.tidied import AlwaysTidied


def near(vector: np.ndarray, cosine: float, seed: int) -> np.ndarray:
    """Returns a vector of length 1 at that cosine."""
    other = np.random.default_rng(seed).normal(size=len(vector))
    other -= (other @ vector) * vector
    other /= np.linalg.norm(other)
    return np.asarray(cosine * vector + np.sqrt(1 - cosine**2) * other, np.float32)


def crowd(count: int, dimension: int) -> Vectors:
    vectors = np.random.default_rng(1).normal(size=(count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("kind", [ExactIndex, SegmentedIndex, AlwaysTidied])
def test_near_duplicates_are_grouped_and_nothing_else(kind: type[VectorIndex]) -> None:
    vectors = crowd(3000, 64)
    vectors[100] = near(vectors[7], 0.99, 1)
    vectors[2000] = near(vectors[100], 0.985, 2)  # linked to 7 through 100
    vectors[50] = near(vectors[49], 0.94, 3)
    vectors[60] = vectors[59]
    index = kind(64)  # type: ignore[call-arg]
    ids = np.arange(3000) * 10
    index.add(ids, vectors)
    groups = find_duplicates([(ids, vectors)], index.reader(), 0.96, lambda *_: None)
    assert [group.ids for group in groups] == [(70, 1000, 20000), (590, 600)]
    lowest = min(float(vectors[7] @ vectors[100]), float(vectors[100] @ vectors[2000]))
    if (all_three := float(vectors[7] @ vectors[2000])) >= 0.96:
        lowest = min(lowest, all_three)
    assert groups[0].lowest == pytest.approx(lowest, abs=1e-6)
    assert groups[1].lowest == pytest.approx(1, abs=1e-6)


def test_nothing_is_a_duplicate_of_itself() -> None:
    vectors = crowd(500, 64)
    index = SegmentedIndex(64)
    index.add(np.arange(500), vectors)
    assert find_duplicates([(np.arange(500), vectors)], index.reader(), 0.96, lambda *_: None) == []


@pytest.fixture
def doubled(collection: Collection) -> Collection:
    """Forty pictures, ten of which are there three times."""
    for at in range(40):
        first = picture_item(f"{at}")
        copies = [picture_item(f"{at}-{copy}") for copy in range(2)] if at < 10 else []
        for item in copies:
            object.__setattr__(item, "picture_vector", near(text_vector(f"{at}"), 0.999, at))
        collection.add_items([first, *copies])
    return collection


@pytest.mark.parametrize("k", [1, 3, 7, 100])
def test_collapsed_pages_show_every_picture_once(doubled: Collection, k: int) -> None:
    assert len(all_pages(doubled, "q", k=k)) == 60
    hits = all_pages(doubled, "q", k=k, collapse=0.99)
    assert len(hits) == 40
    assert [hit.rank for hit in hits] == list(range(1, 41))
    whole = doubled.search(request("q", k=100, collapse=0.99)).hits
    assert [hit.id for hit in whole] == [hit.id for hit in hits]
    shown = {hit.id for hit in whole} | {other for hit in whole for other in hit.same}
    assert len(shown) == 60
    assert sorted(len(hit.same) for hit in whole) == [0] * 30 + [2] * 10


def test_a_cursor_does_not_continue_with_another_collapse(doubled: Collection) -> None:
    cursor = doubled.search(request("q", k=5, collapse=0.99)).next_cursor
    with pytest.raises(BadCursor, match="another query"):
        doubled.search(request("q", k=5, cursor=cursor))
