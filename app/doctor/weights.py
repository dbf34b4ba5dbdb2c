"""Encoders, heads and word vectors: are they there, and are they what they should be."""

from collections.abc import Callable, Iterator

from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup, is_fetched
from models import ModelFault
from models.recipes.space import load_recipe_space
from models.words.opening import open_lexicon


def check_weights(setup: Setup) -> Iterator[Finding]:
    """Opens what the settings name, as torch modules: nothing is converted or fetched."""
    settings = setup.settings
    if is_fetched(settings.space):
        yield note("space", f"the weights of {settings.space} come from its hub when it starts")
    else:
        yield _opened("space", settings.space, lambda: setup.space(settings.space))
    yield _opened("recipe space", settings.recipe_space, lambda: _open_recipe_space(setup))
    yield _opened("words", settings.words, lambda: open_lexicon(settings.words, settings.chars))


def _open_recipe_space(setup: Setup) -> object:
    settings = setup.settings
    try:
        beside = None if is_fetched(settings.space) else setup.space(settings.space)
    except ModelFault:  # it was said already
        beside = None
    return load_recipe_space(settings.recipe_space, setup.compute, beside)


def _opened(subject: str, name: str, open_it: Callable[[], object]) -> Finding:
    try:
        open_it()
    except ModelFault as error:
        return wrong(subject, f"{name} cannot be used: {error}")
    return good(subject, f"{name} is there, and its hashes are right")
