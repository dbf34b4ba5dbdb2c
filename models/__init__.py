"""Everything that turns pictures and words into vectors, and its training and evaluation.

A space in three lines:

    from models import Compute, load_space, open_picture
    space = load_space("default", Compute(cache=Path("cache")))
    scores = space.encode_texts(["a dog"]) @ space.encode_pictures([open_picture(path).image]).T

One of your own in two; `docs/training.md` says what `data` is:

    from models import JointSettings, train_joint
    train_joint(data, Path("mine.safetensors"), Compute(cache=Path("cache")), JointSettings())

Word vectors of your own text:

    from models import SkipGramSettings, train_words
    vectors = train_words(lines_of_words, Path("mine.safetensors"), SkipGramSettings())

Photos of dishes and recipes:

    from models import Recipe, load_recipe_space
    kitchen = load_recipe_space("default", Compute(cache=Path("cache")))
    recipe = kitchen.encode_recipes([Recipe("Porridge", ("100 g oats", "300 ml milk"))])
    photo = kitchen.encode_photos([open_picture(path).image])

What is named here is loaded when it is first used: torch alone takes a second and 180 MB, which
nothing about words needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.calibration import Calibration, fit_calibration
    from models.evaluation.arithmetic import fit_arithmetic_weight, judge_arithmetic
    from models.evaluation.retrieval import Retrieval, judge_retrieval
    from models.exceptions import ModelFault, UnreadablePicture
    from models.picture_formats import PICTURE_EXTENSIONS
    from models.pictures import Picture, open_picture
    from models.recipes.recipe import Recipe
    from models.recipes.space import RecipeSpace, Voice, load_recipe_space
    from models.recipes.training.material import PhotographedRecipes, RecipeData
    from models.recipes.training.settings import RecipeSettings
    from models.recipes.training.train import train_recipes
    from models.runtime import Compute, Device, Precision
    from models.space import Space, load_space
    from models.training.captioned import CaptionedPictures
    from models.training.encoding import JointData
    from models.training.joint import train_joint
    from models.training.settings import JointSettings
    from models.words.characters import CharacterSettings, train_speller
    from models.words.files import load_word_vectors, save_word_vectors
    from models.words.lexicon import Lexicon, WordTerm
    from models.words.opening import open_lexicon
    from models.words.skipgram import SkipGramSettings, train_words

DEFAULT_SPACE = "default"
"""Name of the space that ships."""

_HOMES = {
    "Calibration": "calibration",
    "fit_calibration": "calibration",
    "fit_arithmetic_weight": "evaluation.arithmetic",
    "judge_arithmetic": "evaluation.arithmetic",
    "Retrieval": "evaluation.retrieval",
    "judge_retrieval": "evaluation.retrieval",
    "ModelFault": "exceptions",
    "UnreadablePicture": "exceptions",
    "PICTURE_EXTENSIONS": "picture_formats",
    "Picture": "pictures",
    "open_picture": "pictures",
    "Recipe": "recipes.recipe",
    "RecipeSpace": "recipes.space",
    "Voice": "recipes.space",
    "load_recipe_space": "recipes.space",
    "PhotographedRecipes": "recipes.training.material",
    "RecipeData": "recipes.training.material",
    "RecipeSettings": "recipes.training.settings",
    "train_recipes": "recipes.training.train",
    "Compute": "runtime",
    "Device": "runtime",
    "Precision": "runtime",
    "Space": "space",
    "load_space": "space",
    "CaptionedPictures": "training.captioned",
    "JointData": "training.encoding",
    "train_joint": "training.joint",
    "JointSettings": "training.settings",
    "CharacterSettings": "words.characters",
    "train_speller": "words.characters",
    "load_word_vectors": "words.files",
    "save_word_vectors": "words.files",
    "Lexicon": "words.lexicon",
    "WordTerm": "words.lexicon",
    "open_lexicon": "words.opening",
    "SkipGramSettings": "words.skipgram",
    "train_words": "words.skipgram",
}
"""The module of everything that is named above."""

__all__ = [
    "DEFAULT_SPACE",
    "PICTURE_EXTENSIONS",
    "Calibration",
    "CaptionedPictures",
    "CharacterSettings",
    "Compute",
    "Device",
    "JointData",
    "JointSettings",
    "Lexicon",
    "ModelFault",
    "PhotographedRecipes",
    "Picture",
    "Precision",
    "Recipe",
    "RecipeData",
    "RecipeSettings",
    "RecipeSpace",
    "Retrieval",
    "SkipGramSettings",
    "Space",
    "UnreadablePicture",
    "Voice",
    "WordTerm",
    "fit_arithmetic_weight",
    "fit_calibration",
    "judge_arithmetic",
    "judge_retrieval",
    "load_recipe_space",
    "load_space",
    "load_word_vectors",
    "open_lexicon",
    "open_picture",
    "save_word_vectors",
    "train_joint",
    "train_recipes",
    "train_speller",
    "train_words",
]


def __dir__() -> list[str]:
    """Lists what is named here, loaded or not."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    """Loads what is named here (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
