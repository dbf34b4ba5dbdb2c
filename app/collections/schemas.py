"""Schemas of collections."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.config import COLLECTION_NAME, DEFAULT_COLLECTION, LONGEST_COLLECTION_NAME
from app.items.schemas import Strict
from app.library.moves import MoveState
from app.library.shelf import ShelfState

_SPACE = "`default`, `open_clip:NAME/PRETRAINED` or a file in the folder `PIXWORD_HEADS`; `@N` "
Space = Annotated[
    str,
    Field(
        min_length=1,
        max_length=1024,
        description=f"{_SPACE}behind it keeps the first N coordinates.",
    ),
]
Name = Annotated[
    str,
    Field(
        max_length=LONGEST_COLLECTION_NAME,
        pattern=COLLECTION_NAME,
        description="Lower-case letters, digits, `-` and `_`, beginning with a letter or digit.",
    ),
]


class NewCollection(Strict):
    """A collection to be made."""

    name: Name
    space: Space


class MoveOrder(Strict):
    """Where a collection is to be moved."""

    space: Space
    forget_missing: bool = Field(
        False, description="Remove items whose picture cannot be read any more."
    )


class MoveBody(BaseModel):
    """The latest move of a collection since the server was started."""

    space: str = Field(description="Where to.")
    state: MoveState
    done: int = Field(description="Pictures and texts that are encoded.")
    total: int = Field(description="How many there are to encode.")
    problem: str | None = Field(description="Why it failed; the collection is as it was.")


class CollectionBody(BaseModel):
    """A collection."""

    name: str = Field(examples=[DEFAULT_COLLECTION])
    space: str | None = Field(description="Null where the catalogue cannot be read.")
    dimension: int | None = Field(description="Length of its vectors.")
    items: int | None
    state: ShelfState | Literal["failed"] = Field(
        description="`closed`: it is opened when it is first asked for. `failed`: see `problem`."
    )
    problem: str | None = Field(description="Why it cannot be opened.")
    move: MoveBody | None


class CollectionList(BaseModel):
    """All collections, the default one first."""

    collections: list[CollectionBody]
