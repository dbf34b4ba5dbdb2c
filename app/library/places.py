"""Where the collections of a data folder lie, and what each is opened with."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.config import COLLECTION_NAME, DEFAULT_COLLECTION, LONGEST_COLLECTION_NAME, Settings
from app.exceptions import BadCollectionName, UnknownCollection
from index.catalogue import Catalogue, SpaceIdentity
from index.exceptions import NoCatalogue

_NAME = re.compile(COLLECTION_NAME)


class Figures(NamedTuple):
    """What a catalogue says of its collection."""

    space: SpaceIdentity
    items: int


def checked_name(name: str) -> str:
    """Returns a name that a collection may have.

    It becomes the name of a folder, so nothing that a path could mean is allowed.

    Raises:
        BadCollectionName: It is another one.
    """
    if len(name) > LONGEST_COLLECTION_NAME or not _NAME.fullmatch(name):
        raise BadCollectionName(
            "the name of a collection has lower-case letters, digits, - and _, begins with a "
            f"letter or digit, and is no longer than {LONGEST_COLLECTION_NAME} characters"
        )
    return name


def folder_of(settings: Settings, name: str) -> Path:
    """Returns the folder of a collection that is not the default one."""
    return settings.data / "collections" / checked_name(name)


def collection_names(settings: Settings) -> Iterator[str]:
    """Yields the names of all collections, the default one first."""
    yield DEFAULT_COLLECTION
    for folder in sorted((settings.data / "collections").glob("*")):
        if _NAME.fullmatch(folder.name) and exists(settings, folder.name):
            yield folder.name


def exists(settings: Settings, name: str) -> bool:
    """Says whether there is a collection; the default one is made when it is first opened."""
    return name == DEFAULT_COLLECTION or placed(settings, name, "").catalogue_file.is_file()


def mark_of(settings: Settings, name: str) -> tuple[int, int] | None:
    """Returns what tells a collection from one that is called the same later.

    Raises:
        UnknownCollection: There is none; the default one there always is.
    """
    if name == DEFAULT_COLLECTION:
        return None
    try:
        state = placed(settings, name, "").catalogue_file.stat()
    except OSError:
        raise UnknownCollection(f"there is no collection {name!r}") from None
    return state.st_dev, state.st_ino


def settings_of(settings: Settings, name: str) -> Settings:
    """Returns the settings that an existing collection is opened with.

    Raises:
        BadCollectionName: No collection may be called that.
        UnknownCollection: None is.
        StorageFailed: Its catalogue cannot be read.
    """
    if name == DEFAULT_COLLECTION and "space" in settings.model_fields_set:
        return placed(settings, name, settings.space)
    return as_recorded(settings, name)


def as_recorded(settings: Settings, name: str) -> Settings:
    """Returns the settings for a collection in the space that it belongs to by now.

    Raises:
        BadCollectionName: No collection may be called that.
        UnknownCollection: None is.
        StorageFailed: Its catalogue cannot be read.
    """
    checked_name(name)
    if not exists(settings, name):
        raise UnknownCollection(f"there is no collection {name!r}")
    place = placed(settings, name, settings.space)
    try:
        return place.model_copy(update={"space": read_figures(place).space.name})
    except NoCatalogue:
        if name == DEFAULT_COLLECTION:  # which is made when it is opened
            return place
        raise UnknownCollection(f"there is no collection {name!r}") from None


def placed(settings: Settings, name: str, space: str) -> Settings:
    """Returns the settings for a collection in a space, whether it exists or not."""
    if name == DEFAULT_COLLECTION:
        return settings.model_copy(update={"collection": name, "space": space})
    own = {"data": folder_of(settings, name), "catalogue": None, "recipe_catalogue": None}
    return settings.model_copy(update={"collection": name, "space": space, **own})


def read_figures(place: Settings) -> Figures:
    """Reads what a catalogue says of its collection.

    Raises:
        NoCatalogue: There is none yet.
        StorageFailed: It cannot be read.
    """
    with closing(Catalogue.open(place.catalogue_url, None)) as catalogue:
        return Figures(catalogue.space, catalogue.count())
