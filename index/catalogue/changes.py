"""The log of changed vectors, from which an index brings itself up to date."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from sqlalchemy import Column, Connection, Table, func, insert, select

from index.arrays import Vectors
from index.catalogue.chunks import chunks
from index.catalogue.records import ChangeBatch, Modality
from index.catalogue.schema import changes, item_vectors, texts

BATCH = 4096  # entries read at a time: 8 MB of vectors at 512 dimensions

StoredVector = tuple[int, bytes | None]  # an entry and its vector, None where it is gone

# Where the vectors of a modality lie, and the column that holds their ids.
_SOURCES: dict[Modality, tuple[Table, Column[int]]] = {
    "images": (item_vectors, item_vectors.c.item_id),
    "texts": (texts, texts.c.id),
}


def record(connection: Connection, modality: Modality, entry_ids: Iterable[int]) -> None:
    """Notes that these vectors were added, changed or removed."""
    for part in chunks(entry_ids):
        rows = [{"modality": modality, "entry_id": entry_id} for entry_id in part]
        connection.execute(insert(changes), rows)


def latest_sequence(connection: Connection) -> int:
    """Returns the number of the latest change, 0 when there is none."""
    return connection.scalar(select(func.max(changes.c.seq))) or 0


def changes_since(connection: Connection, sequence: int, dimension: int) -> Iterator[ChangeBatch]:
    """Yields what changed after a sequence number, in batches of at most 4096 entries.

    Whether an entry was changed or removed is read from whether it is still there, so several
    changes of one entry come as one.
    """
    latest = latest_sequence(connection)
    if latest == sequence:
        return
    for modality in _SOURCES:
        for rows in _rows_since(connection, modality, sequence):
            yield _batch(latest, modality, rows, dimension)


def _rows_since(
    connection: Connection, modality: Modality, sequence: int
) -> Iterator[Sequence[StoredVector]]:
    table, key = _SOURCES[modality]
    last = 0
    while True:
        changed = (
            select(changes.c.entry_id)
            .where(changes.c.modality == modality, changes.c.seq > sequence)
            .where(changes.c.entry_id > last)
            .distinct()
            .order_by(changes.c.entry_id)
            .limit(BATCH)
            .subquery()
        )
        joined = changed.outerjoin(table, key == changed.c.entry_id)
        wanted = select(changed.c.entry_id, table.c.vector).select_from(joined)
        rows = connection.execute(wanted.order_by(changed.c.entry_id)).all()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _batch(
    latest: int, modality: Modality, rows: Sequence[StoredVector], dimension: int
) -> ChangeBatch:
    kept = [(entry_id, vector) for entry_id, vector in rows if vector is not None]
    return ChangeBatch(
        sequence=latest,
        modality=modality,
        ids=np.array([entry_id for entry_id, _ in kept], dtype=np.int64),
        vectors=vectors_from_bytes([vector for _, vector in kept], dimension),
        removed=np.array([entry_id for entry_id, vector in rows if vector is None], dtype=np.int64),
    )


def vectors_from_bytes(stored: Sequence[bytes], dimension: int) -> Vectors:
    """Returns stored vectors as float32 `[n, d]`."""
    flat = np.frombuffer(b"".join(stored), dtype="<f4").astype(np.float32, copy=False)
    return flat.reshape(len(stored), dimension)
