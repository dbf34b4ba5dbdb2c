"""Is it alive, is it ready, what is it."""

import platform
from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter, Request, Response

from app.access import public
from app.health.parts import (
    Examination,
    examine_disk,
    examine_encoders,
    examine_words,
    read_counts,
    read_index,
    read_recipes,
    without_folders,
)
from app.health.schemas import Alive, Encoders, Ready, Version
from app.http import REFUSALS, LibraryDep, WorkspaceDep
from app.library.library import Library
from app.workspace import Workspace

router = APIRouter(tags=["health"], responses=REFUSALS)


@router.get("/livez", summary="Is the process alive")
@public
async def alive() -> Alive:
    """Answers without touching a model or the catalogue."""
    return Alive()


@router.get(
    "/readyz",
    summary="Is every part ready",
    responses={503: {"model": Ready, "description": "A part fails, or the server stops."}},
)
@public
def ready(
    request: Request, response: Response, library: LibraryDep, workspace: WorkspaceDep
) -> Ready:
    """Looks at every part, and takes in the catalogue's changes; runs no encoder."""
    told = _examine(library, workspace)
    told.lag_ms = round(request.state.lag.worst * 1000, 1)
    if request.state.gate.is_stopping:
        told.status = "stopping"
    if told.status != "ready":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return told


def _examine(library: Library, workspace: Workspace) -> Ready:
    seen = Examination()
    items, sequence = seen.look("catalogue", lambda: read_counts(workspace)) or (None, None)
    index = seen.look("index", lambda: read_index(workspace))
    recipes = seen.look("recipes", lambda: read_recipes(workspace))
    seen.judge("disk", lambda: examine_disk(workspace))
    seen.judge("encoders", lambda: examine_encoders(workspace))
    seen.judge("words", lambda: examine_words(library.models))
    return Ready(
        status="ready" if seen.is_good else "failing",
        parts=seen.parts,
        space=without_folders(workspace.space.name),
        items=items,
        sequence=sequence,
        index=index,
        recipes=recipes,
        collections=library.states,
        lag_ms=0,
    )


@router.get("/version", summary="What is running")
@public
def running(workspace: WorkspaceDep) -> Version:
    """Returns versions, encoders, and the kind of index."""
    space = workspace.space
    return Version(
        pixword=version("pixword"),
        python=platform.python_version(),
        torch=version("torch"),
        openvino=version("openvino"),
        faiss=version("faiss-cpu"),
        space=without_folders(space.name),
        encoders=Encoders(
            image=without_folders(space.image_encoder.name),
            text=without_folders(space.text_encoder.name),
        ),
        index=workspace.settings.index,
    )
