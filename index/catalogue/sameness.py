"""Finds new items that are there already: by their picture or, without one, by what they say."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from sqlalchemy import Connection, select

from index.catalogue.chunks import chunks
from index.catalogue.reading import read_items
from index.catalogue.records import Item, NewItem
from index.catalogue.schema import items, texts
from index.folding import fold, is_storable


def known_items(connection: Connection, new_items: Sequence[NewItem]) -> dict[int, int]:
    """Returns the numbers of items that are the same as new ones, by the places of these."""
    hashes = known_hashes(connection, (own.content_hash for own in new_items if own.content_hash))
    by_picture = {
        at: hashes[own.content_hash]
        for at, own in enumerate(new_items)
        if own.content_hash in hashes
    }
    return by_picture | _known_texts(connection, new_items)


def known_hashes(connection: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """Returns the item of every hash that some item has."""
    found: dict[str, int] = {}
    for part in chunks(hashes):
        wanted = select(items.c.content_hash, items.c.id).where(items.c.content_hash.in_(part))
        found.update(connection.execute(wanted).all())
    return found


def first_of_each(new_items: Sequence[NewItem]) -> list[int]:
    """Returns for each item the place of the first of the same list that is the same."""
    firsts: dict[Hashable, int] = {}
    return [
        at if (identity := _identity(own)) is None else firsts.setdefault(identity, at)
        for at, own in enumerate(new_items)
    ]


def _identity(item: NewItem) -> Hashable | None:
    if item.content_hash is not None:
        return item.content_hash
    if item.known_by is None or not item.captions:
        return None
    return fold(item.captions[0]), item.known_by(item)


def _known_texts(connection: Connection, new_items: Sequence[NewItem]) -> dict[int, int]:
    asking = {
        at: fold(own.captions[0])
        for at, own in enumerate(new_items)
        if own.content_hash is None and own.known_by and own.captions
    }
    alike = _with_captions(connection, {own for own in asking.values() if is_storable(own)})
    found = {}
    for at, caption in asking.items():
        if same := [kept.id for kept in alike[caption] if _is_same(new_items[at], kept)]:
            found[at] = min(same)
    return found


def _is_same(new: NewItem, kept: Item) -> bool:
    return new.known_by is not None and new.known_by(new) == new.known_by(kept)


def _with_captions(connection: Connection, folded: Iterable[str]) -> defaultdict[str, list[Item]]:
    """Returns the items without a picture by their captions, folded."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for part in chunks(folded):
        wanted = (
            select(texts.c.item_id, texts.c.folded)
            .join(items, items.c.id == texts.c.item_id)
            .where(texts.c.folded.in_(part), items.c.content_hash.is_(None))
        )
        rows = connection.execute(wanted).all()
        kept = read_items(connection, (item_id for item_id, _ in rows))
        for item_id, caption in rows:
            found[caption].append(kept[item_id])
    return found
