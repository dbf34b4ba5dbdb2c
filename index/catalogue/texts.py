"""Looks up captions and words as the index of texts finds them."""

from collections.abc import Iterable

import numpy as np
from sqlalchemy import ColumnElement, Connection, select

from index.arrays import Ids
from index.catalogue.chunks import chunks
from index.catalogue.records import TextEntry, TextKind
from index.catalogue.schema import item_tags, items, texts


def read_texts(connection: Connection, text_ids: Iterable[int]) -> dict[int, TextEntry]:
    """Returns the captions and words that exist, by number."""
    found: dict[int, TextEntry] = {}
    columns = (texts.c.id, texts.c.kind, texts.c.item_id, texts.c.text, texts.c.folded)
    for part in chunks(text_ids):
        for row in connection.execute(select(*columns).where(texts.c.id.in_(part))):
            found[row[0]] = TextEntry(*row)
    return found


def text_ids_of(connection: Connection, folded: Iterable[str]) -> Ids:
    """Returns the numbers of all captions and words that are spellings of these."""
    found: list[int] = []
    for part in chunks(folded):
        found.extend(connection.scalars(select(texts.c.id).where(texts.c.folded.in_(part))))
    return np.array(found, dtype=np.int64)


def caption_ids_of(connection: Connection, item_ids: Iterable[int]) -> Ids:
    """Returns the numbers of all captions of these items."""
    found: list[int] = []
    for part in chunks(item_ids):
        found.extend(connection.scalars(select(texts.c.id).where(texts.c.item_id.in_(part))))
    return np.array(found, dtype=np.int64)


def matching_texts(
    connection: Connection, kind: TextKind | None, condition: ColumnElement[bool] | None
) -> Ids:
    """Returns the numbers of texts of a kind: captions and tags of the items that match."""
    wanted = select(texts.c.id)
    if kind is not None:
        wanted = wanted.where(texts.c.kind == kind)
    if condition is not None:
        wanted = wanted.where(_belongs_to(condition))
    return np.array(connection.scalars(wanted).all(), dtype=np.int64)


def _belongs_to(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    matching = select(items.c.id).where(condition)
    tags = select(item_tags.c.folded).where(item_tags.c.item_id.in_(matching))
    return texts.c.item_id.in_(matching) | ((texts.c.kind == "word") & texts.c.folded.in_(tags))
