"""Reads a filter from JSON: `{"and": [{"tag": "dog"}, {"field": "year", "gte": 2000}]}`."""

from collections.abc import Mapping
from typing import get_args

from index.catalogue.checks import scalar_problem
from index.catalogue.filters.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Filter,
    HasTag,
    InArea,
    IsInRange,
    IsOneOf,
    Not,
)
from index.catalogue.records import Scalar
from index.exceptions import BadFilter
from index.folding import is_storable

DEEPEST = 16
MOST_CONDITIONS = 100
FEWEST_POINTS, MOST_POINTS = 3, 200
MOST_AREAS = 10  # one of 200 points takes 30 ms on a map of 50,000
LONGEST_LAYOUT = 64
MOST_VALUES = 10_000  # of all "in" lists together; SQLite takes 32766 values a statement

_COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
_SHAPES = (
    'a filter is {"tag": …}, {"field": …, "eq": …}, {"field": …, "in": […]}, '
    '{"field": …, "gte": …, "lt": …}, {"area": [[x, y], …]}, '
    '{"and": […]}, {"or": […]} or {"not": …}'
)


def parse_filter(value: object) -> Filter:
    """Reads a filter from parsed JSON.

    Raises:
        BadFilter: It has the wrong shape; the message says what is wrong.
    """
    return _Parser().filter(value, 1)


class _Parser:
    """Counts what one filter holds while it is read."""

    def __init__(self) -> None:
        self._conditions = 0
        self._values = 0
        self._areas = 0

    def filter(self, value: object, depth: int) -> Filter:
        if depth > DEEPEST:
            raise BadFilter(f"a filter is at most {DEEPEST} levels deep")
        if not isinstance(value, Mapping):
            raise BadFilter(f"{_SHAPES}, not {_shown(value)}")
        self._count_condition()
        return self._object(value, depth)

    def _object(self, value: Mapping[object, object], depth: int) -> Filter:
        match dict(value):
            case {"and": parts, **rest} if not rest:
                return AllOf(self._parts("and", parts, depth))
            case {"or": parts, **rest} if not rest:
                return AnyOf(self._parts("or", parts, depth))
            case {"not": part, **rest} if not rest:
                return Not(self.filter(part, depth + 1))
            case {"tag": tag, **rest} if not rest:
                return HasTag(_text("tag", tag))
            case {"area": points, **rest} if set(rest) <= {"layout"}:
                self._count_area()
                return InArea(_points(points), _layout(rest.get("layout")))
            case {"field": field, **rest}:
                return self._on_field(_text("field", field), rest)
        raise BadFilter(f"{_SHAPES}, not an object with {_shown(list(value))}")

    def _parts(self, name: str, parts: object, depth: int) -> tuple[Filter, ...]:
        if not isinstance(parts, list) or not parts:
            raise BadFilter(f'"{name}" needs a list of one filter or more')
        return tuple(self.filter(part, depth + 1) for part in parts)

    def _on_field(self, field: str, test: dict[object, object]) -> Filter:
        match test:
            case {"eq": value, **rest} if not rest:
                return IsOneOf(field, (_scalar(field, value),))
            case {"in": list(values), **rest} if values and not rest:
                self._count_values(len(values))
                return IsOneOf(field, tuple(_scalar(field, value) for value in values))
        if not test or not set(test) <= set(_COMPARISONS):
            raise BadFilter(
                f'the filter on {field!r} needs "eq", "in" with a list of one value or more, '
                'or some of "gt", "gte", "lt", "lte"'
            )
        return _range(field, test)

    def _count_condition(self) -> None:
        self._conditions += 1
        if self._conditions > MOST_CONDITIONS:
            raise BadFilter(f"a filter has at most {MOST_CONDITIONS} conditions")

    def _count_values(self, number: int) -> None:
        self._values += number
        if self._values > MOST_VALUES:
            raise BadFilter(f'a filter has at most {MOST_VALUES} values in its "in" lists')

    def _count_area(self) -> None:
        self._areas += 1
        if self._areas > MOST_AREAS:
            raise BadFilter(f"a filter has at most {MOST_AREAS} areas")


def _points(value: object) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list) or not FEWEST_POINTS <= len(value) <= MOST_POINTS:
        raise BadFilter(f'"area" needs a list of {FEWEST_POINTS} to {MOST_POINTS} points [x, y]')
    return tuple(_point(point) for point in value)


def _point(value: object) -> tuple[float, float]:
    match value:
        case [int() | float() as x, int() | float() as y] if _is_fraction(x) and _is_fraction(y):
            return float(x), float(y)
    raise BadFilter(f"a point of an area is [x, y], both from 0 to 1, not {_shown(value)}")


def _is_fraction(value: float) -> bool:
    return not isinstance(value, bool) and 0 <= value <= 1


def _layout(value: object) -> str | None:
    if value is None:
        return None
    layout = _text("layout", value)
    if len(layout) > LONGEST_LAYOUT:
        raise BadFilter(f'"layout" is the one that the map has, not {_shown(layout)}')
    return layout


def _range(field: str, test: dict[object, object]) -> IsInRange:
    bounds = [(name, _bound(field, test[name])) for name in _COMPARISONS if name in test]
    if len({isinstance(bound, str) for _, bound in bounds}) > 1:
        raise BadFilter(f"the bounds on {field!r} mix texts and numbers")
    return IsInRange(field, tuple(bounds))


def _bound(field: str, value: object) -> str | int | float:
    bound = _scalar(field, value)
    if bound is None or isinstance(bound, bool):
        raise BadFilter(f"a bound on {field!r} is a number or a text, not {_shown(value)}")
    return bound


def _scalar(field: str, value: object) -> Scalar:
    if (problem := scalar_problem(value)) is not None:
        raise BadFilter(f"the filter on {field!r} {problem}")
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not is_storable(value):
        raise BadFilter(f'"{name}" needs a text, not {_shown(value)}')
    return value


def _shown(value: object) -> str:
    """Prints a value short enough for a sentence."""
    printed = repr(value)
    return printed if len(printed) <= 60 else f"{printed[:60]}…"  # noqa: PLR2004
