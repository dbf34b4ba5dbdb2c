"""Embeddings, for every client of OpenAI's API."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.concurrency import run_in_threadpool

from app.access import Scope, needs
from app.bodies.json_bodies import JSON, json_body
from app.embeddings import service
from app.embeddings.errors import OpenAiErrorBody
from app.embeddings.schemas import EmbeddingRequest, Embeddings, Model, Models
from app.http import REFUSALS, WorkspaceDep, json_schema
from app.remote.dependency import RemoteDep
from app.workspace import Workspace

_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: described | {"model": OpenAiErrorBody} for status, described in REFUSALS.items()
}

router = APIRouter(prefix="/v1", tags=["embeddings"], responses=_REFUSALS)

# Eight by eight pixels of red.
_RED = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGO8IyLC"
    "gA0wYRUdtBIA0OgBFI+iBHoAAAAASUVORK5CYII="
)
_EXAMPLES = {
    "texts": {"input": ["a dog on a beach", "snow"], "model": "pixword"},
    "a picture and a text": {"input": [_RED, "red"], "model": "pixword", "dimensions": 32},
    "a picture as a part of a message": {
        "input": [{"type": "image_url", "image_url": {"url": _RED}}],
        "encoding_format": "base64",
    },
}
Wanted = Annotated[EmbeddingRequest, json_body(EmbeddingRequest)]
ModelName = Annotated[
    str,
    Path(
        max_length=1024,
        description="`pixword`, or the name of the space.",
        openapi_examples={"the space": {"value": "pixword"}},
    ),
]


@router.post(
    "/embeddings",
    summary="Vectors of texts and pictures",
    response_model=Embeddings,
    openapi_extra=json_schema("EmbeddingRequest", _EXAMPLES),
)
@needs(Scope.READ)
async def embed(wanted: Wanted, workspace: WorkspaceDep, remote: RemoteDep) -> Response:
    """Answers in the shape of OpenAI's API; a picture comes as a data URI in the place of a text.

    The vectors are those of the space: texts and pictures can be compared with each other.
    """
    addresses = service.addresses_of(workspace, wanted)
    fetched = await remote.fetch(addresses, workspace.pictures)
    content = await run_in_threadpool(_embed, workspace, wanted, fetched.all_files())
    return Response(content, media_type=JSON)


def _embed(workspace: Workspace, wanted: EmbeddingRequest, fetched: Mapping[str, bytes]) -> bytes:
    return service.embed(workspace, wanted, fetched).to_json()


@router.get("/models", summary="Names that `model` may have")
@needs(Scope.READ)
def models(workspace: WorkspaceDep) -> Models:
    """Lists the spaces that embed."""
    return service.list_models(workspace)


@router.get("/models/{model:path}", summary="Look at a model")
@needs(Scope.READ)
def model(workspace: WorkspaceDep, model: ModelName) -> Model:
    """Returns one of them."""
    return service.find_model(workspace, model)
