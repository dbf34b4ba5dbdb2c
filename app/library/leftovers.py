"""Folders of collections that are not yet, or no more, where they are found."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from app.config import Settings
from app.exceptions import DataFolderFailed
from app.library.places import folder_of

_REMOVED = ".removed-"
_MADE = ".made-"


def draft_of(place: Settings) -> Settings:
    """Returns the settings to make a collection with, beside the place where it will be."""
    return place.model_copy(update={"data": place.data.with_name(f"{_MADE}{uuid.uuid4().hex}")})


def discard(settings: Settings, name: str) -> None:
    """Takes a collection away at once; `clear_leftovers` deletes its files."""
    folder = folder_of(settings, name)
    folder.rename(folder.with_name(f"{_REMOVED}{uuid.uuid4().hex}"))


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Makes the folder of a draft, which `clear_leftovers` spares inside the block.

    Raises:
        DataFolderFailed: It cannot be made.
    """
    try:
        folder.mkdir(parents=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise DataFolderFailed(f"{folder} cannot be made: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # ends with the process, also where it is killed
        yield
    finally:
        os.close(descriptor)


def clear_leftovers(settings: Settings) -> None:
    """Deletes what is left of removed collections, and of those that were never made in full."""
    place = settings.data / "collections"
    drafts = filter(_is_given_up, place.glob(f"{_MADE}*"))
    for folder in chain(place.glob(f"{_REMOVED}*"), drafts):
        shutil.rmtree(folder, ignore_errors=True)


def _is_given_up(draft: Path) -> bool:
    try:
        descriptor = os.open(draft, os.O_RDONLY)
    except OSError:  # it is in its place by now
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
