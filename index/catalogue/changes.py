"""The log of changed vectors, from which an index brings itself up to date."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from sqlalchemy import Column, Connection, Row, Table, bindparam, func, insert, select

from index.arrays import Ids, Vectors
from index.catalogue.chunks import chunks
from index.catalogue.records import ChangeBatch, Modality
from index.catalogue.schema import changes, item_vectors, texts

BATCH = 4096  # entries read at a time: 8 MB of vectors at 512 dimensions

# Where the vectors of a modality lie, and the column that holds their ids.
SOURCES: dict[Modality, tuple[Table, Column[int]]] = {
    "images": (item_vectors, item_vectors.c.item_id),
    "texts": (texts, texts.c.id),
}

# These run fifty times a second while another process adds: made once, they take half the time.
_LATEST = select(func.max(changes.c.seq))
_PAGE = (
    select(changes.c.seq, changes.c.modality, changes.c.entry_id)
    .where(changes.c.seq > bindparam("after"))
    .order_by(changes.c.seq)
    .limit(BATCH)
)
_NUMBERED = changes.c.seq.between(bindparam("first"), bindparam("last"))
# Ids and vectors that were added or changed, and are there.
_CHANGED = {
    modality: select(key, table.c.vector).where(
        key.in_(select(changes.c.entry_id).where(_NUMBERED & (changes.c.modality == modality)))
    )
    for modality, (table, key) in SOURCES.items()
}


def record(connection: Connection, modality: Modality, entry_ids: Iterable[int]) -> None:
    """Notes that these vectors were added, changed or removed."""
    for part in chunks(entry_ids):
        rows = [{"modality": modality, "entry_id": entry_id} for entry_id in part]
        connection.execute(insert(changes), rows)


def latest_sequence(connection: Connection) -> int:
    """Returns the number of the latest change, 0 when there is none."""
    return connection.scalar(_LATEST) or 0


def changes_since(connection: Connection, sequence: int, dimension: int) -> Iterator[ChangeBatch]:
    """Yields what changed after a sequence number, in the order of the changes.

    Whether an entry was changed or removed is read from whether it is still there, so several
    changes of one entry come as one, or as the same one again.
    """
    for page in _pages_after(connection, sequence):
        first, last = page[0][0], page[-1][0]
        for modality in SOURCES:
            entry_ids = {entry for _, changed, entry in page if changed == modality}
            if entry_ids:
                between = {"first": first, "last": last}
                there = connection.execute(_CHANGED[modality], between).all()
                ids, vectors = _arrays(there, dimension)
                removed = np.array(sorted(entry_ids.difference(ids.tolist())), dtype=np.int64)
                yield ChangeBatch(last, modality, ids, vectors, removed)


def vectors_by_id(
    connection: Connection, modality: Modality, entry_ids: Sequence[int], dimension: int
) -> tuple[Ids, Vectors]:
    """Returns those of the entries that exist, `[n]`, with their vectors `[n, d]`."""
    table, key = SOURCES[modality]
    rows: list[Row[int, bytes]] = []
    for part in chunks(entry_ids):
        rows.extend(connection.execute(select(key, table.c.vector).where(key.in_(part))).all())
    return _arrays(rows, dimension)


def vectors_after(
    connection: Connection, modality: Modality, entry_id: int, dimension: int
) -> tuple[Ids, Vectors]:
    """Returns the next 4096 entries `[n]` in the order of their ids, with vectors `[n, d]`."""
    table, key = SOURCES[modality]
    wanted = select(key, table.c.vector).where(key > entry_id).order_by(key).limit(BATCH)
    return _arrays(connection.execute(wanted).all(), dimension)


def count_vectors(connection: Connection, modality: Modality) -> int:
    """Returns how many vectors there are."""
    _, key = SOURCES[modality]
    return connection.scalar(select(func.count(key))) or 0


def id_range(connection: Connection, modality: Modality) -> tuple[int, int]:
    """Returns the smallest and the largest id, or (0, -1) where there is none."""
    _, key = SOURCES[modality]
    row = connection.execute(select(func.min(key), func.max(key))).one()
    return (0, -1) if row[0] is None else (row[0], row[1])


def _pages_after(connection: Connection, sequence: int) -> Iterator[Sequence[Row[int, str, int]]]:
    page: Sequence[Row[int, str, int]] = ()
    while not page or len(page) == BATCH:
        page = connection.execute(_PAGE, {"after": page[-1][0] if page else sequence}).all()
        if not page:
            return
        yield page


def _arrays(rows: Sequence[Row[int, bytes]], dimension: int) -> tuple[Ids, Vectors]:
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    return ids, vectors_from_bytes([row[1] for row in rows], dimension)


def vectors_from_bytes(stored: Sequence[bytes], dimension: int) -> Vectors:
    """Returns stored vectors as float32 `[n, d]`."""
    flat = np.frombuffer(b"".join(stored), dtype="<f4").astype(np.float32, copy=False)
    return flat.reshape(len(stored), dimension)
