"""Is it alive, is it ready, what is it."""

import platform
from functools import partial
from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter, Request, Response

from app.access import Scope, needs, public
from app.access.callers import caller_of
from app.config import DEFAULT_COLLECTION
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
from app.health.probes import Probes
from app.health.schemas import Alive, Encoders, Ready, Version
from app.http import REFUSALS, CollectionName, LibraryDep, WorkspaceDep
from app.library.library import Library
from app.workspace import Workspace

router = APIRouter(tags=["health"], responses=REFUSALS)

_STRANGERS_AGE_S = 1.0
"""How old an answer is at most that whoever has no key gets: asking often is to cost nothing."""


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
async def ready(
    request: Request,
    response: Response,
    library: LibraryDep,
    collection: CollectionName = DEFAULT_COLLECTION,
) -> Ready:
    """Looks at every part, and takes in the catalogue's changes; runs no encoder.

    Once there are keys, whoever sends none is told the states alone, of the default collection.
    """
    told = await _look_for(request, library, collection)
    if request.state.gate.is_stopping:
        told = told.model_copy(update={"status": "stopping"})
    if told.status != "ready":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return told


async def _look_for(request: Request, library: Library, collection: str) -> Ready:
    probes: Probes = request.state.probes

    async def look(name: str) -> Ready:
        async with library.lend(name) as workspace:
            return await probes.run(_examine, library, workspace)

    if not caller_of(request).may(Scope.READ):
        seen = await probes.share("", partial(look, DEFAULT_COLLECTION), _STRANGERS_AGE_S)
        return seen.for_strangers()
    seen = await probes.share(collection, partial(look, collection))
    return seen.model_copy(update={"lag_ms": round(request.state.lag.worst * 1000, 1)})


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
    )


@router.get("/version", summary="What is running")
@needs(Scope.READ)
async def running(request: Request, workspace: WorkspaceDep) -> Version:
    """Returns versions, encoders, and the kind of index."""
    probes: Probes = request.state.probes
    return await probes.run(_describe, workspace)


def _describe(workspace: Workspace) -> Version:
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
