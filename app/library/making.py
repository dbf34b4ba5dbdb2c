"""Makes and removes the collections of a data folder."""

import shutil
from contextlib import closing

from app.config import DEFAULT_COLLECTION, Settings
from app.exceptions import CollectionExists, DefaultCollection, TooManyCollections
from app.library.leftovers import discard, draft_of, held
from app.library.places import (
    checked_name,
    collection_names,
    exists,
    folder_of,
    mark_of,
    placed,
)
from app.library.shared import SharedModels
from app.workspace import open_workspace
from models import Space


def create_collection(settings: Settings, name: str, space: str, models: SharedModels) -> Space:
    """Makes a collection, and returns its space.

    It is made beside its place and appears there at once: nobody finds half of it.

    Args:
        settings: Name the data folder.
        name: What it will be called.
        space: Its space.
        models: What is loaded already.

    Raises:
        BadCollectionName: No collection may be called that.
        CollectionExists: One is already.
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
    draft = draft_of(placed(settings, name, space))
    try:
        with held(draft.data):
            with closing(open_workspace(draft, models)) as made:
                pass
            draft.data.rename(folder_of(settings, name))
    except OSError as error:
        raise CollectionExists(f"there is a collection {name!r} already") from error
    finally:
        shutil.rmtree(draft.data, ignore_errors=True)
    return made.space


def remove_collection(settings: Settings, name: str) -> None:
    """Takes a collection away with its uploads; `clear_leftovers` deletes the files.

    Raises:
        UnknownCollection: There is none of that name.
        DefaultCollection: It is the default one, which always is.
    """
    check_removable(name)
    mark_of(settings, checked_name(name))
    discard(settings, name)


def check_removable(name: str) -> None:
    """Checks that a collection is not the one that always is.

    Raises:
        DefaultCollection: It is.
    """
    if name == DEFAULT_COLLECTION:
        raise DefaultCollection("the collection 'default' cannot be removed; remove its items")


def check_movable(settings: Settings, name: str) -> None:
    """Checks that nothing but the catalogue says which space a collection has.

    Raises:
        DefaultCollection: PIXWORD_SPACE does, and would be wrong after a move.
    """
    if name == DEFAULT_COLLECTION and "space" in settings.model_fields_set:
        raise DefaultCollection(
            f"PIXWORD_SPACE is set to {settings.space!r} and says which space the collection "
            "'default' has: unset it first, or change it and run `pixword reembed`"
        )
