"""Has the map of a collection ready, and makes it beside the searches when it is asked for."""

import time
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Lock, Thread

from index.catalogue import Catalogue
from index.exceptions import MapPending
from index.map.files import MapFiles
from index.map.making import MapMaker
from index.map.records import CollectionMap
from index.upkeep.journal import Journal
from index.upkeep.priority import step_back

PATIENCE_S = 2.0
"""How long a request waits for a map; a large one takes ten times that."""
CLOSING_S = 1.0
UNSAVED = 1000
UNSAVED_SHARE = 0.1


class MapKeeper:
    """The map of one catalogue, made in a thread of its own, at low priority and once at a time."""

    def __init__(self, catalogue: Catalogue, folder: Path | None, journal: Journal) -> None:
        """Takes a catalogue, where its map is kept (None: in memory), and who hears of problems."""
        self._catalogue = catalogue
        self._files = MapFiles(folder, catalogue, journal) if folder else None
        self._maker = MapMaker(catalogue, self._check_open)
        self._beginning = Lock()
        self._closed = Event()
        self._map: CollectionMap | None = None
        self._work: _Work | None = None
        self._patience_s: float | None = None

    def hurry(self) -> None:
        """Lets nobody wait long from now on; before, whoever asks waits for the map."""
        self._patience_s = PATIENCE_S

    def latest(self) -> CollectionMap:
        """Returns the map of all that was in the catalogue when it was asked for.

        Where that takes long, it is the one before; `is_current` tells.

        Raises:
            MapPending: There is none yet; it is being made.
            StorageFailed: The catalogue cannot be read.
            SpaceMismatch: It was re-embedded with another space.
        """
        for _ in range(2):  # what was begun before may have missed the latest changes
            known = self._map
            if known is not None and self.is_current(known):
                return known
            if not self._await_work():
                break
        if self._map is None:
            raise MapPending("the map of this collection is being made: ask again in a while")
        return self._map

    def is_current(self, shown: CollectionMap) -> bool:
        """Says whether no vector has changed since a map was made.

        Raises:
            StorageFailed: The catalogue cannot be read.
        """
        return shown.sequence == self._catalogue.latest_sequence()

    def close(self) -> None:
        """Gives up what is being made, before the catalogue is closed."""
        self._closed.set()
        if self._work is not None:
            self._work.join(CLOSING_S)  # one that lays out reads nothing, and ends by itself

    def _await_work(self) -> bool:
        """Says whether a map was made within the patience; nobody waits for one that takes long."""
        work = self._begun()
        try:
            work.made.result(work.left_s(self._patience_s))
        except TimeoutError:
            return False
        return True

    def _begun(self) -> "_Work":
        with self._beginning:
            if self._work is None or self._work.made.done():
                self._work = _Work(self)
                self._work.start()
            return self._work

    def make(self) -> None:
        """Makes the map of the present catalogue, and keeps it; for the thread that does it.

        Raises:
            MapPending: The catalogue is being closed.
            StorageFailed: The catalogue cannot be read.
            SpaceMismatch: It was re-embedded with another space.
        """
        known = self._map
        if known is None and self._files is not None:
            known = self._files.open_newest()
        made = self._map = self._maker.renewed(known)
        if self._files is not None and _is_worth_saving(made, self._files.sequence, known):
            self._files.save(made)

    def _check_open(self) -> None:
        if self._closed.is_set():
            raise MapPending("the collection is being closed: ask again")


class _Work(Thread):
    """One map in the making."""

    def __init__(self, keeper: MapKeeper) -> None:
        super().__init__(name="map maker", daemon=True)
        self.made: Future[None] = Future()
        self._keeper = keeper
        self._begun_at = time.monotonic()

    def run(self) -> None:
        step_back()
        try:
            self._keeper.make()
        except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
            self.made.set_exception(error)
        else:
            self.made.set_result(None)

    def left_s(self, patience_s: float | None) -> float | None:
        """Returns how long to wait for it, if it may take so long in all."""
        if patience_s is None:
            return None
        return max(0.0, self._begun_at + patience_s - time.monotonic())


def _is_worth_saving(made: CollectionMap, saved: int | None, known: CollectionMap | None) -> bool:
    if saved is None or known is None or made.layout != known.layout:
        return True
    return made.sequence - saved >= max(UNSAVED, UNSAVED_SHARE * len(made.ids))
