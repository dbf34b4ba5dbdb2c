"""The page at `/`: for now, where to go."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.access import Scope, public
from app.access.callers import caller_of
from app.http import WorkspaceDep
from app.page.rendering import render_locked_page, render_page

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
@public
def page(request: Request, workspace: WorkspaceDep, q: str = "") -> HTMLResponse:
    """Shows a search box with its answer, and links to the documentation."""
    if not caller_of(request).may(Scope.READ):
        return HTMLResponse(render_locked_page())
    return HTMLResponse(render_page(workspace, q))
