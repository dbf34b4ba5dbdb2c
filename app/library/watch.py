"""Notices collections that another process has moved to another space, or removed."""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Event, Thread

from app.exceptions import KNOWN_ERRORS
from app.library.shelf import Shelf

LOOK_EVERY_S = 0.5
FAILED_S = 30.0

_log = logging.getLogger("pixword")


class Watch:
    """Opens moved collections anew and closes removed ones, in a thread of its own."""

    def __init__(self, shelves: Mapping[str, Shelf], exists: Callable[[str], bool]) -> None:
        """Takes the collections that are watched, which may become more.

        Args:
            shelves: Where they are found, by name.
            exists: Says whether there still is a collection.
        """
        self._exists = exists
        self._shelves = shelves
        self._not_before: dict[str, float] = {}
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_S):
            for name, shelf in list(self._shelves.items()):
                if time.monotonic() > self._not_before.get(name, 0.0):
                    self._look(name, shelf)

    def _look(self, name: str, shelf: Shelf) -> None:
        try:
            if self._exists(name):
                shelf.renew()
            elif not shelf.is_closed:
                shelf.close()
        except KNOWN_ERRORS as error:
            _log.warning("the collection %s was moved, but cannot be opened: %s", name, error)
            self._not_before[name] = time.monotonic() + FAILED_S
