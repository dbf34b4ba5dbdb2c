"""The map of a collection."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.access import Scope, needs
from app.bodies.json_bodies import JSON
from app.exceptions import headers_of, told_to_client
from app.http import REFUSALS, WorkspaceDep
from app.map.schemas import CollectionMapBody, MapPendingBody
from app.map.service import describe, view
from app.parameters import Filter, Tag, read_filter
from app.versions import has_already
from index.exceptions import MapPending

router = APIRouter(prefix="/v1/map", tags=["map"], responses=REFUSALS)

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": CollectionMapBody, "description": "The map."},
    202: {"model": MapPendingBody, "description": "It is being made: ask again."},
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

    The map is made when it is first asked for, and kept. While that takes more than two seconds the
    answer is 202 with `Retry-After`. Filters leave out pictures, not words.
    """
    try:
        seen = view(workspace, read_filter(filter, tag))
    except MapPending as pending:
        return _ask_again(pending)
    version = f'"{seen.tag}"'
    headers = {"ETag": version, "Cache-Control": "private, no-cache"}
    if has_already(request, version):
        return Response(status_code=304, headers=headers)
    return Response(describe(seen).model_dump_json(), media_type=JSON, headers=headers)


def _ask_again(pending: MapPending) -> Response:
    headers = {**headers_of(pending), "Cache-Control": "no-store"}
    after_s = int(headers["Retry-After"])
    body = MapPendingBody(status="pending", detail=told_to_client(pending), retry_after=after_s)
    return Response(body.model_dump_json(), 202, headers, JSON)
