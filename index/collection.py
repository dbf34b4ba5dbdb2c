"""A collection: a catalogue and two vector indexes that follow it."""

from collections.abc import Collection as AnyCollection
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from numpy.typing import ArrayLike

from index.catalogue.catalogue import Catalogue
from index.catalogue.filters import Filter
from index.catalogue.records import (
    Added,
    ItemChange,
    NewItem,
    RemovedItem,
    SpaceIdentity,
    WordSource,
)
from index.exceptions import StorageFailed
from index.map import CollectionMap, MapKeeper, find_areas
from index.search.requests import SearchPage, SearchRequest
from index.search.searcher import Searcher
from index.upkeep.service import UpkeepService
from index.upkeep.upkeep import Upkeep
from index.vectors import IndexKind

_MAP = "map"  # folder of its snapshots, in that of the indexes


class Collection:
    """Items and words that can be searched.

    The indexes are a copy of the catalogue's vectors. What is changed here is found by every search
    that starts after the change has returned; what another process changed, after the next
    `refresh`, which `serving` does several times a second. Any number of threads may use one
    collection; searches never wait for changes, and a page is computed on one state of an index.

    Attributes:
        catalogue: What the indexes follow; read it freely.
        upkeep: Keeps the indexes up and in order.
    """

    def __init__(self, catalogue: Catalogue, upkeep: Upkeep, keeper: MapKeeper) -> None:
        """Takes a catalogue and what keeps its indexes and its map; `open` makes all three."""
        self.catalogue = catalogue
        self.upkeep = upkeep
        self._keeper = keeper

    @classmethod
    def open(
        cls,
        url: str,
        space: SpaceIdentity,
        kind: IndexKind = "auto",
        folder: Path | None = None,
    ) -> "Collection":
        """Opens or makes the catalogue of a URL, and its indexes.

        Args:
            url: Such as `sqlite:////data/catalogue.db`.
            space: The space whose vectors it holds.
            kind: Kind of index, see `index.vectors.make_index`.
            folder: Where snapshots of the indexes and the map lie; None keeps none.

        Raises:
            SpaceMismatch: The catalogue was made with another space.
            CatalogueTooNew: A newer version of this program wrote it.
            StorageFailed: It cannot be opened or made.
        """
        catalogue = Catalogue.open(url, space)
        upkeep = Upkeep(catalogue, kind, folder)
        try:
            upkeep.open()
        except BaseException:
            catalogue.close()
            raise
        keeper = MapKeeper(catalogue, folder / _MAP if folder else None, upkeep.journal)
        return cls(catalogue, upkeep, keeper)

    def close(self) -> None:
        """Closes the catalogue."""
        self._keeper.close()
        self.catalogue.close()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Follows other processes, and tidies the indexes beside the searches, inside the block."""
        service = UpkeepService(self.upkeep)
        self._keeper.hurry()
        service.start()
        try:
            yield
        finally:
            service.stop()

    def refresh(self) -> None:
        """Applies what changed in the catalogue.

        Raises:
            StorageFailed: The catalogue cannot be read.
            SpaceMismatch: It was re-embedded with another space.
        """
        self.upkeep.indexes.refresh()

    def search(self, request: SearchRequest) -> SearchPage:
        """Answers one page of a query.

        A text that several captions or words share is found once, under the best of them.
        Paging reaches every entry; no page repeats a hit of an earlier one, also when items
        are added or removed between the pages. Where the first page came from an index that may
        have missed a few, the next begin with those.

        Raises:
            QueryCancels: The terms sum to nothing.
            UnknownField: The filter names a field that no item has.
            MapPending: The filter has an area, and there is no map yet.
            MapChanged: Its area was drawn on another map.
            BadCursor: The cursor is malformed or belongs to another query.
            ValueError: Shapes do not fit, or k is below 1.
            StorageFailed: The catalogue or a file of the index cannot be read.
        """
        condition = self.located(request.filter) if request.filter else None
        reader = self.upkeep.indexes[request.modality].reader()
        try:
            return Searcher(self.catalogue, reader, request, condition).answer()
        except OSError as error:
            raise StorageFailed(f"the index cannot be read: {error}") from error

    def map(self) -> CollectionMap:
        """Returns the map of the collection; see `MapKeeper.latest`.

        Raises:
            MapPending: There is none yet; it is being made.
            StorageFailed: The catalogue cannot be read.
        """
        return self._keeper.latest()

    def is_current(self, shown: CollectionMap) -> bool:
        """Says whether a map shows all that there is now.

        Raises:
            StorageFailed: The catalogue cannot be read.
        """
        return self._keeper.is_current(shown)

    def located(self, condition: Filter) -> Filter:
        """Returns a filter as the catalogue takes it: with the items that lie in its areas.

        Raises:
            MapPending: There is no map yet; it is being made.
            MapChanged: An area was drawn on another map.
            StorageFailed: The catalogue cannot be read.
        """
        return find_areas(condition, self.map)

    def add_items(self, new_items: Sequence[NewItem]) -> list[Added]:
        """Adds items; see `Catalogue.add_items`."""
        added = self.catalogue.add_items(new_items)
        self.refresh()
        return added

    def merge_items(self, new_items: Sequence[NewItem]) -> list[Added]:
        """Adds items that may come back; see `Catalogue.merge_items`."""
        added = self.catalogue.merge_items(new_items)
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
