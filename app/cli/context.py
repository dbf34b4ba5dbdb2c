"""Opening the workspace for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.watching import watching
from app.config import Settings
from app.library.places import settings_of
from app.workspace import Workspace, open_workspace
from index.exceptions import SnapshotBusy, SnapshotFailed
from index.upkeep.upkeep import Upkeep


def chosen_settings() -> Settings:
    """Returns the settings of the collection that the settings name.

    Raises:
        BadCollectionName: No collection may be called that.
        UnknownCollection: None is.
    """
    settings = Settings()
    return settings_of(settings, settings.collection)


@contextmanager
def opened() -> Iterator[Workspace]:
    """Opens the collection that the settings name, and closes it behind the command."""
    workspace = open_workspace(chosen_settings())
    try:
        yield workspace
    finally:
        workspace.close()


def tidy(workspace: Workspace) -> None:
    """Saves the indexes if much has changed, so that the next start need not read it again.

    Nothing is lost if that fails: the catalogue has everything.
    """
    for collection in workspace.opened_collections:
        _tidy(collection.upkeep)


def _tidy(upkeep: Upkeep) -> None:
    try:
        with watching(upkeep.journal):
            upkeep.tidy()
    except SnapshotBusy:
        return  # a server is at it
    except SnapshotFailed as error:
        upkeep.journal.problem(str(error))
