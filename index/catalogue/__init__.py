"""The catalogue: items, words, metadata and vectors in one database, which is the truth."""

from index.catalogue.catalogue import Catalogue
from index.catalogue.facets import Facets, FieldCount, ValueCount
from index.catalogue.filters import Filter, parse_filter
from index.catalogue.records import (
    Added,
    ChangeBatch,
    Described,
    FileMark,
    Item,
    ItemChange,
    MetadataValue,
    NewItem,
    RemovedItem,
    Scalar,
    SpaceIdentity,
    StoredItem,
    TagCount,
    TextEntry,
    Word,
    WordSource,
)

__all__ = [
    "Added",
    "Catalogue",
    "ChangeBatch",
    "Described",
    "Facets",
    "FieldCount",
    "FileMark",
    "Filter",
    "Item",
    "ItemChange",
    "MetadataValue",
    "NewItem",
    "RemovedItem",
    "Scalar",
    "SpaceIdentity",
    "StoredItem",
    "TagCount",
    "TextEntry",
    "ValueCount",
    "Word",
    "WordSource",
    "parse_filter",
]
