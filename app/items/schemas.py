"""What items look like to a client."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.listing import address_in
from app.remote.schemas import ImageUrl
from index.catalogue import Facets, FieldCount, Item

Text = Annotated[str, Field(max_length=1000)]
Captions = Annotated[list[Text], Field(max_length=100)]
Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=200)]
Scalar = str | int | float | bool | None
Metadata = Annotated[dict[str, Scalar | list[str]], Field(max_length=100)]


class Strict(BaseModel):
    """A request body; what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class ItemBody(BaseModel):
    """An item as it is kept."""

    id: int
    captions: list[str]
    tags: list[str]
    metadata: dict[str, Any]
    width: int | None = Field(description="Width of the upright picture in pixels.")
    height: int | None = Field(description="Height of the upright picture in pixels.")
    media_type: str | None
    added_at: str = Field(description="When it was added, UTC, ISO 8601.")
    image: str | None = Field(description="Address of the original picture.")
    thumbnail: str | None = Field(description="Address of a small JPEG of it.")

    @classmethod
    def of(cls, item: Item, collection: str) -> "ItemBody":
        """Describes an item of a collection."""
        return cls(
            id=item.id,
            captions=list(item.captions),
            tags=list(item.tags),
            metadata=dict(item.metadata),
            width=item.width,
            height=item.height,
            media_type=item.media_type,
            added_at=item.added_at.isoformat(),
            image=image_address(item, collection),
            thumbnail=thumbnail_address(item, collection),
        )


class ItemPage(BaseModel):
    """One page of a listing."""

    items: list[ItemBody]
    next: str | None = Field(description="Pass it as `cursor` for the next page; null at the end.")


class TagCountBody(BaseModel):
    """A tag, and how many items have it."""

    tag: str = Field(description="One of its spellings.")
    count: int


class ValueCountBody(BaseModel):
    """A metadata value, and how many items have it, be it alone or in a list."""

    value: Scalar
    count: int


class FieldCountBody(BaseModel):
    """What a metadata field holds."""

    field: str
    count: int = Field(description="How many items have it.")
    values: list[ValueCountBody] = Field(
        description="The most frequent; none where there are more than `k` and all differ."
    )
    least: int | float | None = Field(description="The smallest number; null without numbers.")
    greatest: int | float | None = Field(description="The largest number; null without numbers.")

    @classmethod
    def of(cls, counted: FieldCount) -> "FieldCountBody":
        """Describes a field."""
        return cls(
            field=counted.field,
            count=counted.items,
            values=[ValueCountBody(value=own.value, count=own.items) for own in counted.values],
            least=counted.least,
            greatest=counted.greatest,
        )


class FacetsBody(BaseModel):
    """What items have: the most frequent first, and what is as frequent by its text."""

    count: int = Field(description="How many items pass.")
    tags: list[TagCountBody]
    fields: list[FieldCountBody] = Field(description="At most 50 metadata fields.")

    @classmethod
    def of(cls, facets: Facets) -> "FacetsBody":
        """Describes what items have."""
        return cls(
            count=facets.items,
            tags=[TagCountBody(tag=own.tag, count=own.items) for own in facets.tags],
            fields=[FieldCountBody.of(counted) for counted in facets.fields],
        )


class Pictured(Strict):
    """What may have a picture: a file beside it, or one on the web."""

    picture: Annotated[
        str | None,
        Field(max_length=1000, description="File name of its part `pictures`; null without."),
    ] = None
    image_url: ImageUrl = None

    @model_validator(mode="after")
    def _one_picture(self) -> "Pictured":
        if self.picture is not None and self.image_url is not None:
            raise ValueError("give picture or image_url, not both")
        return self

    @property
    def source(self) -> str | None:
        """Name or address of its picture."""
        return self.picture if self.image_url is None else self.image_url


class NewItemBody(Pictured):
    """What may be said of a new item."""

    captions: Captions = []
    tags: Tags = []
    metadata: Metadata = {}


class NewItems(Strict):
    """Items without pictures, or what is said of the pictures in the same request."""

    items: Annotated[list[NewItemBody], Field(min_length=1)]


class ItemChanges(Strict):
    """What a PATCH replaces; what it leaves out stays as it is."""

    captions: Captions | None = None
    tags: Tags | None = None
    metadata: Metadata | None = None


class Outcome(BaseModel):
    """What became of one item of a request."""

    name: str = Field(description="File name of the picture, or the first caption.")
    outcome: str = Field(
        description="`added`, `known` (the same picture, or text without one, is there), `refused`."
    )
    item: ItemBody | None = None
    error: str | None = Field(default=None, description="Why it was refused: the error's name.")
    detail: str | None = Field(default=None, description="Why it was refused, in a sentence.")


class Outcomes(BaseModel):
    """What became of each item of a request, in its order."""

    outcomes: list[Outcome]


def image_address(item: Item, collection: str) -> str | None:
    """Returns where an item's original is served."""
    return None if item.content_hash is None else _address(item, collection, "image")


def thumbnail_address(item: Item, collection: str) -> str | None:
    """Returns where an item's thumbnail is served."""
    return None if item.content_hash is None else _address(item, collection, "thumbnail")


def _address(item: Item, collection: str, what: str) -> str:
    return address_in(collection, f"/v1/items/{item.id}/{what}")
