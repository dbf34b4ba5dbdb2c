"""Finds the items in an area of the map."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids
from index.catalogue.filters import Filter, InArea, IsItem, with_areas
from index.exceptions import MapChanged
from index.map.records import SIDE, CollectionMap

Point = tuple[float, float]


def find_areas(condition: Filter, read_map: Callable[[], CollectionMap]) -> Filter:
    """Returns a filter with the items that its areas hold in the place of the areas.

    Args:
        condition: The filter.
        read_map: Asked for the map if there are areas.

    Raises:
        MapChanged: An area was drawn on a map whose places were others.
        MapPending: There is no map yet.
    """
    return with_areas(condition, lambda area: IsItem(_items_in(area, read_map())))


def _items_in(area: InArea, shown: CollectionMap) -> Ids:
    if area.layout not in (None, shown.layout):
        raise MapChanged("the map was laid out anew since the area was drawn: draw it again")
    return shown.ids[is_inside(area.points, shown.coordinates / SIDE)]


def is_inside(polygon: Sequence[Point], points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Says which points lie in a polygon, by the even-odd rule.

    A ray from the point to the right crosses the border an odd number of times (Shimrat 1962).

    Args:
        polygon: Its corners; the last is joined to the first.
        points: Any number of them `[n, 2]`.

    Returns:
        Whether each does `[n]`; of points on the border some do.
    """
    inside = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for (x0, y0), (x1, y1) in pairwise([*polygon, polygon[0]]):
        if y0 == y1:
            continue
        crossed = (y0 > y) != (y1 > y)
        crossed[crossed] = x[crossed] < x0 + (y[crossed] - y0) * ((x1 - x0) / (y1 - y0))
        inside ^= crossed
    return inside
