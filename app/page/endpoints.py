"""The page at `/`: for now, where to go."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.access import public
from app.http import WorkspaceDep
from app.page.rendering import render_page

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
@public
def page(workspace: WorkspaceDep, q: str = "") -> HTMLResponse:
    """Shows a search box with its answer, and links to the documentation."""
    return HTMLResponse(render_page(workspace, q))
