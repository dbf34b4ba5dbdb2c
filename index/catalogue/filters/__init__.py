"""Filters: which items may be found, by tag, metadata and place on the map."""

from index.catalogue.filters.conditions import (
    AllOf,
    AnyOf,
    Filter,
    HasTag,
    InArea,
    IsInRange,
    IsItem,
    IsOneOf,
    Not,
    fields_of,
    with_areas,
)
from index.catalogue.filters.parser import parse_filter
from index.catalogue.filters.sql import to_sql

__all__ = [
    "AllOf",
    "AnyOf",
    "Filter",
    "HasTag",
    "InArea",
    "IsInRange",
    "IsItem",
    "IsOneOf",
    "Not",
    "fields_of",
    "parse_filter",
    "to_sql",
    "with_areas",
]
