"""Filters: which items may be found, by tag and metadata."""

from index.catalogue.filters.conditions import (
    AllOf,
    AnyOf,
    Filter,
    HasTag,
    IsInRange,
    IsOneOf,
    Not,
    fields_of,
)
from index.catalogue.filters.parser import parse_filter
from index.catalogue.filters.sql import to_sql

__all__ = [
    "AllOf",
    "AnyOf",
    "Filter",
    "HasTag",
    "IsInRange",
    "IsOneOf",
    "Not",
    "fields_of",
    "parse_filter",
    "to_sql",
]
