"""Changes and removes items."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select, update

from index.catalogue.adding import write_captions, write_fields, write_tags
from index.catalogue.changes import record
from index.catalogue.checks import caption_rows, metadata_json
from index.catalogue.chunks import chunks
from index.catalogue.reading import require_items
from index.catalogue.records import ItemChange, RemovedItem
from index.catalogue.schema import fields, item_tags, item_vectors, items, texts
from index.catalogue.words import prune_corpus_words
from index.exceptions import BadItem


def update_item(connection: Connection, item_id: int, change: ItemChange, dimension: int) -> None:
    """Puts the given parts of an item in the place of the old ones.

    Raises:
        UnknownItem: There is no such item.
        BadItem: It would be left with neither picture nor caption.
    """
    require_items(connection, [item_id])
    if change.captions is not None:
        _replace_captions(connection, item_id, change, dimension)
    if change.tags is not None:
        _replace_tags(connection, item_id, change.tags)
    if change.metadata is not None:
        written = {"metadata": metadata_json(change.metadata)}
        connection.execute(update(items).where(items.c.id == item_id).values(written))
        connection.execute(delete(fields).where(fields.c.item_id == item_id))
        write_fields(connection, item_id, change.metadata)


def remove_items(connection: Connection, item_ids: Collection[int]) -> list[RemovedItem]:
    """Removes items with all their parts, and corpus words that no item uses any more.

    Raises:
        UnknownItem: Some do not exist; nothing is removed.
    """
    numbers = sorted(set(item_ids))
    require_items(connection, numbers)
    removed: list[RemovedItem] = []
    for part in chunks(numbers):
        removed.extend(_remove(connection, part))
    return removed


def _remove(connection: Connection, part: Sequence[int]) -> list[RemovedItem]:
    rows = connection.execute(
        select(items.c.id, items.c.content_hash, items.c.path).where(items.c.id.in_(part))
    ).all()
    tags = _tags_of(connection, part)
    pictures = select(item_vectors.c.item_id).where(item_vectors.c.item_id.in_(part))
    captions = select(texts.c.id).where(texts.c.item_id.in_(part))
    record(connection, "images", connection.scalars(pictures).all())
    record(connection, "texts", connection.scalars(captions).all())
    connection.execute(delete(items).where(items.c.id.in_(part)))  # its parts go with it
    prune_corpus_words(connection, tags)
    return [RemovedItem(*row) for row in rows]


def _replace_captions(
    connection: Connection, item_id: int, change: ItemChange, dimension: int
) -> None:
    pictured = select(item_vectors.c.item_id).where(item_vectors.c.item_id == item_id)
    if not change.captions and connection.scalar(pictured) is None:
        raise BadItem(f"item #{item_id} has no picture: it needs a caption")
    old = connection.scalars(select(texts.c.id).where(texts.c.item_id == item_id)).all()
    record(connection, "texts", old)
    connection.execute(delete(texts).where(texts.c.item_id == item_id))
    captions = caption_rows(change.captions or (), change.caption_vectors, dimension)
    write_captions(connection, item_id, captions)


def _replace_tags(connection: Connection, item_id: int, tags: Sequence[str]) -> None:
    old = _tags_of(connection, [item_id])
    connection.execute(delete(item_tags).where(item_tags.c.item_id == item_id))
    write_tags(connection, item_id, tags)
    prune_corpus_words(connection, old)


def _tags_of(connection: Connection, item_ids: Sequence[int]) -> Sequence[str]:
    wanted = select(item_tags.c.folded).where(item_tags.c.item_id.in_(item_ids)).distinct()
    return connection.scalars(wanted).all()
