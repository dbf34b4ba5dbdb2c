"""Items and words as rows of files, and what a row must satisfy."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError

from app.exceptions import BadTransfer, describe_problems
from app.transfer.manifest import Sha256
from index.arrays import Vector, Vectors
from index.catalogue import Item, MetadataValue
from models.picture_formats import MEDIA_TYPES

Text = Annotated[str, Field(max_length=1_000_000)]
Texts = Annotated[tuple[Text, ...], Field(max_length=10_000)]
Side = Annotated[int, Field(ge=1, lt=2**31)]
LARGEST_ID = 2**63 - 1
Row = TypeVar("Row", bound=BaseModel)


def _picture_type(media_type: str) -> str:
    if media_type not in MEDIA_TYPES.values():
        raise ValueError("this is not the type of a picture that is read")
    return media_type


def _storable_time(time: datetime) -> datetime:
    if time.timestamp() < 0:
        raise ValueError("items were not added before 1970")
    return time


class ItemRow(BaseModel):
    """An item without its vectors; only a path, or a caption, is needed."""

    number: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    content_hash: Sha256 | None = None
    path: Annotated[str, Field(min_length=1, max_length=4096)] | None = None
    media_type: Annotated[str, AfterValidator(_picture_type)] | None = None
    width: Side | None = None
    height: Side | None = None
    byte_size: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    captions: Texts | None = None
    tags: Texts | None = None
    metadata: Annotated[dict[str, MetadataValue], Field(max_length=10_000)] | None = None
    added_at: Annotated[AwareDatetime, AfterValidator(_storable_time)] | None = None


class WordRow(BaseModel):
    """A word of the vocabulary without its vector; built-in words are not written."""

    text: Text
    source: Literal["corpus", "user"]


@dataclass(frozen=True, eq=False)
class ReadItem:
    """An item as it was read.

    Attributes:
        place: File and row, for messages.
        row: Everything but its vectors.
        picture_vector: `[d]`; None without picture, or if it is to be encoded.
        caption_vectors: `[c, d]`; None if they are to be encoded.
    """

    place: str
    row: ItemRow
    picture_vector: Vector | None
    caption_vectors: Vectors | None


@dataclass(frozen=True, eq=False)
class ReadWords:
    """Words as they were read.

    Attributes:
        rows: The words.
        vectors: Theirs, `[n, d]`.
    """

    rows: list[WordRow]
    vectors: Vectors


def row_of(item: Item) -> dict[str, Any]:
    """Returns an item as a row."""
    return {
        "number": item.id,
        "content_hash": item.content_hash,
        "path": item.path and os.path.normpath(item.path),
        "media_type": item.media_type,
        "width": item.width,
        "height": item.height,
        "byte_size": item.byte_size,
        "captions": list(item.captions),
        "tags": list(item.tags),
        "metadata": item.metadata,
        "added_at": item.added_at,
    }


def read_item_row(values: Mapping[str, Any], place: str) -> ItemRow:
    """Checks the row of an item.

    Raises:
        BadTransfer: It is not in the documented form.
    """
    return _checked(ItemRow, values, place)


def read_word_row(values: Mapping[str, Any], place: str) -> WordRow:
    """Checks the row of a word.

    Raises:
        BadTransfer: It is not in the documented form.
    """
    return _checked(WordRow, values, place)


def _checked(model: type[Row], values: Mapping[str, Any], place: str) -> Row:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise BadTransfer(f"{place}: {describe_problems(error.errors())}") from None
