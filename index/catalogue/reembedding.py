"""Moves a catalogue to another space: new vectors are laid beside the old ones, then swapped in."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from numpy.typing import ArrayLike
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from index.arrays import checked_vectors
from index.catalogue.changes import SOURCES
from index.catalogue.checks import vector_bytes
from index.catalogue.editing import remove_items
from index.catalogue.identity import record_space, recorded_space
from index.catalogue.reading import read_items
from index.catalogue.records import Item, Modality, SpaceIdentity, TextKind
from index.catalogue.schema import changes, items, staged_vectors, texts
from index.catalogue.storage import LOCK_TIMEOUT_S, Storage


class PictureToEncode(NamedTuple):
    """A picture without a vector in the new space."""

    item_id: int
    path: str | None
    content_hash: str | None


class TextToEncode(NamedTuple):
    """A caption or word without a vector in the new space."""

    text_id: int
    text: str
    kind: TextKind
    item_id: int | None


class Reembedding:
    """One catalogue on its way to a space.

    New vectors are staged in small transactions, beside which a server of the old space goes on;
    what was staged is not staged again after an interruption. `swap` changes all at once.
    """

    def __init__(self, storage: Storage, space: SpaceIdentity) -> None:
        """Takes an existing catalogue's database and the space to move it to; see `open`."""
        self._storage = storage
        self._space = space

    @classmethod
    def open(
        cls, url: str, space: SpaceIdentity, lock_timeout_s: float = LOCK_TIMEOUT_S
    ) -> "Reembedding":
        """Opens a catalogue of whatever space.

        Raises:
            NoCatalogue: There is none.
            CatalogueTooNew: A newer version of this program wrote it.
            StorageFailed: It cannot be opened.
        """
        storage = Storage.open(url, lock_timeout_s)
        try:
            recorded_space(storage)
        except BaseException:
            storage.close()
            raise
        return cls(storage, space)

    def close(self) -> None:
        """Closes the database."""
        self._storage.close()

    @property
    def is_needed(self) -> bool:
        """Whether the catalogue belongs to another space."""
        return recorded_space(self._storage).fingerprint != self._space.fingerprint

    def begin(self) -> None:
        """Drops what was staged for other spaces."""
        with self._storage.writing() as connection:
            others = staged_vectors.c.fingerprint != self._space.fingerprint
            connection.execute(delete(staged_vectors).where(others))

    def abandon(self) -> None:
        """Drops all that was staged."""
        with self._storage.writing() as connection:
            connection.execute(delete(staged_vectors))

    def count_missing(self) -> int:
        """Returns how many pictures and texts have no new vector yet."""
        with self._storage.reading() as connection:
            return self._count_missing(connection)

    def missing_pictures(self, after_id: int, limit: int) -> list[PictureToEncode]:
        """Returns the first pictures above a number that have no new vector yet."""
        missing = self._missing("images", items.c.id, items.c.path, items.c.content_hash)
        table, key = SOURCES["images"]
        joined = missing.join_from(table, items, items.c.id == key)
        return [PictureToEncode(*row) for row in self._first(joined, key, after_id, limit)]

    def missing_texts(self, after_id: int, limit: int) -> list[TextToEncode]:
        """Returns the first captions and words above a number that have no new vector yet."""
        missing = self._missing("texts", texts.c.id, texts.c.text, texts.c.kind, texts.c.item_id)
        return [TextToEncode(*row) for row in self._first(missing, texts.c.id, after_id, limit)]

    def items(self, item_ids: Iterable[int]) -> dict[int, Item]:
        """Returns those of the items that exist, by number."""
        with self._storage.reading() as connection:
            return read_items(connection, item_ids)

    def stage(self, modality: Modality, ids: Sequence[int], vectors: ArrayLike) -> None:
        """Keeps new vectors `[n, d]` of entries `[n]`.

        Raises:
            ValueError: Not one vector of the new space's dimension and of length 1 an entry.
        """
        checked = checked_vectors(vectors, self._space.dimension)
        rows = [
            {
                "fingerprint": self._space.fingerprint,
                "modality": modality,
                "entry_id": entry_id,
                "vector": vector,
            }
            for entry_id, vector in zip(ids, vector_bytes(checked), strict=True)
        ]
        with self._storage.writing() as connection:
            same = self._staged(modality) & staged_vectors.c.entry_id.in_(list(ids))
            connection.execute(delete(staged_vectors).where(same))
            connection.execute(insert(staged_vectors), rows)

    def forget(self, item_ids: Collection[int]) -> None:
        """Removes items that cannot be encoded any more.

        Raises:
            UnknownItem: Some do not exist; nothing is removed.
        """
        with self._storage.writing() as connection:
            remove_items(connection, item_ids)

    def swap(self) -> bool:
        """Puts all new vectors in the place of the old ones, in one transaction.

        Returns:
            False, and nothing is changed, if some are missing: they were added meanwhile.
        """
        with self._storage.writing() as connection:
            if self._count_missing(connection):
                return False
            for modality in SOURCES:
                self._swap(connection, modality)
            connection.execute(delete(staged_vectors))
            record_space(connection, self._space)
            return True

    def _swap(self, connection: Connection, modality: Modality) -> None:
        table, key = SOURCES[modality]
        new = select(staged_vectors.c.vector).where(
            self._staged(modality), staged_vectors.c.entry_id == key
        )
        connection.execute(update(table).values(vector=new.scalar_subquery()))
        everything = select(literal(modality), key).order_by(key)
        connection.execute(insert(changes).from_select(["modality", "entry_id"], everything))

    def _count_missing(self, connection: Connection) -> int:
        return sum(
            connection.scalar(self._missing(modality, func.count(key))) or 0
            for modality, (_, key) in SOURCES.items()
        )

    def _missing(self, modality: Modality, *columns: Any) -> Select[Any]:
        _, key = SOURCES[modality]
        staged = select(literal(1)).where(self._staged(modality), staged_vectors.c.entry_id == key)
        return select(*columns).where(~staged.exists())

    def _staged(self, modality: Modality) -> ColumnElement[bool]:
        fits = staged_vectors.c.fingerprint == self._space.fingerprint
        return fits & (staged_vectors.c.modality == modality)

    def _first(
        self, wanted: Select[Any], key: Column[int], after_id: int, limit: int
    ) -> Sequence[Any]:
        ordered = wanted.where(key > after_id).order_by(key).limit(limit)
        with self._storage.reading() as connection:
            return connection.execute(ordered).all()
