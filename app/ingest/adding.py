"""Adding whatever a manifest or an upload has: pictures, texts and recipes."""

from collections.abc import Iterable, Iterator
from itertools import islice

from app.ingest.destinations import AmongPictures
from app.ingest.pipeline import BATCH, AddOutcome, Candidate, add_candidates
from app.ingest.recipes import add_recipes
from app.workspace import Workspace


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
