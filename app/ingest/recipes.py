"""Adding recipes: each to the recipe book, and its photo to the pictures."""

from collections.abc import Iterable, Sequence

from app.exceptions import PhotoTaken
from app.ingest.destinations import AmongPictures, InRecipeBook
from app.ingest.pipeline import AddOutcome, Candidate, add_candidates
from app.manifests import ManifestRow
from app.recipes.book import RecipeBook, recipe_of
from app.removing import remove_item
from app.workspace import Workspace
from models import ModelFault
from models.recipes.recipe import Recipe


def add_recipes(workspace: Workspace, recipes: Sequence[Candidate]) -> list[AddOutcome]:
    """Adds recipes and says what became of each; what is refused is in neither collection."""
    if not recipes:
        return []  # pictures need no recipe space
    outcomes = {id(own): _unkept(workspace.recipes, own) for own in recipes}

    def left() -> list[Candidate]:
        return [own for own in recipes if outcomes[id(own)] is None]

    photographed = [own for own in left() if _has_photo(own)]
    items: dict[int, AddOutcome] = {}
    among = add_candidates(AmongPictures(workspace), photographed)
    for candidate, added in zip(photographed, among, strict=True):
        if added.error is not None:
            outcomes[id(candidate)] = added
        elif _is_own(workspace, candidate.row, added):
            items[id(candidate.row)] = added
    for candidate, kept in zip(left(), _add_to_book(workspace, left(), items), strict=True):
        outcomes[id(candidate)] = kept
        item = items.get(id(candidate.row))
        if kept.error is not None and item is not None and not item.known:
            remove_item(workspace, _number(item))
    return [outcome for own in recipes if (outcome := outcomes[id(own)]) is not None]


def _unkept(book: RecipeBook, candidate: Candidate) -> AddOutcome | None:
    """Says why a recipe is not to be kept, or None."""
    try:
        book.space.check(_recipe(candidate))
    except ModelFault as error:
        return AddOutcome(candidate.row.place, error=error)
    return None


def _is_own(workspace: Workspace, row: ManifestRow, added: AddOutcome) -> bool:
    """Says whether an item among the pictures was made of this row.

    It is known and yet of this row when an earlier run was ended between the two collections. Only
    what the row says tells it from a picture that was there by itself.
    """
    if not added.known or not row.captions:
        return not added.known
    item = workspace.collection.catalogue.item(_number(added))
    described = AmongPictures(workspace).describe(row)
    return (item.captions, item.tags, item.metadata) == (
        described.captions,
        described.tags,
        described.metadata,
    )


def _add_to_book(
    workspace: Workspace, recipes: Sequence[Candidate], items: dict[int, AddOutcome]
) -> Iterable[AddOutcome]:
    """Adds recipes to the book, with the numbers of the items that their photos became."""
    numbers = {row: _number(added) for row, added in items.items()}
    book = InRecipeBook(workspace.recipes, workspace.pictures, numbers)
    for candidate, kept in zip(recipes, add_candidates(book, recipes), strict=True):
        yield _unless_taken(workspace.recipes, candidate, kept)


def _unless_taken(book: RecipeBook, candidate: Candidate, kept: AddOutcome) -> AddOutcome:
    """Refuses another recipe with the photo of one in the book, which keeps a photo once."""
    if not kept.known or recipe_of(book.collection.catalogue.item(_number(kept))) == _recipe(
        candidate
    ):
        return kept
    error = PhotoTaken(
        f"recipe {kept.item_id} has the same photo and another text; remove it first, or give "
        "this one a photo of its own or none"
    )
    return AddOutcome(kept.name, error=error)


def _has_photo(candidate: Candidate) -> bool:
    return candidate.content is not None or candidate.row.picture is not None


def _recipe(candidate: Candidate) -> Recipe:
    assert candidate.row.recipe is not None
    return candidate.row.recipe


def _number(added: AddOutcome) -> int:
    assert added.item_id is not None
    return added.item_id
