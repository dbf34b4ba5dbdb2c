"""What a filter is made of."""

from dataclasses import dataclass
from typing import Literal

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


Filter = HasTag | IsOneOf | IsInRange | AllOf | AnyOf | Not


def fields_of(condition: Filter) -> set[str]:
    """Returns the metadata fields that a filter names."""
    match condition:
        case HasTag():
            return set()
        case IsOneOf(field=field) | IsInRange(field=field):
            return {field}
        case Not(part=part):
            return fields_of(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return set().union(*(fields_of(part) for part in parts))
