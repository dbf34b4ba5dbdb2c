"""The map of a collection."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.access import Scope, needs
from app.bodies.json_bodies import JSON
from app.http import REFUSALS, WorkspaceDep
from app.map.schemas import CollectionMapBody
from app.map.service import describe, view
from app.parameters import Filter, Tag, read_filter
from app.versions import has_already

router = APIRouter(prefix="/v1/map", tags=["map"], responses=REFUSALS)

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": CollectionMapBody, "description": "The map."},
    304: {"description": "It is the one that `If-None-Match` names."},
}


@router.get(
    "", summary="The collection in two dimensions", response_class=Response, responses=_RESPONSES
)
@needs(Scope.READ)
def whole(
    request: Request,
    workspace: WorkspaceDep,
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
) -> Response:
    """Places pictures near those that they are like, and words where they fit best.

    The map is made when it is first asked for, and kept. Where that takes more than two seconds the
    answer is 503 with `Retry-After`. Filters leave out pictures, not words.
    """
    seen = view(workspace, read_filter(filter, tag))
    version = f'"{seen.tag}"'
    headers = {"ETag": version, "Cache-Control": "private, no-cache"}
    if has_already(request, version):
        return Response(status_code=304, headers=headers)
    return Response(describe(seen).model_dump_json(), media_type=JSON, headers=headers)
