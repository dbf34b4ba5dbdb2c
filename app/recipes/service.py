"""Adding, listing and looking at recipes."""

from collections.abc import Iterable, Mapping, Sequence

from app.exceptions import InvalidRequest, UnknownPicture, told_to_client
from app.ingest.pipeline import AddOutcome, Candidate
from app.ingest.recipes import add_recipes
from app.listing import read_cursor, write_cursor
from app.manifests import ManifestRow
from app.recipes.additions import NewRecipe
from app.recipes.answers import RecipeBody, RecipeOutcome, RecipeOutcomes, RecipePage
from app.recipes.book import name_of
from app.recipes.filters import read_recipe_filter
from app.remote.pictures import NOTHING_FETCHED, Fetched
from app.workspace import Workspace
from index.exceptions import UnknownItem


def check(workspace: Workspace, bodies: Sequence[NewRecipe], files: Iterable[str]) -> None:
    """Looks whether the recipes of one request, and the photos beside them, can be added.

    Raises:
        InvalidRequest: There are too many, or a photo belongs to none.
    """
    limit = workspace.settings.max_pictures
    if len(bodies) > limit:
        raise InvalidRequest(f"a request adds 1 to {limit} recipes, not {len(bodies)}")
    if unnamed := set(files) - {body.source for body in bodies}:
        raise InvalidRequest(f"no recipe names the picture {min(unnamed)!r}")


def add(
    workspace: Workspace,
    bodies: Sequence[NewRecipe],
    files: Mapping[str, bytes],
    fetched: Fetched = NOTHING_FETCHED,
) -> RecipeOutcomes:
    """Adds the recipes of one request; a bad one fails alone.

    Args:
        workspace: Where to.
        bodies: The recipes, which `check` has looked at.
        files: Uploaded photos by file name; a recipe names its own.
        fetched: Photos by address.
    """
    contents = {**files, **fetched.files}
    sent = {
        i: _candidate(own, contents)
        for i, own in enumerate(bodies)
        if own.source is None or own.source in contents
    }
    outcomes = dict(zip(sent, add_recipes(workspace, list(sent.values())), strict=True))
    described = [
        _describe(workspace, outcomes.get(i) or _not_sent(body, fetched))
        for i, body in enumerate(bodies)
    ]
    return RecipeOutcomes(outcomes=described)


def list_recipes(
    workspace: Workspace, limit: int, cursor: str | None, condition: object
) -> RecipePage:
    """Lists recipes by ascending id.

    Raises:
        InvalidRequest: The limit is out of bounds.
        BadCursor: The cursor is not one that a page ended with.
    """
    if not 1 <= limit <= workspace.settings.max_k:
        raise InvalidRequest(f"k must be from 1 to {workspace.settings.max_k}, not {limit}")
    catalogue = workspace.recipes.collection.catalogue
    parsed = read_recipe_filter(catalogue, condition)
    items = catalogue.list_items(read_cursor(cursor, catalogue), limit + 1, parsed)
    following = write_cursor(items[limit - 1].id, catalogue) if len(items) > limit else None
    bodies = [RecipeBody.of(item, workspace.name) for item in items[:limit]]
    return RecipePage(recipes=bodies, next=following)


def look(workspace: Workspace, recipe_id: int) -> RecipeBody:
    """Returns a recipe.

    Raises:
        UnknownItem: There is no such recipe.
    """
    return RecipeBody.of(workspace.recipes.item(recipe_id), workspace.name)


def _candidate(body: NewRecipe, files: Mapping[str, bytes]) -> Candidate:
    recipe = body.to_recipe()
    captions = (recipe.title,) if recipe.title else ()
    content = files[body.source] if body.source is not None else None
    row = ManifestRow(None, captions, tuple(body.tags), body.metadata, name_of(recipe), recipe)
    return Candidate(row, content, keep=content is not None)


def _not_sent(body: NewRecipe, fetched: Fetched) -> AddOutcome:
    name = body.source or ""
    missing = UnknownPicture(f"no part `pictures` is called {name!r}", name)
    return AddOutcome(name_of(body.to_recipe()), error=fetched.refused.get(name, missing))


def _describe(workspace: Workspace, outcome: AddOutcome) -> RecipeOutcome:
    if outcome.item_id is None:
        error = outcome.error
        return RecipeOutcome(
            name=outcome.name,
            outcome="refused",
            error=type(error).__name__,
            detail=told_to_client(error) if error else None,
        )
    try:
        recipe = look(workspace, outcome.item_id)
    except UnknownItem:
        recipe = None  # another process has removed it since
    return RecipeOutcome(
        name=outcome.name, outcome="known" if outcome.known else "added", recipe=recipe
    )
