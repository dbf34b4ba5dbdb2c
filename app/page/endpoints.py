"""The page at `/`: for now, where to go."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from app.access import Scope, public
from app.access.callers import caller_of
from app.config import DEFAULT_COLLECTION
from app.http import CollectionName, LibraryDep
from app.page.rendering import render_locked_page, render_page

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
@public
async def page(
    request: Request,
    library: LibraryDep,
    collection: CollectionName = DEFAULT_COLLECTION,
    q: str = "",
) -> HTMLResponse:
    """Shows a search box with its answer, and links to the documentation."""
    if not caller_of(request).may(Scope.READ):
        return HTMLResponse(render_locked_page())
    async with library.lend(collection) as workspace:
        return HTMLResponse(await run_in_threadpool(render_page, workspace, q))
