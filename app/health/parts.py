"""How each part of the service is, told without internals."""

import re
import shutil
from collections.abc import Callable
from typing import Any, TypeVar

from app.exceptions import KNOWN_ERRORS, DataFolderFailed, told_to_client
from app.health.schemas import IndexState, Part, Recipes
from app.library.shared import SharedModels
from app.workspace import Workspace
from index.exceptions import StorageFailed

Value = TypeVar("Value")

# An address with all behind it up to the last slash and one word more: folders may have spaces.
_PLACES = re.compile(r"""(?:\w[\w+.-]*:/|(?<![\w.]))/(?:[^"'\n]*/)?[^\s"',;]*|"[^"]*\"""")
_FOLDERS = re.compile(r"(?:^|(?<=[:/]))/(?:[^/]*/)*")


class Examination:
    """Looks at parts, one after the other; what fails does not keep it from the next.

    Attributes:
        parts: How each is, by name.
    """

    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}

    def look(self, name: str, read: Callable[[], Value]) -> Value | None:
        """Reads something of a part; None where that fails, or where there is nothing yet."""
        try:
            value = read()
        except KNOWN_ERRORS as error:
            self.parts[name] = Part(state="failing", says=told_to_client(error))
            return None
        self.parts[name] = Part(state="unused" if value is None else "ok")
        return value

    def judge(self, name: str, examine: Callable[[], Part]) -> None:
        """Takes what an examination says of a part."""
        part = self.look(name, examine)
        if part is not None:
            self.parts[name] = part

    @property
    def is_good(self) -> bool:
        """Whether no part fails."""
        return all(part.state != "failing" for part in self.parts.values())


def read_counts(workspace: Workspace) -> tuple[int, int]:
    """Returns how many items there are, and the number of the catalogue's latest change.

    Raises:
        StorageFailed: The catalogue cannot be read, or its file is gone.
    """
    settings = workspace.settings
    if settings.catalogue is None and not settings.catalogue_file.is_file():
        raise StorageFailed(f"the catalogue {settings.catalogue_file} is gone")
    catalogue = workspace.collection.catalogue
    return catalogue.count(), catalogue.latest_sequence()


def read_index(workspace: Workspace) -> IndexState:
    """Takes in the catalogue's changes, and returns how the index is.

    Raises:
        IndexFault: It cannot follow the catalogue.
    """
    workspace.collection.refresh()
    described: dict[str, Any] = workspace.collection.upkeep.describe()
    problems = [
        {"at": noted["at"], "problem": without_places(noted["problem"])}
        for noted in described["problems"]
    ]
    return IndexState.model_validate(described | {"problems": problems})


def read_recipes(workspace: Workspace) -> Recipes | None:
    """Returns how many recipes there are, None while there is no book.

    Raises:
        ModelFault, IndexFault: The book cannot be opened or read.
    """
    if not workspace.has_recipes:
        return None
    book = workspace.recipes
    return Recipes(
        space=without_folders(book.space.name), recipes=book.collection.catalogue.count()
    )


def examine_disk(workspace: Workspace) -> Part:
    """Says whether there is room in the data folder.

    Raises:
        DataFolderFailed: It cannot be read.
    """
    folder = workspace.settings.data
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise DataFolderFailed(f"the data folder is not there: {error.strerror}") from error
    if free >= workspace.settings.min_free_bytes:
        return Part(state="ok")
    return Part(state="low", says="little space is left: searches go on, adding will fail")


def examine_encoders(workspace: Workspace) -> Part:
    """Names the encoders, which were started before the first request."""
    space = workspace.space
    names = (space.image_encoder.name, space.text_encoder.name)
    return Part(state="ok", says=", ".join(map(without_folders, names)))


def examine_words(models: SharedModels) -> Part:
    """Says whether word vectors were asked for."""
    return Part(state="ok" if models.has_lexicon else "unused")


def without_folders(name: str) -> str:
    """Returns the name of a space or an encoder without the folders of a file in it."""
    return _FOLDERS.sub("", name)


def without_places(sentence: str) -> str:
    """Puts an ellipsis in the place of paths, addresses, and what is quoted."""
    return _PLACES.sub("…", sentence)
