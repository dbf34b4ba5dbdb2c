"""The catalogue: the truth about items, words and their vectors."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import ArrayLike
from sqlalchemy import Connection

from index.arrays import Ids, Vector, Vectors
from index.catalogue import (
    adding,
    bulk,
    changes,
    editing,
    facets,
    files,
    matching,
    reading,
    sameness,
    texts,
    words,
)
from index.catalogue.checks import check_change, check_new_item, checked_words
from index.catalogue.facets import Facets
from index.catalogue.filters import Filter
from index.catalogue.identity import check_space, create_or_check, recorded_space
from index.catalogue.records import (
    Added,
    ChangeBatch,
    FileMark,
    Item,
    ItemChange,
    Modality,
    NewItem,
    RemovedItem,
    SpaceIdentity,
    StoredItem,
    TagCount,
    TextEntry,
    TextKind,
    Word,
    WordSource,
)
from index.catalogue.storage import LOCK_TIMEOUT_S, Storage
from index.exceptions import UnknownItem


class Catalogue:
    """A database of items and words in one space.

    Every method is one transaction: when it returns, its changes are on the disk; when it
    raises, nothing was changed. Any number of threads and processes may use one database.
    Every method raises `StorageFailed` when the database cannot be read or written, and those
    that read or write vectors `SpaceMismatch` when they belong to another space by now.
    """

    def __init__(self, storage: Storage, space: SpaceIdentity, identity: str) -> None:
        """Takes a database that was checked; `open` does both."""
        self._storage = storage
        self._space = space
        self._identity = identity

    @classmethod
    def open(
        cls, url: str, space: SpaceIdentity | None, lock_timeout_s: float = LOCK_TIMEOUT_S
    ) -> "Catalogue":
        """Opens a catalogue, and makes it where there is none.

        Args:
            url: Such as `sqlite:////data/catalogue.db`.
            space: The space whose vectors it holds; None opens an existing one, whatever its space.
            lock_timeout_s: Seconds to wait while another process writes.

        Raises:
            SpaceMismatch: It was made with another space.
            CatalogueTooNew: A newer version of this program wrote it.
            NoCatalogue: There is none, and no space to make one for.
            StorageFailed: It cannot be opened or made.
        """
        storage = Storage.open(url, lock_timeout_s)
        try:
            space = space or recorded_space(storage)
            identity = create_or_check(storage, space)
        except BaseException:
            storage.close()
            raise
        return cls(storage, space, identity)

    def close(self) -> None:
        """Closes the database."""
        self._storage.close()

    @property
    def space(self) -> SpaceIdentity:
        """The space whose vectors it holds."""
        return self._space

    @property
    def is_outdated(self) -> bool:
        """Whether its vectors belong to another space by now, and it is to be opened anew."""
        return recorded_space(self._storage).fingerprint != self._space.fingerprint

    @property
    def identity(self) -> str:
        """A name of this very catalogue, drawn when it was made."""
        return self._identity

    def add_items(self, new_items: Sequence[NewItem]) -> list[Added]:
        """Adds items that are not there yet, all of them or none.

        Returns:
            What became of each, in their order. A picture that is there, or stands earlier in
            the same list, is known, and its item is left as it is; so is an item without a
            picture, if it says what it is known by.

        Raises:
            BadItem: Something in an item cannot be kept.
            ValueError: Vectors do not fit their item or the space.
        """
        for item in new_items:
            check_new_item(item, self._space.dimension)
        with self._writing() as connection:
            return adding.add_items(connection, new_items, self._space.dimension)

    def merge_items(self, new_items: Sequence[NewItem]) -> list[Added]:
        """Adds items that may come back; as `add_items`, but texts alone are recognised too.

        An item without picture is known if another without has the same captions, tags and
        metadata.

        Raises:
            BadItem: Something in an item cannot be kept.
            ValueError: Vectors do not fit their item or the space.
        """
        for item in new_items:
            check_new_item(item, self._space.dimension)
        with self._writing() as connection:
            return bulk.merge_items(connection, new_items, self._space.dimension)

    def update_item(self, item_id: int, change: ItemChange) -> None:
        """Changes an item's captions, tags or metadata.

        Raises:
            UnknownItem: There is no such item.
            BadItem: Something in the change cannot be kept.
            ValueError: Vectors do not fit the captions or the space.
        """
        check_change(change, self._space.dimension)
        with self._writing() as connection:
            editing.update_item(connection, item_id, change, self._space.dimension)

    def remove_items(self, item_ids: Collection[int]) -> list[RemovedItem]:
        """Removes items, and corpus words that no item is tagged with any more.

        Returns:
            What they left behind, in the order of their numbers; picture files stay.

        Raises:
            UnknownItem: Some do not exist; nothing is removed.
        """
        with self._writing() as connection:
            return editing.remove_items(connection, item_ids)

    def item(self, item_id: int) -> Item:
        """Returns an item.

        Raises:
            UnknownItem: There is no such item.
        """
        found = self.items([item_id])
        if item_id not in found:
            raise UnknownItem([item_id])
        return found[item_id]

    def items(self, item_ids: Iterable[int]) -> dict[int, Item]:
        """Returns those of the items that exist, by number."""
        with self._storage.reading() as connection:
            return reading.read_items(connection, item_ids)

    def list_items(
        self,
        after_id: int = 0,
        limit: int = 100,
        condition: Filter | None = None,
        *,
        newest_first: bool = False,
    ) -> list[Item]:
        """Returns the first items behind one that pass a filter, by rising or falling number.

        Args:
            after_id: The item that the page before ended with, be it there or not; 0 starts.
            limit: How many at most.
            condition: The filter.
            newest_first: The largest number first.

        Raises:
            UnknownField: The filter names a field that no item has.
        """
        with self._storage.reading() as connection:
            test = matching.checked_condition(connection, condition) if condition else None
            return reading.list_items(connection, after_id, limit, test, newest_first=newest_first)

    def stored_items(self, after_id: int, limit: int) -> list[StoredItem]:
        """Returns the first items numbered above `after_id`, with all their vectors."""
        with self._reading_vectors() as connection:
            return bulk.stored_items(connection, after_id, limit, self._space.dimension)

    def vector(self, item_id: int) -> Vector:
        """Returns the vector `[d]` of an item's picture, or of its captions where it has none.

        Raises:
            UnknownItem: There is no such item.
            QueryCancels: It has no picture, and its captions are opposites.
        """
        with self._reading_vectors() as connection:
            return reading.item_vector(connection, item_id, self._space.dimension)

    def count(self) -> int:
        """Returns how many items there are."""
        with self._storage.reading() as connection:
            return reading.count_items(connection)

    def tag_counts(self, limit: int | None = None) -> list[TagCount]:
        """Returns the tags with how many items have each, most frequent first."""
        with self._storage.reading() as connection:
            return facets.tag_counts(connection, limit)

    def facets(self, most: int, condition: Filter | None = None) -> Facets:
        """Counts tags and metadata values of the items that pass a filter.

        Args:
            most: Tags, and values of each field, at most; the most frequent come first.
            condition: The filter.

        Raises:
            UnknownField: The filter names a field that no item has.
        """
        with self._storage.reading() as connection:
            if condition is not None:
                matching.check_fields(connection, condition)
            return facets.count_facets(connection, most, condition)

    def fields(self) -> set[str]:
        """Returns the names of all metadata fields that some item has."""
        with self._storage.reading() as connection:
            return reading.field_names(connection)

    def matching_items(self, condition: Filter) -> Ids:
        """Returns the numbers of the items that pass a filter, rising.

        Raises:
            UnknownField: The filter names a field that no item has.
        """
        with self._storage.reading() as connection:
            return matching.matching_items(connection, condition)

    def known_hashes(self, hashes: Iterable[str]) -> dict[str, int]:
        """Returns the item of every picture hash that some item has."""
        with self._storage.reading() as connection:
            return sameness.known_hashes(connection, hashes)

    def known_items(self, new_items: Sequence[NewItem]) -> dict[int, int]:
        """Returns the items that are the same as new ones, by the places of these in the list."""
        with self._storage.reading() as connection:
            return sameness.known_items(connection, new_items)

    def remembered_hash(self, path: str, size: int, mtime_ns: int) -> str | None:
        """Returns the hash of a file that still looks as it did when it was read, or None."""
        with self._storage.reading() as connection:
            return files.remembered_hash(connection, path, size, mtime_ns)

    def remember_files(self, marks: Sequence[FileMark]) -> None:
        """Keeps what files looked like when their hashes were computed."""
        with self._writing() as connection:
            files.remember_files(connection, marks)

    def add_words(self, spellings: Sequence[str], vectors: ArrayLike, source: WordSource) -> int:
        """Adds words that are not in the vocabulary, and returns how many were added.

        A word that is there stays as it is, but becomes a user's word if a user adds it.

        Args:
            spellings: The words.
            vectors: Their vectors `[n, d]`, of length 1.
            source: Where they come from.

        Raises:
            BadItem: A word is empty or not Unicode.
            ValueError: Not one vector `[d]` of length 1 a word.
        """
        matrix = checked_words(spellings, vectors, self._space.dimension)
        with self._writing() as connection:
            return words.add_words(connection, spellings, matrix, source)

    def remove_word(self, spelling: str) -> None:
        """Removes a word that a user added; one that items are tagged with stays for them.

        Raises:
            UnknownWord: No user added this word.
        """
        with self._writing() as connection:
            words.remove_word(connection, spelling)

    def words(
        self, after_id: int = 0, limit: int = 100, source: WordSource | None = None
    ) -> list[Word]:
        """Returns the first words numbered above `after_id`, of one source or all."""
        with self._storage.reading() as connection:
            return words.list_words(connection, after_id, limit, source)

    def word_vectors(self) -> tuple[list[Word], Vectors]:
        """Returns the whole vocabulary with its vectors `[n, d]`."""
        with self._reading_vectors() as connection:
            return words.word_vectors(connection, self._space.dimension)

    def stored_words(
        self, after_id: int, limit: int, source: WordSource
    ) -> tuple[list[Word], Vectors]:
        """Returns the first words of a source above `after_id`, and their vectors `[n, d]`."""
        with self._reading_vectors() as connection:
            return bulk.words_after(connection, after_id, limit, source, self._space.dimension)

    def find_word(self, spelling: str) -> Word | None:
        """Returns a word, however it is spelled, or None."""
        with self._storage.reading() as connection:
            return words.find_word(connection, spelling)

    def missing_words(self, candidates: Iterable[str]) -> list[str]:
        """Returns those that are not in the vocabulary, the first spelling of each."""
        with self._storage.reading() as connection:
            return words.missing_words(connection, candidates)

    def tags_without_words(self) -> list[str]:
        """Returns the tags of items that are not in the vocabulary yet."""
        with self._storage.reading() as connection:
            return words.tags_without_words(connection)

    def texts(self, text_ids: Iterable[int]) -> dict[int, TextEntry]:
        """Returns those of the captions and words that exist, by number."""
        with self._storage.reading() as connection:
            return texts.read_texts(connection, text_ids)

    def text_ids_of(self, folded: Iterable[str]) -> Ids:
        """Returns the numbers of all captions and words that fold to one of these texts."""
        with self._storage.reading() as connection:
            return texts.text_ids_of(connection, folded)

    def caption_ids_of(self, item_ids: Iterable[int]) -> Ids:
        """Returns the numbers of all captions of these items."""
        with self._storage.reading() as connection:
            return texts.caption_ids_of(connection, item_ids)

    def matching_texts(self, kind: TextKind | None, condition: Filter | None) -> Ids:
        """Returns the numbers of the texts of a kind that belong to items passing a filter.

        Raises:
            UnknownField: The filter names a field that no item has.
        """
        with self._storage.reading() as connection:
            test = matching.checked_condition(connection, condition) if condition else None
            return texts.matching_texts(connection, kind, test)

    def latest_sequence(self) -> int:
        """Returns the number of the latest change of a vector, 0 when there is none."""
        with self._storage.reading() as connection:
            return changes.latest_sequence(connection)

    def changes_since(self, sequence: int) -> Iterator[ChangeBatch]:
        """Yields all changes of vectors after a sequence number, as one state of the catalogue.

        Nothing is yielded when nothing changed. The transaction is open until the last batch
        was taken; other processes may write meanwhile.
        """
        with self._reading_vectors() as connection:
            yield from changes.changes_since(connection, sequence, self._space.dimension)

    def count_vectors(self, modality: Modality) -> int:
        """Returns how many vectors of pictures or of texts there are."""
        with self._storage.reading() as connection:
            return changes.count_vectors(connection, modality)

    def all_vectors(self, modality: Modality) -> Iterator[tuple[Ids, Vectors]]:
        """Yields ids `[n]`, rising, with their vectors `[n, d]`, up to 4096 at a time.

        Each batch is a transaction of its own: a long reading does not keep the log of the database
        from being cleared, but entries that change meanwhile come in either state.
        """
        last = -1
        while True:
            with self._reading_vectors() as connection:
                ids, vectors = changes.vectors_after(
                    connection, modality, last, self._space.dimension
                )
            if not len(ids):
                return
            yield ids, vectors
            last = int(ids[-1])

    def sample_vectors(self, modality: Modality, count: int, seed: int) -> Vectors:
        """Returns about `count` vectors `[n, d]` drawn at random, all if there are not more."""
        with self._reading_vectors() as connection:
            total = changes.count_vectors(connection, modality)
            first, last = changes.id_range(connection, modality)
            wanted = min(count * (last - first + 1) // max(total, 1), last - first + 1)
            random = np.random.default_rng(seed)
            drawn = first + random.choice(last - first + 1, wanted, replace=False)
            ids = np.sort(drawn).tolist()
            return changes.vectors_by_id(connection, modality, ids, self._space.dimension)[1]

    @contextmanager
    def _reading_vectors(self) -> Iterator[Connection]:
        with self._storage.reading() as connection:
            check_space(connection, self._space)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._storage.writing() as connection:
            check_space(connection, self._space, alone=True)
            yield connection
