"""Opening the workspace for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.config import Settings
from app.workspace import Workspace, open_workspace


@contextmanager
def opened() -> Iterator[Workspace]:
    """Opens the data folder that the settings name, and closes it behind the command."""
    workspace = open_workspace(Settings())
    try:
        yield workspace
    finally:
        workspace.close()
