"""Is it alive, is it ready, what is it."""

from importlib.metadata import version
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from app.http import WorkspaceDep

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """Every part answers."""

    status: Literal["ready"] = "ready"
    space: str
    items: int
    sequence: int


class Version(BaseModel):
    """What is running."""

    pixword: str


@router.get("/livez", summary="Is the process alive")
async def alive() -> Alive:
    """Answers without touching a model or the catalogue."""
    return Alive()


@router.get("/readyz", summary="Is every part ready")
def ready(workspace: WorkspaceDep) -> Ready:
    """Asks the catalogue; the encoders were started before the first request."""
    catalogue = workspace.collection.catalogue
    return Ready(
        space=workspace.space.name,
        items=catalogue.count(),
        sequence=catalogue.latest_sequence(),
    )


@router.get("/version", summary="What is running")
async def running() -> Version:
    """Returns the version."""
    return Version(pixword=version("pixword"))
