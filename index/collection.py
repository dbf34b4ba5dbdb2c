"""A collection: a catalogue and two vector indexes that follow it."""

from collections.abc import Callable, Sequence
from collections.abc import Collection as AnyCollection
from threading import Lock

from numpy.typing import ArrayLike

from index.catalogue.catalogue import Catalogue
from index.catalogue.records import (
    Added,
    ChangeBatch,
    ItemChange,
    Modality,
    NewItem,
    RemovedItem,
    SpaceIdentity,
    WordSource,
)
from index.search.requests import SearchPage, SearchRequest
from index.search.searcher import Searcher
from index.vectors import FaissFlatIndex, VectorIndex
from index.vectors.lock import ReadWriteLock

IndexFactory = Callable[[int], VectorIndex]  # takes the dimension


class Collection:
    """Items and words that can be searched.

    The indexes are a copy of the catalogue's vectors, brought up to date before every search,
    so what any process has added is found at once. Any number of threads may use one
    collection; a page is computed on one state of the indexes.

    Attributes:
        catalogue: What the indexes follow; read it freely.
    """

    def __init__(self, catalogue: Catalogue, index_factory: IndexFactory) -> None:
        """Takes a catalogue and makes empty indexes, which the first search fills."""
        self.catalogue = catalogue
        dimension = catalogue.space.dimension
        self._indexes: dict[Modality, VectorIndex] = {
            "images": index_factory(dimension),
            "texts": index_factory(dimension),
        }
        self._searcher = Searcher(catalogue, self._indexes)
        self._indexes_lock = ReadWriteLock()
        self._refreshing = Lock()
        self._sequence = 0

    @classmethod
    def open(
        cls, url: str, space: SpaceIdentity, index_factory: IndexFactory = FaissFlatIndex
    ) -> "Collection":
        """Opens or makes the catalogue of a URL and fills the indexes.

        Raises:
            SpaceMismatch: The catalogue was made with another space.
            CatalogueTooNew: A newer version of this program wrote it.
            StorageFailed: It cannot be opened or made.
        """
        collection = cls(Catalogue.open(url, space), index_factory)
        collection.refresh()
        return collection

    def close(self) -> None:
        """Closes the catalogue."""
        self.catalogue.close()

    def refresh(self) -> None:
        """Applies what changed in the catalogue; one small statement when nothing did."""
        if self.catalogue.latest_sequence() == self._sequence:
            return
        with self._refreshing:
            sequence = self._sequence
            for batch in self.catalogue.changes_since(sequence):
                self._apply(batch)
                sequence = batch.sequence
            self._sequence = sequence  # only now: a broken refresh is done again, wholly

    def search(self, request: SearchRequest) -> SearchPage:
        """Answers one page of a query.

        A text that several captions or words share is found once, under the best of them.
        Paging reaches every entry; no page repeats a hit of an earlier one, also when items
        are added or removed between the pages.

        Raises:
            QueryCancels: The terms sum to nothing.
            UnknownField: The filter names a field that no item has.
            BadCursor: The cursor is malformed or belongs to another query.
            ValueError: Shapes do not fit, or k is below 1.
            StorageFailed: The catalogue cannot be read.
        """
        self.refresh()
        with self._indexes_lock.reading():
            return self._searcher.search(request)

    def add_items(self, new_items: Sequence[NewItem]) -> list[Added]:
        """Adds items; see `Catalogue.add_items`."""
        added = self.catalogue.add_items(new_items)
        self.refresh()
        return added

    def update_item(self, item_id: int, change: ItemChange) -> None:
        """Changes an item; see `Catalogue.update_item`."""
        self.catalogue.update_item(item_id, change)
        self.refresh()

    def remove_items(self, item_ids: AnyCollection[int]) -> list[RemovedItem]:
        """Removes items; see `Catalogue.remove_items`."""
        removed = self.catalogue.remove_items(item_ids)
        self.refresh()
        return removed

    def add_words(self, spellings: Sequence[str], vectors: ArrayLike, source: WordSource) -> int:
        """Adds words; see `Catalogue.add_words`."""
        number = self.catalogue.add_words(spellings, vectors, source)
        self.refresh()
        return number

    def remove_word(self, spelling: str) -> None:
        """Removes a user's word; see `Catalogue.remove_word`."""
        self.catalogue.remove_word(spelling)
        self.refresh()

    def _apply(self, batch: ChangeBatch) -> None:
        index = self._indexes[batch.modality]
        with self._indexes_lock.writing():
            index.remove(batch.removed)
            index.add(batch.ids, batch.vectors)
