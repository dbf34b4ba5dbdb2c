"""Encodes the pictures and the recipes of a collection anew, for other spaces."""

from collections.abc import Callable
from contextlib import closing

from app.config import Settings
from app.pictures import PictureStore
from app.recipes.book import has_recipe_book
from app.reembedding.collection import Progress, Reembedded, Work, move_collection
from app.reembedding.targets import PictureTarget, RecipeTarget, Target
from index.catalogue import Catalogue
from index.exceptions import NoCatalogue
from models import load_space
from models.recipes.space import load_recipe_space


def reembed(
    settings: Settings,
    started: Callable[[int], None],
    progress: Progress,
    *,
    forget_missing: bool = False,
) -> Reembedded:
    """Encodes the pictures with the space of the settings, and the recipes with theirs.

    What is encoded so already is left; each collection changes all at once, once it is encoded.

    Args:
        settings: Name data folder and spaces.
        started: Told how many pictures and texts there are to encode, for each collection.
        progress: Told of those that are done.
        forget_missing: Remove items whose picture cannot be read any more; otherwise nothing is
            swapped while there are any.

    Raises:
        ModelFault: A space cannot be started.
        IndexFault: There is no catalogue, or it cannot be read or written.
    """
    space = load_space(settings.space, settings.compute)
    targets: list[tuple[str, Target]] = [(settings.catalogue_url, PictureTarget(space))]
    if has_recipe_book(settings):
        recipes = load_recipe_space(settings.recipe_space, settings.compute, space)
        if _exists(settings.recipe_catalogue_url):
            targets.append((settings.recipe_catalogue_url, RecipeTarget(recipes)))
    with closing(PictureStore(settings)) as pictures:
        outcomes = [
            move_collection(
                url, Work(target, pictures, started, progress), forget_missing=forget_missing
            )
            for url, target in targets
        ]
    return Reembedded(
        was_needed=any(outcome.was_needed for outcome in outcomes),
        swapped=all(outcome.swapped for outcome in outcomes if outcome.was_needed),
        lost=[lost for outcome in outcomes for lost in outcome.lost],
    )


def _exists(url: str) -> bool:
    """Says whether a database that is named holds a catalogue yet."""
    try:
        Catalogue.open(url, None).close()
    except NoCatalogue:
        return False
    return True
