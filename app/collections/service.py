"""Describes the collections of a library."""

from app.collections.schemas import CollectionBody, CollectionList, MoveBody
from app.exceptions import UnknownCollection, told_to_client
from app.library.library import Library
from app.library.moves import Move
from app.library.space_names import shown_to_client
from index.exceptions import IndexFault


def list_collections(library: Library) -> CollectionList:
    """Describes all collections; one that is being removed meanwhile is left out."""
    described = []
    for name in library.names:
        try:
            described.append(look(library, name))
        except UnknownCollection:
            continue
    return CollectionList(collections=described)


def look(library: Library, name: str) -> CollectionBody:
    """Describes a collection without opening it.

    Raises:
        UnknownCollection: There is none of that name.
    """
    shelf, space, items = library.shelf(name), None, None
    problem = shelf.problem
    try:
        space, items = library.figures(name)
    except IndexFault as error:
        problem = told_to_client(error)
    return CollectionBody(
        name=name,
        space=shown_to_client(space.name) if space else None,
        dimension=space.dimension if space else None,
        items=items,
        state="failed" if problem else shelf.state,
        problem=problem,
        move=_describe(library.moves.of(name)),
    )


def _describe(move: Move | None) -> MoveBody | None:
    if move is None:
        return None
    return MoveBody(
        space=shown_to_client(move.space),
        state=move.state,
        done=move.done,
        total=move.total,
        problem=move.problem,
    )
