"""The pages: gallery and item, map, words, recipes."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from app.access import public
from app.items import service as items
from app.page.recipe_views import AskedRecipes, see_recipe, see_recipes
from app.page.views import Asked, see_gallery
from app.page.visits import PageRoute, VisitDep
from app.page.word_views import AskedWords, see_words
from app.parameters import MinRelevance
from app.recipes.queries import Wanted
from app.workspace import Workspace
from models import DEFAULT_SPACE
from models.words.layout import Layout

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Tags = Annotated[list[str], Query()]
# A form without scripts sends a field that was left blank.
Cut = Annotated[MinRelevance, BeforeValidator(lambda given: given or None)]


@router.get("/", response_class=HTMLResponse)
@public
async def gallery(
    visit: VisitDep,
    q: str = "",
    tag: Tags = [],  # noqa: B006 - FastAPI copies it
    filter: str | None = None,  # noqa: A002 - the parameter's name in the address
    min_relevance: Cut = None,
    cursor: str | None = None,
) -> HTMLResponse:
    """Shows all pictures, or those that a query finds."""
    asked = Asked(q, tuple(tag), filter, min_relevance, cursor)

    def look(workspace: Workspace) -> dict[str, object]:
        count = workspace.collection.catalogue.count()
        seen = see_gallery(workspace, asked)
        knows_english = workspace.space.name == DEFAULT_SPACE
        return {"asked": asked, "seen": seen, "count": count, "knows_english": knows_english}

    return await visit.sees("gallery.html", look)


@router.get("/map", response_class=HTMLResponse)
@public
async def collection_map(visit: VisitDep) -> HTMLResponse:
    """Shows all pictures on a map, which the page asks for itself: it may be made only now."""

    def look(workspace: Workspace) -> dict[str, object]:
        return {"count": workspace.collection.catalogue.count()}

    return await visit.sees("map.html", look)


@router.get("/items/{item_id}", response_class=HTMLResponse)
@public
async def item(visit: VisitDep, item_id: int) -> HTMLResponse:
    """Shows everything that is kept of an item."""

    def look(workspace: Workspace) -> dict[str, object]:
        return {"item": items.look(workspace, item_id)}

    return await visit.sees("item.html", look)


@router.get("/words", response_class=HTMLResponse)
@public
async def word_page(visit: VisitDep, q: str = "", layout: Layout = Layout.PCA) -> HTMLResponse:
    """Shows the words near to a word, or to a sum of words."""
    if not visit.may_look:
        return visit.stops()
    asked = AskedWords(q, layout)

    def answer() -> HTMLResponse:
        seen = see_words(visit.library.models, asked)
        return visit.shows("words.html", {"asked": asked, "seen": seen})

    return await run_in_threadpool(answer)


@router.get("/recipes", response_class=HTMLResponse)
@public
async def recipe_page(
    visit: VisitDep, q: str = "", target: Wanted = "recipes", cursor: str | None = None
) -> HTMLResponse:
    """Shows the recipe book, or the recipes that a query finds."""
    asked = AskedRecipes(q, target, cursor)

    def look(workspace: Workspace) -> dict[str, object]:
        count = workspace.recipes.collection.catalogue.count()
        seen = see_recipes(workspace, asked)
        knows_english = workspace.settings.recipe_space == DEFAULT_SPACE
        return {"asked": asked, "seen": seen, "count": count, "knows_english": knows_english}

    return await visit.sees("recipes.html", look)


@router.get("/recipes/{recipe_id}", response_class=HTMLResponse)
@public
async def recipe(visit: VisitDep, recipe_id: int) -> HTMLResponse:
    """Shows a recipe."""

    def look(workspace: Workspace) -> dict[str, object]:
        return {"card": see_recipe(workspace, recipe_id)}

    return await visit.sees("recipe.html", look)
