"""Writes new items and their parts."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

from index.catalogue.changes import record
from index.catalogue.checks import caption_rows, metadata_json, vector_bytes
from index.catalogue.records import Added, MetadataValue, NewItem
from index.catalogue.sameness import first_of_each, known_items
from index.catalogue.schema import fields, item_tags, item_vectors, items, texts
from index.folding import fold

Values = dict[str, Any]


def add_items(connection: Connection, new_items: Sequence[NewItem], dimension: int) -> list[Added]:
    """Writes the items that are not there yet, and says what became of each."""
    known, firsts = known_items(connection, new_items), first_of_each(new_items)
    fresh = [at for at, first in enumerate(firsts) if first == at and at not in known]
    numbers = insert_numbered(connection, items, [_item_row(new_items[at]) for at in fresh])
    given = dict(zip(fresh, numbers, strict=True))
    _write_pictures(connection, [(given[at], new_items[at]) for at in fresh])
    for at, item_id in given.items():
        _write_parts(connection, item_id, new_items[at], dimension)
    there = known | given
    return [Added(there[first], at not in given) for at, first in enumerate(firsts)]


def write_captions(
    connection: Connection, item_id: int, captions: Sequence[tuple[str, bytes]]
) -> None:
    """Writes captions, each with its vector's bytes, in their order."""
    rows = [
        {
            "item_id": item_id,
            "kind": "caption",
            "text": caption,
            "folded": fold(caption),
            "source": "item",
            "vector": vector,
        }
        for caption, vector in captions
    ]
    record(connection, "texts", insert_numbered(connection, texts, rows))


def write_tags(connection: Connection, item_id: int, tags: Iterable[str]) -> None:
    """Writes tags in their order, the first spelling of each."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(fold(tag), tag)
    rows = [
        {"item_id": item_id, "folded": folded, "tag": tag, "position": position}
        for position, (folded, tag) in enumerate(first.items())
    ]
    _insert(connection, item_tags, rows)


def write_fields(
    connection: Connection, item_id: int, metadata: Mapping[str, MetadataValue]
) -> None:
    """Writes one row a metadata value, on which filters work."""
    rows = [
        {"item_id": item_id, "field": field, "position": position, **_column(value)}
        for field, values in metadata.items()
        for position, value in enumerate(values if isinstance(values, list) else [values])
    ]
    _insert(connection, fields, rows)


def insert_numbered(connection: Connection, table: Table, rows: Sequence[Values]) -> list[int]:
    """Inserts rows and returns the numbers they were given, in their order."""
    if not rows:
        return []
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(connection.scalars(statement, rows))


def _item_row(item: NewItem) -> Values:
    return {
        "content_hash": item.content_hash,
        "path": item.path,
        "media_type": item.media_type,
        "width": item.width,
        "height": item.height,
        "byte_size": item.byte_size,
        "metadata": metadata_json(item.metadata),
        "added_at": time.time() if item.added_at is None else item.added_at.timestamp(),
    }


def _write_pictures(connection: Connection, pairs: Sequence[tuple[int, NewItem]]) -> None:
    pictured = [
        (item_id, item.picture_vector) for item_id, item in pairs if item.picture_vector is not None
    ]
    blobs = vector_bytes(vector for _, vector in pictured)
    ids = [item_id for item_id, _ in pictured]
    rows = [{"item_id": at, "vector": blob} for at, blob in zip(ids, blobs, strict=True)]
    _insert(connection, item_vectors, rows)
    record(connection, "images", ids)


def _write_parts(connection: Connection, item_id: int, item: NewItem, dimension: int) -> None:
    captions = caption_rows(item.captions, item.caption_vectors, dimension)
    write_captions(connection, item_id, captions)
    write_tags(connection, item_id, item.tags)
    write_fields(connection, item_id, item.metadata)


def _column(value: object) -> Values:
    """Returns a value in the column for its kind; null leaves all three empty."""
    columns: Values = {"text": None, "number": None, "boolean": None}
    match value:
        case bool():
            columns["boolean"] = value
        case int() | float():
            columns["number"] = float(value)
        case str():
            columns["text"] = value
    return columns


def _insert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    if rows:
        connection.execute(insert(table), rows)
