"""Collections: list, make, look at, move and remove them."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.access import Scope, needs
from app.bodies.json_bodies import json_body
from app.collections import service
from app.collections.schemas import CollectionBody, CollectionList, MoveOrder, NewCollection
from app.config import COLLECTION_NAME, DEFAULT_COLLECTION, LONGEST_COLLECTION_NAME
from app.http import REFUSALS, LibraryDep, json_schema
from app.library.space_names import space_of_client

router = APIRouter(prefix="/v1/collections", tags=["collections"], responses=REFUSALS)

Name = Annotated[
    str,
    Path(
        max_length=LONGEST_COLLECTION_NAME,
        pattern=COLLECTION_NAME,
        description="Name of a collection.",
        openapi_examples={"the default one": {"value": DEFAULT_COLLECTION}},
    ),
]
_NEW = {"name": "colours", "space": "colour-names@16"}
New = Annotated[NewCollection, json_body(NewCollection)]
_ORDER = {"space": "colour-names@8"}
Order = Annotated[MoveOrder, json_body(MoveOrder)]


@router.get("", summary="List collections")
@needs(Scope.READ)
def list_all(library: LibraryDep) -> CollectionList:
    """Lists all collections with their spaces, the default one first."""
    return service.list_collections(library)


@router.post(
    "",
    status_code=201,
    summary="Make a collection",
    openapi_extra=json_schema("NewCollection", {"by colour alone": _NEW}),
)
@needs(Scope.ADMIN)
def make(library: LibraryDep, new: New) -> CollectionBody:
    """Makes an empty collection in a space of its own.

    The parameter `collection` of all other operations names it. Starting a space takes seconds;
    whoever wants to make another one meanwhile is told to come again (409 `Busy`).
    """
    library.create(new.name, space_of_client(library.settings, new.space))
    return service.look(library, new.name)


@router.get("/{name}", summary="Look at a collection")
@needs(Scope.READ)
def look(library: LibraryDep, name: Name) -> CollectionBody:
    """Says what it holds, and how far its move is."""
    return service.look(library, name)


@router.delete("/{name}", status_code=204, summary="Remove a collection")
@needs(Scope.ADMIN)
def remove(library: LibraryDep, name: Name) -> None:
    """Removes a collection with its uploads; pictures in folders of yours stay there."""
    library.remove(name)


@router.post(
    "/{name}/move",
    status_code=202,
    summary="Move a collection to another space",
    openapi_extra=json_schema("MoveOrder", {"shorter vectors": _ORDER}),
)
@needs(Scope.ADMIN)
def move(library: LibraryDep, name: Name, order: Order) -> CollectionBody:
    """Encodes everything anew beside the searches, and then changes all at once.

    `move` of the answer, and of `GET /v1/collections/NAME`, says how far it is. If it fails, the
    collection is as it was. After a restart, ask again: it goes on where it was.
    """
    space = space_of_client(library.settings, order.space)
    library.move(name, space, forget_missing=order.forget_missing)
    return service.look(library, name)


@router.delete("/{name}/move", status_code=204, summary="Cancel a move")
@needs(Scope.ADMIN)
def cancel(library: LibraryDep, name: Name) -> None:
    """Ends a move that has not ended; the collection stays as it was.

    One that still starts its space, which may take minutes, is `running` until it has.
    """
    library.shelf(name)
    library.moves.cancel(name)
