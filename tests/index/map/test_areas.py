from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalogue import parse_filter
from index.catalogue.filters import IsItem
from index.collection import Collection
from index.exceptions import BadFilter, MapChanged
from index.map.areas import is_inside
from tests.index.builders import SPACE, all_pages, picture_item, text_item

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1]]
LEFT = [[0, 0], [0.4, 0], [0.4, 1], [0, 1]]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"area": []}, "3 to 200 points"),
        ({"area": SQUARE[:2]}, "3 to 200 points"),
        ({"area": SQUARE * 51}, "3 to 200 points"),
        ({"area": "all"}, "3 to 200 points"),
        ({"area": [*SQUARE, [0.5]]}, "a point of an area"),
        ({"area": [*SQUARE, [0.5, 1.5]]}, "a point of an area"),
        ({"area": [*SQUARE, [float("nan"), 0]]}, "a point of an area"),
        ({"area": [*SQUARE, [True, 0]]}, "a point of an area"),
        ({"area": [*SQUARE, {"x": 0, "y": 0}]}, "a point of an area"),
        ({"area": SQUARE, "layout": 7}, '"layout" needs a text'),
        ({"area": SQUARE, "layout": "x" * 65}, '"layout" is the one'),
        ({"area": SQUARE, "tag": "x"}, "a filter is"),
        ({"or": [{"area": SQUARE}] * 11}, "at most 10 areas"),
    ],
)
def test_an_area_of_wrong_shape_is_refused(value: object, problem: str) -> None:
    with pytest.raises(BadFilter, match=problem):
        parse_filter(value)


def test_an_area_says_nothing_where_there_is_no_map(collection: Collection) -> None:
    with pytest.raises(BadFilter, match="needs a map"):
        collection.catalogue.list_items(condition=parse_filter({"area": SQUARE}))


def test_an_area_of_another_layout_is_refused(collection: Collection) -> None:
    collection.add_items([picture_item("a")])
    layout = collection.map().layout
    here = collection.located(parse_filter({"area": SQUARE, "layout": layout}))
    assert len(collection.catalogue.matching_items(here)) == 1
    with pytest.raises(MapChanged, match="draw it again"):
        collection.located(parse_filter({"not": {"area": SQUARE, "layout": "other"}}))


fractions = st.integers(0, 64).map(lambda n: n / 64)
points = st.tuples(fractions, fractions)


@given(st.lists(points, min_size=3, max_size=12), st.lists(points, max_size=20))
def test_inside_is_an_odd_number_of_crossings(
    polygon: list[tuple[float, float]], at: list[tuple[float, float]]
) -> None:
    off_the_grid = [(x + 1 / 193, y + 1 / 197) for x, y in at]  # never on the border
    found = is_inside(polygon, np.array(off_the_grid).reshape(-1, 2))
    assert found.tolist() == [is_inside_slowly(polygon, point) for point in off_the_grid]


def is_inside_slowly(polygon: list[tuple[float, float]], point: tuple[float, float]) -> bool:
    x, y = map(Fraction, point)
    crossings = 0
    for first, second in pairwise([*polygon, polygon[0]]):
        (x0, y0), (x1, y1) = (tuple(map(Fraction, corner)) for corner in (first, second))
        if min(y0, y1) <= y < max(y0, y1):
            crossings += x < x0 + (x1 - x0) * (y - y0) / (y1 - y0)
    return crossings % 2 == 1


def test_an_area_is_a_filter_like_others(url: str, tmp_path: Path) -> None:
    collection = Collection.open(url, SPACE)
    items = [picture_item(f"p{n}", (f"caption {n}",), ("even",) * (n % 2 == 0)) for n in range(60)]
    collection.add_items([*items, text_item("without a picture")])
    shown = collection.map()
    left = set(shown.ids[shown.coordinates[:, 0] < 0.4 * 65535].tolist())
    everything, even = set(range(1, 62)), set(range(1, 61, 2))
    assert 5 < len(left) < 55
    for value, expected in [
        ({"area": LEFT}, left),
        ({"area": SQUARE}, set(range(1, 61))),
        ({"not": {"area": LEFT}}, everything - left),
        ({"and": [{"area": LEFT}, {"tag": "even"}]}, left & even),
        ({"or": [{"area": LEFT}, {"tag": "even"}]}, left | even),
        ({"and": [{"area": LEFT}, {"not": {"area": LEFT}}]}, set()),
    ]:
        condition = parse_filter(value)
        listed = collection.catalogue.list_items(limit=100, condition=collection.located(condition))
        assert {item.id for item in listed} == expected, value
        hits = all_pages(collection, "a", filter=condition, k=7)
        assert {hit.item_id for hit in hits} == expected - {61}, value
    captions = all_pages(collection, "a", filter=parse_filter({"area": LEFT}), target="captions")
    assert {hit.item_id for hit in captions} == left
    collection.close()


def test_an_area_may_hold_more_items_than_a_statement_has_values(collection: Collection) -> None:
    collection.catalogue.add_items([picture_item(f"p{n}") for n in range(40)])
    many = IsItem(np.arange(100_000))
    assert len(collection.catalogue.matching_items(many)) == 40
