"""Is it alive, is it ready, what is it."""

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.access import public
from app.exceptions import Stopping
from app.http import REFUSALS, WorkspaceDep
from app.workspace import Workspace

router = APIRouter(tags=["health"], responses=REFUSALS)


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Segments(BaseModel):
    """One vector index."""

    vectors: int
    recent: int = Field(0, description="Vectors in memory that are scanned.")
    removed: int = Field(0, description="Rows that are kept until their part is written anew.")
    segments: list[int] = Field([], description="Rows of each part that is searched by codes.")
    lists: int = Field(0, description="Inverted lists of each part.")


class Activity(BaseModel):
    """Something that is done beside the searches."""

    what: str
    done: int
    total: int


class Problem(BaseModel):
    """Something that went wrong, and was got over."""

    at: str
    problem: str


class IndexState(BaseModel):
    """The vector indexes, their snapshot, and what happens to them."""

    kind: str
    sequence: int = Field(description="Latest change of the catalogue that searches see.")
    snapshot: str | None
    snapshot_sequence: int | None
    images: Segments
    texts: Segments
    activity: Activity | None
    problems: list[Problem] = Field(description="The latest ones, oldest first.")


class Recipes(BaseModel):
    """The recipe book."""

    space: str
    recipes: int


class Ready(BaseModel):
    """Every part answers."""

    status: Literal["ready"] = "ready"
    space: str
    items: int
    sequence: int = Field(description="Number of the catalogue's latest change.")
    index: IndexState
    recipes: Recipes | None = Field(description="Null while there are none.")
    lag_ms: float = Field(description="How late the event loop was at most, in half a minute.")


class Version(BaseModel):
    """What is running."""

    pixword: str


@router.get("/livez", summary="Is the process alive")
@public
async def alive() -> Alive:
    """Answers without touching a model or the catalogue."""
    return Alive()


@router.get("/readyz", summary="Is every part ready")
@public
def ready(request: Request, workspace: WorkspaceDep) -> Ready:
    """Reads the catalogue's changes; the encoders were started before the first request."""
    if request.state.gate.is_stopping:
        raise Stopping("the server is stopping", retry_after_s=1)
    workspace.collection.refresh()
    catalogue = workspace.collection.catalogue
    return Ready(
        space=workspace.space.name,
        items=catalogue.count(),
        sequence=catalogue.latest_sequence(),
        index=IndexState.model_validate(workspace.collection.upkeep.describe()),
        recipes=_recipes(workspace),
        lag_ms=round(request.state.lag.worst * 1000, 1),
    )


def _recipes(workspace: Workspace) -> Recipes | None:
    if not workspace.has_recipes:
        return None
    book = workspace.recipes
    return Recipes(space=book.space.name, recipes=book.collection.catalogue.count())


@router.get("/version", summary="What is running")
@public
async def running() -> Version:
    """Returns the version."""
    return Version(pixword=version("pixword"))
