"""All collections of a data folder, open or not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from threading import Lock

from fastapi.concurrency import run_in_threadpool

from app.config import DEFAULT_COLLECTION, Settings
from app.exceptions import CollectionExists, DefaultCollection, TooManyCollections
from app.library.places import (
    as_recorded,
    checked_name,
    clear_removed,
    collection_names,
    discard,
    exists,
    mark_of,
    placed,
    settings_of,
)
from app.library.shared import SharedModels
from app.library.shelf import Shelf
from app.workspace import Workspace, open_workspace

_LOOK_AGAIN_S = 0.01


class Library:
    """Lends the collections of one data folder to the requests of a server.

    The default collection is open from the start, the others once they are asked for.

    Attributes:
        settings: What the server was started with.
        models: What the collections share.
    """

    def __init__(self, settings: Settings) -> None:
        """Takes the settings; nothing is opened."""
        self.settings = settings
        self.models = SharedModels(settings)
        self._shelves: dict[str, Shelf] = {}
        self._changing = Lock()

    @classmethod
    def open(cls, settings: Settings) -> "Library":
        """Opens the library with its default collection.

        Raises:
            PixwordError, ModelFault, IndexFault: Why the default collection cannot be opened.
        """
        library = cls(settings)
        clear_removed(settings)
        library.shelf(DEFAULT_COLLECTION).open()
        return library

    def close(self) -> None:
        """Closes all collections."""
        for shelf in self._shelves.values():
            shelf.close()

    @property
    def names(self) -> list[str]:
        """Names of all collections, the default one first."""
        return list(collection_names(self.settings))

    def shelf(self, name: str) -> Shelf:
        """Returns the place of a collection.

        Raises:
            UnknownCollection: There is none of that name.
        """
        with self._changing:
            mark = mark_of(self.settings, checked_name(name))
            found = self._shelves.get(name)
            if found and found.mark == mark and not found.is_closed:
                return found
            if found:  # another process removed it and made another one
                found.close()
            shelf = self._shelves[name] = Shelf(partial(self._open, name), mark)
            return shelf

    @asynccontextmanager
    async def lend(self, name: str) -> AsyncIterator[Workspace]:
        """Lends a collection, opened if need be, inside the block.

        Raises:
            UnknownCollection: There is none of that name.
            PixwordError, ModelFault, IndexFault: Why it cannot be opened.
        """
        shelf = self._shelves.get(name)
        if shelf is None or shelf.is_closed or name != DEFAULT_COLLECTION:
            shelf = await run_in_threadpool(self.shelf, name)
        while (loan := shelf.take()) is None:
            if shelf.is_paused:
                await asyncio.sleep(_LOOK_AGAIN_S)
            else:
                await run_in_threadpool(shelf.open)
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

    def create(self, name: str, space: str) -> None:
        """Makes a collection.

        Raises:
            CollectionExists: There is one of that name.
            TooManyCollections: There are as many as there may be.
            ModelFault: The space cannot be started.
            IndexFault, DataFolderFailed: Its files cannot be made.
        """
        with self._changing:
            create_collection(self.settings, name, space, self.models)

    def remove(self, name: str) -> None:
        """Removes a collection with its uploads.

        Raises:
            UnknownCollection: There is none of that name.
            DefaultCollection: It is the default one, which always is.
        """
        shelf = self.shelf(name)
        with shelf.paused():
            remove_collection(self.settings, name)
            shelf.close()

    def _open(self, name: str) -> Workspace:
        opened = name in self._shelves and self._shelves[name].workspace is not None
        settings = (as_recorded if opened else settings_of)(self.settings, name)
        workspace = open_workspace(settings, self.models)
        _warm_up(workspace)
        return workspace


def create_collection(
    settings: Settings, name: str, space: str, models: SharedModels | None = None
) -> None:
    """Makes a collection in a data folder.

    Raises:
        CollectionExists: There is one of that name.
        TooManyCollections: There are as many as there may be.
        ModelFault: The space cannot be started.
        IndexFault, DataFolderFailed: Its files cannot be made.
    """
    if exists(settings, checked_name(name)):
        raise CollectionExists(f"there is a collection {name!r} already")
    if len(list(collection_names(settings))) >= settings.max_collections:
        raise TooManyCollections(
            f"there are {settings.max_collections} collections, as many as PIXWORD_MAX_COLLECTIONS "
            "allows: remove one first"
        )
    open_workspace(placed(settings, name, space), models).close()


def remove_collection(settings: Settings, name: str) -> None:
    """Deletes a collection of a data folder.

    Raises:
        UnknownCollection: There is none of that name.
        DefaultCollection: It is the default one, which always is.
    """
    mark_of(settings, checked_name(name))
    if name == DEFAULT_COLLECTION:
        raise DefaultCollection("the collection 'default' cannot be removed; remove its items")
    discard(settings, name)


def _warm_up(workspace: Workspace) -> None:
    """The first inference of a network compiles its kernels; nobody's request should wait."""
    workspace.space.encode_texts(["a picture"])
    if workspace.has_recipes:
        workspace.recipes.space.encode_ingredients(["salt"])
