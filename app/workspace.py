"""What commands and requests work on: a space, a collection in it, and its picture files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from app.config import Settings
from app.embeddings.token_vocabulary import TokenVocabulary
from app.exceptions import DataFolderFailed
from app.library.shared import SharedModels
from app.pictures import PictureStore
from app.recipes.book import RecipeBook, has_recipe_book, open_recipe_book
from app.search.pages import AskedQueries
from index.catalogue import SpaceIdentity, WordSource
from index.collection import Collection
from models import Space
from models.tagging.vocabulary import everyday_words

_WORDS_A_TIME = 512


@dataclass(frozen=True)
class Workspace:
    """An opened collection, with what goes with it.

    Attributes:
        settings: What it was opened with; they name the collection and its folder.
        space: Turns pictures and texts into vectors.
        collection: Keeps and finds them.
        pictures: Original files and thumbnails.
        models: What it shares with other collections.
        asked: Queries whose next pages may be asked for.
    """

    settings: Settings
    space: Space
    collection: Collection
    pictures: PictureStore
    models: SharedModels
    asked: AskedQueries = field(default_factory=AskedQueries, init=False)
    _books: list[RecipeBook] = field(default_factory=list, init=False)
    _opening: Lock = field(default_factory=Lock, init=False)

    @property
    def name(self) -> str:
        """What the collection is called."""
        return self.settings.collection

    @cached_property
    def token_vocabulary(self) -> TokenVocabulary | None:
        """What reads token ids, opened when they are first sent; None where none is named.

        Raises:
            VocabularyFailed: It cannot be opened.
        """
        file = self.settings.token_vocabulary
        return None if file is None else TokenVocabulary.open(file)

    @property
    def recipes(self) -> RecipeBook:
        """The recipe book, opened when it is first asked for: many collections never are.

        Raises:
            ModelFault: Its space cannot be started.
            IndexFault: Its database cannot be opened, or was made with another space.
        """
        with self._opening:  # requests of several threads may be the first
            if not self._books:
                self._books.append(self._open_recipes())
        return self._books[0]

    @property
    def has_recipes(self) -> bool:
        """Whether the recipe book was opened, or lies in the data folder."""
        return bool(self._books) or has_recipe_book(self.settings)

    @property
    def opened_collections(self) -> list[Collection]:
        """The pictures and, once they were asked for, the recipes."""
        return [self.collection, *(book.collection for book in self._books)]

    def _open_recipes(self) -> RecipeBook:
        return open_recipe_book(self.settings, self.models.recipe_space(self.space))

    def close(self) -> None:
        """Closes the catalogues and ends the decoders."""
        self.pictures.close()
        for collection in self.opened_collections:
            collection.close()

    def add_words(self, words: Sequence[str], source: WordSource) -> int:
        """Adds words to the vocabulary of tags, and returns how many were new."""
        missing = self.collection.catalogue.missing_words(list(words))
        added = 0
        for start in range(0, len(missing), _WORDS_A_TIME):
            chunk = missing[start : start + _WORDS_A_TIME]
            added += self.collection.add_words(chunk, self.space.encode_words(chunk), source)
        return added


def open_workspace(settings: Settings, models: SharedModels | None = None) -> Workspace:
    """Opens one collection, making it if it is new.

    Args:
        settings: Those of the collection; see `app.library.places`.
        models: What is loaded already, if other collections are open.

    Raises:
        ModelFault: The space cannot be started.
        IndexFault: The catalogue cannot be opened, or was made with another space.
        DataFolderFailed: The data folder cannot be made.
    """
    pictures = PictureStore(settings, None if models is None else models.decoders)
    models = models or SharedModels(settings)
    space = models.space(settings.space)
    _make_folder(settings.data)
    identity = SpaceIdentity(space.name, space.fingerprint, space.dimension)
    collection = Collection.open(
        settings.catalogue_url, identity, settings.index, settings.index_folder
    )
    workspace = Workspace(settings, space, collection, pictures, models)
    workspace.add_words(everyday_words(), "built-in")
    # An add that was killed may have kept items without their tags' words.
    workspace.add_words(collection.catalogue.tags_without_words(), "corpus")
    return workspace


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)  # vectors tell of pictures
    except OSError as error:
        raise DataFolderFailed(f"the data folder {path} cannot be made: {error.strerror}") from None
