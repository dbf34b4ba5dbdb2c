"""What an item must satisfy before anything of it is written."""

import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from index.arrays import Vectors, checked_vectors
from index.catalogue.records import ItemChange, MetadataValue, NewItem
from index.exceptions import BadItem
from index.folding import fold, is_storable

# Beyond it, JSON readers and the database's float column round (RFC 7493, section 2.2).
LARGEST_INTEGER = 2**53


def check_new_item(item: NewItem, dimension: int) -> None:
    """Checks an item that is to be added.

    Raises:
        BadItem: It has neither picture nor caption, or something in it cannot be kept.
        ValueError: Its vectors do not fit its picture, its captions or the space.
    """
    if item.picture_vector is None and not item.captions:
        raise BadItem("an item needs a picture or a caption")
    if (item.picture_vector is None) != (item.content_hash is None):
        raise ValueError("a picture needs both a hash and a vector")
    if item.path is not None:
        check_text(item.path, "path")
    if item.picture_vector is not None:
        checked_vectors(item.picture_vector[None], dimension)
    caption_rows(item.captions, item.caption_vectors, dimension)
    check_tags(item.tags)
    metadata_json(item.metadata)


def check_change(change: ItemChange, dimension: int) -> None:
    """Checks what is to be changed about an item.

    Raises:
        BadItem: Something in it cannot be kept.
        ValueError: Its vectors do not fit its captions or the space.
    """
    caption_rows(change.captions or (), change.caption_vectors, dimension)
    check_tags(change.tags or ())
    metadata_json(change.metadata or {})


def caption_rows(
    captions: Sequence[str], vectors: ArrayLike | None, dimension: int
) -> list[tuple[str, bytes]]:
    """Returns every caption with its vector's bytes.

    Raises:
        BadItem: A caption is empty or not Unicode.
        ValueError: Not one vector `[d]` of length 1 a caption.
    """
    if not captions and vectors is None:
        return []
    given = np.empty((0, dimension)) if vectors is None else vectors
    matrix = checked_vectors(given, dimension)
    if len(matrix) != len(captions):
        raise ValueError(f"{len(captions)} captions need as many vectors, not {len(matrix)}")
    for caption in captions:
        check_text(caption, "caption")
    return list(zip(captions, vector_bytes(matrix), strict=True))


def vector_bytes(vectors: Iterable[Vectors]) -> list[bytes]:
    """Returns vectors `[n, d]` as float32 bytes, little-endian on every machine."""
    return [vector.astype("<f4").tobytes() for vector in vectors]


def check_tags(tags: Iterable[str]) -> None:
    """Checks tags.

    Raises:
        BadItem: One is empty or not Unicode.
    """
    for tag in tags:
        check_text(tag, "tag")


def checked_words(spellings: Sequence[str], vectors: ArrayLike, dimension: int) -> Vectors:
    """Returns the vectors `[n, d]` of words, after both were checked.

    Raises:
        BadItem: A word is empty or not Unicode.
        ValueError: Not one vector `[d]` of length 1 a word.
    """
    for spelling in spellings:
        check_text(spelling, "word")
    matrix = checked_vectors(vectors, dimension)
    if len(matrix) != len(spellings):
        raise ValueError(f"{len(spellings)} words need as many vectors, not {len(matrix)}")
    return matrix


def check_text(text: str, what: str) -> None:
    """Checks a text.

    Raises:
        BadItem: It is empty or not Unicode.
    """
    if not is_storable(text):
        raise BadItem(f"the {what} {text!r} is not valid Unicode, or holds a NUL")
    if not fold(text):
        raise BadItem(f"a {what} is empty")


def metadata_json(metadata: Mapping[str, MetadataValue]) -> str:
    """Returns metadata as JSON that reads back to the same.

    Raises:
        BadItem: A field name or a value cannot be kept.
    """
    for field, value in metadata.items():
        check_text(field, "metadata field")
        _check_value(field, value)
    return json.dumps(dict(metadata), ensure_ascii=False, allow_nan=False)


def _check_value(field: str, value: MetadataValue) -> None:
    parts = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not all(isinstance(part, str) for part in value):
        raise BadItem(f"the metadata field {field!r} has a list of other things than texts")
    for part in parts:
        if (problem := scalar_problem(part)) is not None:
            raise BadItem(f"the metadata field {field!r} {problem}")


def scalar_problem(value: object) -> str | None:
    """Says why a value cannot be kept or compared; None when it can."""
    match value:
        case None | bool():
            return None
        case str():
            return (
                None
                if is_storable(value)
                else "has a text that is not valid Unicode, or holds a NUL"
            )
        case int():
            fits = abs(value) <= LARGEST_INTEGER
            return None if fits else "has a number beyond 2**53: write it as a text"
        case float():
            return None if abs(value) < float("inf") else "has a number that is not finite"
        case _:
            return "needs a text, a number, true, false or null"
