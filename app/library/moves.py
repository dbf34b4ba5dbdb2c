"""Collections on their way to other spaces."""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Event, Lock, Thread
from typing import Literal

from app.config import Settings
from app.exceptions import KNOWN_ERRORS, AlreadyMoving, told_to_client
from app.library.shared import SharedModels
from app.library.shelf import Shelf
from app.pictures import PictureStore
from app.reembedding.collection import Reembedded, Work, move_collection
from app.reembedding.targets import PictureTarget
from index.catalogue.reembedding import Reembedding

MoveState = Literal["running", "done", "failed", "cancelled"]

_log = logging.getLogger("pixword")
_PATIENCE_S = 3.0
"""Seconds that anybody waits for a move to end; one that starts a space cannot be told."""
_NAMED = 5
"""How many lost items are named in a message."""


class _Stopped(Exception):
    """Nobody wants the move any more."""


class Move:
    """Encodes one collection for another space beside the searches, in a thread of its own.

    Attributes:
        space: Where it is moved to.
        state: What became of it.
        done: Pictures and texts that are encoded.
        total: How many there are to encode, as far as is known.
        problem: Why it failed, or None.
    """

    def __init__(self, settings: Settings, shelf: Shelf, models: SharedModels) -> None:
        """Takes what is moved.

        Args:
            settings: Those of the collection in its new space.
            shelf: Where requests find it.
            models: Loads the new space.
        """
        self.space = settings.space
        self.state: MoveState = "running"
        self.done = 0
        self.total = 0
        self.problem: str | None = None
        self._settings = settings
        self._shelf = shelf
        self._models = models
        self._stopping = Event()
        self._drops = False
        self._forget_missing = False
        self._target: PictureTarget | None = None
        self._thread = Thread(target=self._run, name="move", daemon=True)

    def start(self, *, forget_missing: bool) -> None:
        """Starts the thread.

        Args:
            forget_missing: Remove items whose picture cannot be read any more.
        """
        self._forget_missing = forget_missing
        self._thread.start()

    def stop(self, patience_s: float) -> None:
        """Ends it at the next chance; what was encoded stays for the next time.

        Args:
            patience_s: Seconds to wait for that at most.
        """
        self._stopping.set()
        self._thread.join(patience_s)

    def cancel(self, patience_s: float) -> None:
        """Ends it at the next chance, and drops what was encoded.

        Args:
            patience_s: Seconds to wait for that at most.
        """
        self._drops = True
        self.stop(patience_s)

    def _run(self) -> None:
        try:
            self._work()
        except KNOWN_ERRORS as error:
            self._fail(told_to_client(error))
        except Exception:  # noqa: BLE001 - nobody else would hear of it
            _log.exception("moving to %s failed", self.space)
            self._fail("the server failed; its log says why")

    def _work(self) -> None:
        try:
            self._end(self._encode())
        except _Stopped:
            if self._drops:  # here, as the next move begins where this one ends
                self._drop()
            self.state = "cancelled"

    def _drop(self) -> None:
        if self._target:
            url, space = self._settings.catalogue_url, self._target.identity
            with closing(Reembedding.open(url, space)) as job:
                job.abandon()

    def _encode(self) -> Reembedded:
        self._target = PictureTarget(self._models.space(self.space))
        pictures = PictureStore(self._settings, self._models.decoders)
        work = Work(self._target, pictures, self._started, self._progress, self._switch)
        url, forget_missing = self._settings.catalogue_url, self._forget_missing
        return move_collection(url, work, forget_missing=forget_missing)

    def _started(self, total: int) -> None:
        self.total = total
        self._progress(0)

    def _progress(self, done: int) -> None:
        self.done += done
        if self._stopping.is_set():
            raise _Stopped

    def _switch(self, swap: Callable[[], bool]) -> bool:
        """Swaps while no request is in flight; the next one gets vectors and space that are new."""
        with self._shelf.paused():
            swapped = swap()
            if swapped:
                self._shelf.renew()
        return swapped

    def _end(self, outcome: Reembedded) -> None:
        if outcome.was_needed and not outcome.swapped:
            named = ", ".join(f"#{lost.item_id}" for lost in outcome.lost[:_NAMED])
            self._fail(
                f"{len(outcome.lost)} pictures cannot be read any more, such as those of {named}: "
                "bring them back, or ask again with forget_missing"
            )
        else:
            self.state = "done"

    def _fail(self, problem: str) -> None:
        self.problem, self.state = problem, "failed"


class Moves:
    """The latest move of each collection."""

    def __init__(self) -> None:
        """Knows of none."""
        self._moves: dict[str, Move] = {}
        self._changing = Lock()

    def of(self, name: str) -> Move | None:
        """Returns the latest move of a collection since the server was started."""
        return self._moves.get(name)

    def start(self, name: str, move: Move, *, forget_missing: bool) -> None:
        """Starts a move.

        Raises:
            AlreadyMoving: The collection is being moved.
        """
        with self._changing:
            if self._running(name):
                raise AlreadyMoving(
                    f"the collection {name!r} is being moved: wait, or cancel that with DELETE"
                )
            move.start(forget_missing=forget_missing)
            self._moves[name] = move

    def cancel(self, name: str) -> None:
        """Ends the move of a collection, if it has not ended, and drops what was encoded.

        One that starts its space is `running` until that is done, and ends then.
        """
        if move := self._running(name):
            move.cancel(_PATIENCE_S)

    def close(self) -> None:
        """Ends all moves; asked for again, each goes on where it was."""
        for move in list(self._moves.values()):
            move.stop(_PATIENCE_S)

    def forget(self, name: str) -> None:
        """Ends the move of a collection, if there is one, and knows of none any more.

        Raises:
            AlreadyMoving: It has not ended yet.
        """
        if move := self._running(name):
            move.stop(_PATIENCE_S)
        if self._running(name):
            raise AlreadyMoving(
                f"the move of the collection {name!r} ends once its space is started: ask again"
            )
        self._moves.pop(name, None)

    def _running(self, name: str) -> Move | None:
        move = self._moves.get(name)
        return move if move and move.state == "running" else None
