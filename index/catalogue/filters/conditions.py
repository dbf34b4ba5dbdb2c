"""What a filter is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from index.arrays import Ids
from index.catalogue.records import Scalar

Comparison = Literal["gt", "gte", "lt", "lte"]


@dataclass(frozen=True)
class HasTag:
    """Items with a tag, however it is spelled."""

    tag: str


@dataclass(frozen=True)
class IsOneOf:
    """Items whose field has one of some values, or holds one of them in its list."""

    field: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class IsInRange:
    """Items whose field has a value that meets every bound; texts compare by code point."""

    field: str
    bounds: tuple[tuple[Comparison, str | int | float], ...]


@dataclass(frozen=True)
class InArea:
    """Items in a polygon on the map of the collection; those without a picture are on no map.

    Attributes:
        points: Its corners, x and y from 0 to 1.
        layout: Of the map that it was drawn on; None for whichever there is.
    """

    points: tuple[tuple[float, float], ...]
    layout: str | None = None


@dataclass(frozen=True, eq=False)
class IsItem:
    """Items with one of some numbers."""

    ids: Ids


@dataclass(frozen=True)
class AllOf:
    """Items that meet every part."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True)
class AnyOf:
    """Items that meet some part."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True)
class Not:
    """Items that do not meet the part, those without its field among them."""

    part: "Filter"


Filter = HasTag | IsOneOf | IsInRange | InArea | IsItem | AllOf | AnyOf | Not


def fields_of(condition: Filter) -> set[str]:
    """Returns the metadata fields that a filter names."""
    match condition:
        case HasTag() | InArea() | IsItem():
            return set()
        case IsOneOf(field=field) | IsInRange(field=field):
            return {field}
        case Not(part=part):
            return fields_of(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return set().union(*(fields_of(part) for part in parts))


def with_areas(condition: Filter, find: Callable[[InArea], Filter]) -> Filter:
    """Returns a filter in which something else stands in the place of each area.

    Args:
        condition: The filter.
        find: Returns what stands in the place of an area.
    """
    match condition:
        case InArea():
            return find(condition)
        case Not(part=part):
            return Not(with_areas(part, find))
        case AllOf(parts=parts):
            return AllOf(tuple(with_areas(part, find) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(tuple(with_areas(part, find) for part in parts))
    return condition
