"""All collections of a data folder, open or not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from threading import Lock

from fastapi.concurrency import run_in_threadpool

from app.config import DEFAULT_COLLECTION, Settings
from app.exceptions import BadSpace, Busy, told_to_client
from app.library.leftovers import clear_leftovers
from app.library.making import check_movable, check_removable, create_collection, remove_collection
from app.library.moves import Move, Moves
from app.library.places import (
    Figures,
    as_recorded,
    checked_name,
    collection_names,
    exists,
    mark_of,
    placed,
    read_figures,
    settings_of,
)
from app.library.shared import SharedModels
from app.library.shelf import Shelf, ShelfState
from app.library.watch import Watch
from app.workspace import Workspace, open_workspace
from models import ModelFault
from models.runtime.patience import Patience, bound

_LOOK_AGAIN_S = 0.01
_LATER_S = 2.0


class Library:
    """Lends the collections of one data folder to the requests of a server.

    The default collection is open from the start, the others once they are asked for.

    Attributes:
        settings: What the server was started with.
        models: What the collections share.
        moves: Collections on their way to other spaces.
    """

    def __init__(self, settings: Settings) -> None:
        """Takes the settings; nothing is opened."""
        self.settings = settings
        self.models = SharedModels(settings)
        self._shelves: dict[str, Shelf] = {}
        self.moves = Moves()
        self._changing = Lock()
        self._making = Lock()
        self._opened_now: set[Shelf] = set()
        self._watch = Watch(self._shelves, partial(exists, settings))

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """Opens the library with its default collection.

        Raises:
            PixwordError, ModelFault, IndexFault: Why the default collection cannot be opened.
        """
        library = cls(settings)
        clear_leftovers(settings)
        library.shelf(DEFAULT_COLLECTION).open()
        library._watch.start()
        return library

    def close(self) -> None:
        """Ends all moves and closes all collections."""
        self._watch.stop()
        self.moves.close()
        for shelf in self._shelves.values():
            shelf.close()
        self.models.close()

    @property
    def names(self) -> list[str]:
        """Names of all collections, the default one first."""
        return list(collection_names(self.settings))

    @property
    def states(self) -> dict[str, ShelfState]:
        """Every collection with whether it is open."""
        shelves = {name: self._shelves.get(name) for name in self.names}
        return {name: shelf.state if shelf else "closed" for name, shelf in shelves.items()}

    def figures(self, name: str) -> Figures:
        """Returns space and number of items of a collection without opening it.

        Raises:
            UnknownCollection: There is none of that name.
            StorageFailed: Its catalogue cannot be read.
        """
        with self._changing:  # or a catalogue would be made where one is being removed
            mark_of(self.settings, checked_name(name))
            return read_figures(placed(self.settings, name, self.settings.space))

    def shelf(self, name: str) -> Shelf:
        """Returns the place of a collection.

        Raises:
            UnknownCollection: There is none of that name.
        """
        with self._changing:
            mark = mark_of(self.settings, checked_name(name))
            if found := self._current(name):
                return found
            stale = self._shelves.pop(name, None)
            shelf = self._shelves[name] = Shelf(partial(self._open, name), mark)
        if stale:  # it was removed, and made anew
            stale.close()
        return shelf

    @asynccontextmanager
    async def lend(self, name: str) -> AsyncIterator[Workspace]:
        """Lends a collection, opened if need be, inside the block.

        Raises:
            UnknownCollection: There is none of that name.
            PixwordError, ModelFault, IndexFault: Why it cannot be opened.
        """
        while (loan := (shelf := await self._found(name)).take()) is None:
            if shelf.is_paused or shelf in self._opened_now:
                await asyncio.sleep(_LOOK_AGAIN_S)
            else:
                await self._open_shelf(shelf)
        try:
            yield loan.workspace
        finally:
            shelf.give_back(loan)

    @contextmanager
    def opened(self) -> Iterator[list[Workspace]]:
        """Lends the collections that are open, inside the block; none is opened for it."""
        shelves = list(self._shelves.values())
        loans = [(shelf, loan) for shelf in shelves if (loan := shelf.take())]
        try:
            yield [loan.workspace for _, loan in loans]
        finally:
            for shelf, loan in loans:
                shelf.give_back(loan)

    async def _open_shelf(self, shelf: Shelf) -> None:
        """Opens a collection in a thread, while whoever else wants it waits without one."""
        self._opened_now.add(shelf)
        try:
            await run_in_threadpool(shelf.open)
        finally:
            self._opened_now.discard(shelf)

    async def _found(self, name: str) -> Shelf:
        if found := self._current(name):
            return found
        return await run_in_threadpool(self.shelf, name)

    def _current(self, name: str) -> Shelf | None:
        """Returns the place of a collection, unless another process removed it meanwhile."""
        found = self._shelves.get(name)
        if found is None or found.is_closed or found.mark != mark_of(self.settings, name):
            return None
        return found

    def create(self, name: str, space: str) -> None:
        """Makes a collection; see `create_collection`.

        Raises:
            BadSpace: The space cannot be started.
            Busy: Another one is being made, which may take minutes.
        """
        if not self._making.acquire(blocking=False):
            raise Busy("another collection is being made: ask again when it is there", _LATER_S)
        try:
            self._create(name, space)
        finally:
            self._making.release()

    def _create(self, name: str, space: str) -> None:
        try:
            with bound(Patience()):
                started = create_collection(self.settings, name, space, self.models)
        except ModelFault as error:
            raise BadSpace(f"no collection was made: {told_to_client(error)}") from error
        self.shelf(name).open()
        del started  # kept until here, or the space would be started again

    def remove(self, name: str) -> None:
        """Removes a collection with its uploads; see `remove_collection`.

        Raises:
            AlreadyMoving: Its move has not ended yet.
            Busy: It is being opened, which may take minutes.
        """
        check_removable(name)
        shelf = self.shelf(name)
        self.moves.forget(name)
        with shelf.paused():
            if not shelf.comes_to_rest(_LATER_S):
                raise Busy(f"the collection {name!r} is being opened: ask again", _LATER_S)
            with self._changing:  # nobody opens it anew before it is gone
                shelf.close()
                remove_collection(self.settings, name)
        clear_leftovers(self.settings)

    def move(self, name: str, space: str, *, forget_missing: bool) -> None:
        """Begins to move a collection to another space, beside the searches.

        Args:
            name: The collection.
            space: Where to.
            forget_missing: Remove items whose picture cannot be read any more.

        Raises:
            UnknownCollection: There is none of that name.
            DefaultCollection: A setting says which space it has.
            AlreadyMoving: It is being moved.
        """
        shelf = self.shelf(name)
        check_movable(self.settings, name)
        move = Move(placed(self.settings, name, space), shelf, self.models)
        self.moves.start(name, move, forget_missing=forget_missing)

    def _open(self, name: str) -> Workspace:
        opened = name in self._shelves and self._shelves[name].workspace is not None
        settings = (as_recorded if opened else settings_of)(self.settings, name)
        with bound(Patience()):  # the next request finds it open, whoever waits for this one
            workspace = open_workspace(settings, self.models)
            _warm_up(workspace)
        return workspace


def _warm_up(workspace: Workspace) -> None:
    """The first inference of a network compiles its kernels; nobody's request should wait."""
    workspace.space.encode_texts(["a picture"])
    if workspace.has_recipes:
        workspace.recipes.space.encode_ingredients(["salt"])
