"""Parts of requests that several operations have."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from app.client.pictures import PictureInput, read_pictures

Filter: TypeAlias = Mapping[str, Any] | None
"""Conditions such as `{"tag": "dog"}` or `{"area": [[0, 0], [0.5, 0], [0.5, 1]]}`."""


def body_with(
    part: str, document: Mapping[str, Any] | None, pictures: Sequence[PictureInput]
) -> dict[str, Any]:
    """Returns a body of JSON; or, beside pictures, of parts.

    Args:
        part: Name of the part that the JSON is, beside pictures.
        document: The JSON; what is None in it is left out.
        pictures: The pictures.
    """
    stated = {name: value for name, value in (document or {}).items() if value is not None}
    if not pictures:
        return {"json": stated}
    data = {part: json.dumps(stated)} if document is not None else {}
    return {"data": data, "files": read_pictures(pictures)}


def page_of(k: int, cursor: str | None, tags: Sequence[str], filter_: Filter) -> dict[str, Any]:
    """Returns the parameters of one page of a listing."""
    return {"k": k, "cursor": cursor, "tag": list(tags), "filter": as_text(filter_)}


def as_text(filter_: Filter) -> str | None:
    """Returns a filter as a parameter of an address."""
    return None if filter_ is None else json.dumps(filter_)
