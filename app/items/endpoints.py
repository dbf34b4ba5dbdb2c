"""Items: add, list, look at, change, remove."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.access import Scope, needs
from app.bodies.json_bodies import json_body
from app.http import (
    REFUSALS,
    BodyWithPictures,
    ItemId,
    WorkspaceDep,
    body_schema,
    body_with_pictures,
    json_schema,
    picture_response,
    picture_responses,
)
from app.items import service
from app.items.schemas import (
    FacetsBody,
    ItemBody,
    ItemChanges,
    ItemPage,
    NewItemBody,
    NewItems,
    Outcomes,
)
from app.parameters import PAGE, Cursor, Filter, Tag, read_filter
from app.pictures import THUMBNAIL_TYPE
from app.remote.dependency import RemoteDep
from app.removing import remove_item

router = APIRouter(prefix="/v1/items", tags=["items"], responses=REFUSALS)

_CHANGES = {"tags": ["kite", "sky"], "metadata": {"year": 2024}}
_EXAMPLES = {
    "a text": {"items": [{"captions": ["a red kite over the sea"], "tags": ["kite", "sea"]}]},
    "what is said of a picture beside it": {
        "items": [
            {
                "picture": "kite.jpg",
                "captions": ["a red kite over the sea"],
                "tags": ["kite"],
                "metadata": {"year": 2024},
            }
        ]
    },
}
Sent = Annotated[BodyWithPictures, body_with_pictures("items")]
Changes = Annotated[ItemChanges, json_body(ItemChanges)]


@router.post("", summary="Add items", openapi_extra=body_schema("items", "NewItems", _EXAMPLES))
@needs(Scope.WRITE)
async def add(body: Sent, workspace: WorkspaceDep, remote: RemoteDep) -> Outcomes:
    """Takes JSON of texts; or multipart with files as `pictures`, and JSON about them as `items`.

    Each item gets its own outcome: a bad one fails alone. An item may name a picture on the web
    instead: `image_url`.
    """
    said: list[NewItemBody] = []
    if body.document is not None:
        said = (await body.read_as(NewItems)).items
    described = service.describe_all(workspace, said, body.files)
    fetched = await remote.fetch((own.image_url for own in described), workspace.pictures)
    return await run_in_threadpool(service.add_items, workspace, described, body.files, fetched)


@router.get("", summary="List items")
@needs(Scope.READ)
def list_page(
    workspace: WorkspaceDep,
    k: Annotated[int, Query(description="Items on a page.", json_schema_extra=PAGE)] = 50,
    cursor: Cursor = None,
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
    newest_first: Annotated[
        bool, Query(description="By descending id; with every page of one listing.")
    ] = False,
) -> ItemPage:
    """Lists items by ascending id or, newest first, by descending id."""
    condition = read_filter(filter, tag)
    return service.list_items(workspace, k, cursor, condition, newest_first=newest_first)


# Before what takes an id in this place.
@router.get("/facets", summary="Count tags and metadata")
@needs(Scope.READ)
def facets(
    workspace: WorkspaceDep,
    k: Annotated[
        int, Query(ge=1, le=200, description="Tags, and values of each field, at most.")
    ] = 30,
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
) -> FacetsBody:
    """Says which tags and metadata values the items have that pass, and how many have each."""
    return service.count_facets(workspace, k, read_filter(filter, tag))


@router.get("/{item_id}", summary="Look at an item")
@needs(Scope.READ)
def look(workspace: WorkspaceDep, item_id: ItemId) -> ItemBody:
    """Returns everything kept of an item."""
    return service.look(workspace, item_id)


@router.patch(
    "/{item_id}",
    summary="Change an item",
    openapi_extra=json_schema("ItemChanges", {"tags and metadata": _CHANGES}),
)
@needs(Scope.WRITE)
def change(changes: Changes, workspace: WorkspaceDep, item_id: ItemId) -> ItemBody:
    """Replaces captions, tags or metadata; what is left out stays."""
    return service.change_item(workspace, item_id, changes)


@router.delete("/{item_id}", status_code=204, summary="Remove an item")
@needs(Scope.WRITE)
def remove(workspace: WorkspaceDep, item_id: ItemId) -> None:
    """Removes an item; a picture file that was added from a folder stays on disk."""
    remove_item(workspace, item_id)


@router.get(
    "/{item_id}/image",
    summary="The original picture",
    response_class=Response,
    responses=picture_responses("image/*"),
)
@needs(Scope.READ)
def image(request: Request, workspace: WorkspaceDep, item_id: ItemId) -> Response:
    """Returns the picture file as it was added, with the type its content was found to be."""
    item = workspace.collection.catalogue.item(item_id)
    content = workspace.pictures.original(item)
    return picture_response(request, content, item.media_type or "", item.content_hash or "")


@router.get(
    "/{item_id}/thumbnail",
    summary="A small JPEG",
    response_class=Response,
    responses=picture_responses(THUMBNAIL_TYPE),
)
@needs(Scope.READ)
def thumbnail(request: Request, workspace: WorkspaceDep, item_id: ItemId) -> Response:
    """Returns a JPEG no longer than the setting `thumbnail_side`."""
    item = workspace.collection.catalogue.item(item_id)
    content = workspace.pictures.thumbnail(item)
    return picture_response(request, content, THUMBNAIL_TYPE, f"{item.content_hash}-thumbnail")
