"""The pages: gallery and item, map, words, recipes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from app.access import Scope, public
from app.access.callers import Caller, caller_of
from app.config import DEFAULT_COLLECTION
from app.exceptions import KNOWN_ERRORS, status_of, told_to_client
from app.http import CollectionName, LibraryDep
from app.items import service as items
from app.library.library import Library
from app.page.languages import Language, preferred_language
from app.page.recipe_views import AskedRecipes, see_recipe, see_recipes
from app.page.rendering import render
from app.page.views import Asked, see_gallery
from app.page.word_views import AskedWords, see_words
from app.recipes.queries import Wanted
from app.workspace import Workspace
from models.words.layout import Layout

router = APIRouter(include_in_schema=False)

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Visit:
    """Who looks at which collection, in which language."""

    caller: Caller
    language: Language
    library: Library
    collection: str

    def shows(
        self, template: str, values: Mapping[str, object] = NOTHING, status: int = 200
    ) -> HTMLResponse:
        """Renders a page for the visitor."""
        content = render(template, self.language, self.caller, self.collection, values)
        headers = {"Content-Language": self.language.code, "Vary": "Accept-Language"}
        return HTMLResponse(content, status, headers)

    def stops(self) -> HTMLResponse:
        """Renders what whoever has no key sees, which says nothing of any collection."""
        return replace(self, collection=DEFAULT_COLLECTION).shows("locked.html")

    def refuses(self, error: Exception) -> HTMLResponse:
        """Renders what is wrong."""
        return self.shows("problem.html", {"problem": told_to_client(error)}, status_of(error))


async def _visit(
    request: Request,
    library: LibraryDep,
    accept_language: Annotated[str, Header()] = "",
    collection: CollectionName = DEFAULT_COLLECTION,
) -> Visit:
    language = preferred_language(accept_language)
    return Visit(caller_of(request), language, library, collection)


VisitDep = Annotated[Visit, Depends(_visit)]
Tags = Annotated[list[str], Query()]


Look = Callable[[Workspace], Mapping[str, object]]


async def _see(visit: Visit, template: str, look: Look) -> HTMLResponse:
    """Shows what a look into the collection finds, or that a key is needed for it."""
    if not visit.caller.may(Scope.READ):
        return visit.stops()
    try:
        async with visit.library.lend(visit.collection) as workspace:
            return await run_in_threadpool(lambda: visit.shows(template, look(workspace)))
    except KNOWN_ERRORS as error:
        return visit.refuses(error)


@router.get("/", response_class=HTMLResponse)
@public
async def gallery(
    visit: VisitDep,
    q: str = "",
    tag: Tags = [],  # noqa: B006 - FastAPI copies it
    filter: str | None = None,  # noqa: A002 - the parameter's name in the address
    min_relevance: float | None = None,
    cursor: str | None = None,
) -> HTMLResponse:
    """Shows all pictures, or those that a query finds."""
    asked = Asked(q, tuple(tag), filter, min_relevance, cursor)

    def look(workspace: Workspace) -> dict[str, object]:
        count = workspace.collection.catalogue.count()
        return {"asked": asked, "seen": see_gallery(workspace, asked), "count": count}

    return await _see(visit, "gallery.html", look)


@router.get("/map", response_class=HTMLResponse)
@public
async def collection_map(visit: VisitDep) -> HTMLResponse:
    """Shows all pictures on a map, which the page asks for itself: it may be made only now."""

    def look(workspace: Workspace) -> dict[str, object]:
        return {"count": workspace.collection.catalogue.count()}

    return await _see(visit, "map.html", look)


@router.get("/items/{item_id}", response_class=HTMLResponse)
@public
async def item(visit: VisitDep, item_id: int) -> HTMLResponse:
    """Shows everything that is kept of an item."""

    def look(workspace: Workspace) -> dict[str, object]:
        return {"item": items.look(workspace, item_id)}

    return await _see(visit, "item.html", look)


@router.get("/words", response_class=HTMLResponse)
@public
async def word_page(visit: VisitDep, q: str = "", layout: Layout = Layout.PCA) -> HTMLResponse:
    """Shows the words near to a word, or to a sum of words."""
    if not visit.caller.may(Scope.READ):
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
        return {"asked": asked, "seen": see_recipes(workspace, asked), "count": count}

    return await _see(visit, "recipes.html", look)


@router.get("/recipes/{recipe_id}", response_class=HTMLResponse)
@public
async def recipe(visit: VisitDep, recipe_id: int) -> HTMLResponse:
    """Shows a recipe."""

    def look(workspace: Workspace) -> dict[str, object]:
        return {"card": see_recipe(workspace, recipe_id)}

    return await _see(visit, "recipe.html", look)
