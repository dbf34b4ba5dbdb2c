"""What the map of a collection looks like to a client."""

from typing import Literal

from pydantic import BaseModel, Field

_X = "From 0 at the left to `side` at the right."
_Y = "From 0 at the top to `side` at the bottom."


class MapItems(BaseModel):
    """Items with a picture; the three lists are equally long, so that the map stays small."""

    id: list[int] = Field(description="Numbers of the items, rising.")
    x: list[int] = Field(description=_X)
    y: list[int] = Field(description=_Y)


class MapWordBody(BaseModel):
    """A word, where the pictures that it fits best lie."""

    word: str
    x: int = Field(description=_X)
    y: int = Field(description=_Y)
    fit: float = Field(
        description="Its largest cosine with a picture that the map was laid out by, from -1 to 1."
    )


class CollectionMapBody(BaseModel):
    """The pictures of a collection in two dimensions: near ones are near."""

    side: int = Field(description="Largest coordinate.")
    items: MapItems
    words: list[MapWordBody] = Field(description="Some of the vocabulary, best fit first.")
    version: str = Field(description="Changes when anything on the whole map does.")
    layout: str = Field(
        description="Changes when places mean something else: an area of a filter that names it "
        "is refused then."
    )
    current: bool = Field(
        description="False while a newer map is being made: ask again in a while."
    )


class MapPendingBody(BaseModel):
    """There is no map yet; it is being made."""

    status: Literal["pending"]
    detail: str = Field(description="What is going on.")
    retry_after: int = Field(description="In how many seconds to ask again; `Retry-After` as well.")
