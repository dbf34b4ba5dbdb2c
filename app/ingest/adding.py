"""Adding whatever a manifest or an upload has: pictures, texts and recipes."""

from collections.abc import Iterable, Iterator
from itertools import islice

from app.ingest.destinations import AmongPictures, InRecipeBook
from app.ingest.pipeline import BATCH, AddOutcome, Candidate, add_candidates
from app.workspace import Workspace


def add_all(workspace: Workspace, candidates: Iterable[Candidate]) -> Iterator[AddOutcome]:
    """Adds candidates and yields what became of each, in order.

    A recipe goes into the recipe book; with a photo it is a picture among the others as well, so
    that words find it.
    """
    stream = iter(candidates)
    while batch := list(islice(stream, BATCH)):
        yield from _add_batch(workspace, batch)


def add_recipes(workspace: Workspace, recipes: list[Candidate]) -> list[AddOutcome]:
    """Adds recipes likewise; the outcomes are those in the recipe book."""
    list(add_candidates(AmongPictures(workspace), [own for own in recipes if _is_picture(own)]))
    return list(_add_to_book(workspace, recipes))


def _add_batch(workspace: Workspace, batch: list[Candidate]) -> Iterator[AddOutcome]:
    recipes = [candidate for candidate in batch if candidate.row.recipe is not None]
    others = [candidate for candidate in batch if _is_picture(candidate)]
    in_book = iter(_add_to_book(workspace, recipes) if recipes else ())
    among = iter(add_candidates(AmongPictures(workspace), others))
    for candidate in batch:
        outcomes = [next(among)] if _is_picture(candidate) else []
        if candidate.row.recipe is not None:
            outcomes.append(next(in_book))
        yield _joined(outcomes)


def _add_to_book(workspace: Workspace, recipes: list[Candidate]) -> Iterator[AddOutcome]:
    return add_candidates(InRecipeBook(workspace.recipes, workspace.pictures), recipes)


def _is_picture(candidate: Candidate) -> bool:
    row = candidate.row
    return row.recipe is None or candidate.content is not None or row.picture is not None


def _joined(outcomes: list[AddOutcome]) -> AddOutcome:
    """Returns what went wrong, or else what is new, or else what was known."""
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    new = [outcome for outcome in outcomes if not outcome.known]
    return (failed or new or outcomes)[0]
