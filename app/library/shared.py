"""What the collections of a data folder share: spaces and word vectors are loaded once."""

from functools import cached_property
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from app.config import Settings
from app.decoding.pool import Decoders
from models import Space, load_space
from models.recipes.space import RecipeSpace, load_recipe_space
from models.space import SHORTENED
from models.words.lexicon import Lexicon
from models.words.opening import open_lexicon


class SharedModels:
    """Loads each space once, and keeps it for as long as a collection uses it.

    While one is being loaded, which may take minutes, the others are handed out.

    Attributes:
        decoders: Decode pictures; so few for all collections together.
    """

    def __init__(self, settings: Settings) -> None:
        """Takes what says where and how encoders run."""
        self._settings = settings
        self.decoders = Decoders.of(settings)
        self._loading: dict[object, Lock] = {}
        self._spaces: WeakValueDictionary[tuple[str, int], Space] = WeakValueDictionary()
        self._recipe_spaces: WeakValueDictionary[tuple[str, int], RecipeSpace]
        self._recipe_spaces = WeakValueDictionary()

    def space(self, name: str) -> Space:
        """Returns a space; `NAME@N` has the encoders of `NAME`.

        Raises:
            ModelFault: It cannot be started.
        """
        with self._loading.setdefault(("space", name), Lock()):
            found = self._spaces.get(_key(name))
            if found is None:
                found = self._spaces[_key(name)] = self._load(name)
            return found

    def recipe_space(self, beside: Space) -> RecipeSpace:
        """Returns the space of recipes, with the encoders of another space where they are the same.

        Raises:
            ModelFault: It cannot be started.
        """
        name, compute = self._settings.recipe_space, self._settings.compute
        with self._loading.setdefault(("recipes", name), Lock()):
            found = self._recipe_spaces.get(_key(name))
            if found is None:
                found = load_recipe_space(name, compute, beside)
                self._recipe_spaces[_key(name)] = found
            return found

    @cached_property
    def lexicon(self) -> Lexicon:
        """Word vectors, opened when they are first asked for: many services never are.

        Raises:
            ModelFault: They cannot be opened.
        """
        return open_lexicon(self._settings.words, self._settings.chars)

    @property
    def has_lexicon(self) -> bool:
        """Whether word vectors were asked for."""
        return "lexicon" in vars(self)

    def close(self) -> None:
        """Ends the decoders."""
        self.decoders.close()

    def _load(self, name: str) -> Space:
        if short := SHORTENED.fullmatch(name):
            return self.space(short["base"]).shortened(int(short["dimension"]))
        return load_space(name, self._settings.compute)


def _key(name: str) -> tuple[str, int]:
    """Returns what a space is known by; a file that was written anew is another one."""
    try:
        return name, Path(name).stat().st_mtime_ns
    except OSError:
        return name, 0
