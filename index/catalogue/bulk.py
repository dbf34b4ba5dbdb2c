"""Items and words with their vectors, page by page; and items that come back into a catalogue."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby

import numpy as np
from sqlalchemy import Connection, Row, select

from index.arrays import Vectors
from index.catalogue.adding import add_items
from index.catalogue.changes import vectors_by_id, vectors_from_bytes
from index.catalogue.chunks import chunks
from index.catalogue.reading import list_items, read_items
from index.catalogue.records import Added, Item, NewItem, StoredItem, Word, WordSource
from index.catalogue.schema import items, texts
from index.folding import fold


def stored_items(
    connection: Connection, after_id: int, limit: int, dimension: int
) -> list[StoredItem]:
    """Returns the first items with larger numbers, with the vectors of picture and captions."""
    page = list_items(connection, after_id, limit, None)
    numbers = [item.id for item in page]
    ids, vectors = vectors_by_id(connection, "images", numbers, dimension)
    pictures = dict(zip(ids.tolist(), vectors, strict=True))
    captions = _caption_vectors(connection, numbers, dimension)
    none = np.empty((0, dimension), dtype=np.float32)
    return [StoredItem(item, pictures.get(item.id), captions.get(item.id, none)) for item in page]


def words_after(
    connection: Connection, after_id: int, limit: int, source: WordSource, dimension: int
) -> tuple[list[Word], Vectors]:
    """Returns the first words of a source with larger numbers, and their vectors `[n, d]`."""
    wanted = select(texts.c.id, texts.c.text, texts.c.source, texts.c.vector).where(
        texts.c.kind == "word", texts.c.source == source, texts.c.id > after_id
    )
    rows = connection.execute(wanted.order_by(texts.c.id).limit(limit)).all()
    return [Word(*row[:3]) for row in rows], vectors_from_bytes([row[3] for row in rows], dimension)


def merge_items(
    connection: Connection, new_items: Sequence[NewItem], dimension: int
) -> list[Added]:
    """Writes the items that are not there yet, and says what became of each.

    One with a picture is there if the picture is; one without, if another without says the same.
    """
    textual = {at: _said(own) for at, own in enumerate(new_items) if own.content_hash is None}
    there = _texts_there(connection, [new_items[at] for at in textual])
    firsts = dict(reversed([(said, at) for at, said in textual.items() if said not in there]))
    chosen = set(firsts.values())
    fresh = [at for at in range(len(new_items)) if at not in textual or at in chosen]
    added = add_items(connection, [new_items[at] for at in fresh], dimension)
    outcomes = dict(zip(fresh, added, strict=True))
    there |= {said: outcomes[at].item_id for said, at in firsts.items()}
    return [
        outcomes.get(at) or Added(there[textual[at]], known=True) for at in range(len(new_items))
    ]


def _caption_vectors(
    connection: Connection, item_ids: Sequence[int], dimension: int
) -> Mapping[int, Vectors]:
    rows: list[Row[int, bytes]] = []
    for part in chunks(item_ids):
        wanted = select(texts.c.item_id, texts.c.vector).where(texts.c.item_id.in_(part))
        rows.extend(connection.execute(wanted.order_by(texts.c.item_id, texts.c.id)).all())
    return {
        item_id: vectors_from_bytes([row[1] for row in own], dimension)
        for item_id, own in groupby(rows, key=lambda row: row[0])
    }


def _texts_there(connection: Connection, wanted: Sequence[NewItem]) -> dict[Hashable, int]:
    """Returns the number of every item that may say what one of these says, by what it says."""
    candidates = _textual(connection, {fold(item.captions[0]) for item in wanted})
    return {_said(item): item.id for item in sorted(candidates, key=lambda own: -own.id)}


def _textual(connection: Connection, captions: set[str]) -> list[Item]:
    """Returns the items without picture that have one of these captions, folded."""
    found: set[int] = set()
    for part in chunks(sorted(captions)):
        wanted = select(items.c.id).join(texts, texts.c.item_id == items.c.id)
        said = items.c.content_hash.is_(None) & texts.c.folded.in_(part)
        found.update(connection.scalars(wanted.where(said)))
    return list(read_items(connection, found).values())


def _said(item: Item | NewItem) -> Hashable:
    """Returns what tells items without pictures apart; of spellings of one tag the first counts."""
    tags: dict[str, str] = {}
    for tag in item.tags:
        tags.setdefault(fold(tag), tag)
    metadata = sorted((name, repr(value)) for name, value in item.metadata.items())
    return item.captions, tuple(tags.values()), tuple(metadata)
