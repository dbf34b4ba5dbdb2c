"""Adding whatever a manifest or an upload has: pictures, texts and recipes."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from app.ingest.destinations import AmongPictures, InRecipeBook
from app.ingest.pipeline import BATCH, AddOutcome, Candidate, add_candidates
from app.removing import remove_item
from app.workspace import Workspace
from models import ModelFault


def add_all(workspace: Workspace, candidates: Iterable[Candidate]) -> Iterator[AddOutcome]:
    """Adds candidates and yields what became of each, in order.

    A recipe goes into the recipe book; with a photo it is a picture among the others as well, so
    that words find it.
    """
    stream = iter(candidates)
    while batch := list(islice(stream, BATCH)):
        recipes = iter(add_recipes(workspace, [own for own in batch if own.row.recipe is not None]))
        others = [own for own in batch if own.row.recipe is None]
        among = add_candidates(AmongPictures(workspace), others)
        for candidate in batch:
            yield next(among if candidate.row.recipe is None else recipes)


def add_recipes(workspace: Workspace, recipes: Sequence[Candidate]) -> list[AddOutcome]:
    """Adds recipes to the book, and their photos to the pictures; what is refused is in neither."""
    outcomes: dict[int, AddOutcome | None] = {id(own): _refused(workspace, own) for own in recipes}
    sound = [own for own in recipes if outcomes[id(own)] is None]
    pictured = [own for own in sound if own.content is not None or own.row.picture is not None]
    items: dict[int, int] = {}
    among = add_candidates(AmongPictures(workspace), pictured)
    for candidate, added in zip(pictured, among, strict=True):
        if added.error is not None:
            outcomes[id(candidate)] = added
        elif added.item_id is not None and not added.known:
            items[id(candidate.row)] = added.item_id
    left = [own for own in sound if outcomes[id(own)] is None]
    if left:
        book = InRecipeBook(workspace.recipes, workspace.pictures, items)
        for candidate, kept in zip(left, add_candidates(book, left), strict=True):
            outcomes[id(candidate)] = kept
            if kept.error is not None and id(candidate.row) in items:
                remove_item(workspace, items[id(candidate.row)])
    return [outcome for own in recipes if (outcome := outcomes[id(own)]) is not None]


def _refused(workspace: Workspace, candidate: Candidate) -> AddOutcome | None:
    """Says why a recipe cannot be kept, or None."""
    recipe = candidate.row.recipe
    assert recipe is not None
    try:
        workspace.recipes.space.check(recipe)
    except ModelFault as error:
        return AddOutcome(candidate.row.place, error=error)
    return None
