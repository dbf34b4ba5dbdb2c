"""Parameters that several operations take from an address, and what they mean."""

import json
from typing import Annotated, Any

from fastapi import Query

from app.exceptions import InvalidRequest

Hits = Annotated[int, Query(description="Hits on a page.")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")]
Tag = Annotated[list[str] | None, Query(description="Only items with all of these tags.")]
Filter = Annotated[
    str | None, Query(max_length=10_000, description='JSON such as {"field": "year", "gte": 2020}.')
]


def read_filter(text: str | None, tags: list[str] | None) -> dict[str, Any] | None:
    """Joins the filter and the tags of an address into one filter.

    Raises:
        InvalidRequest: The filter is not a JSON object.
    """
    conditions: list[Any] = [{"tag": tag} for tag in tags or []]
    if text is not None:
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            raise InvalidRequest("filter: this is not JSON") from None
        if not isinstance(parsed, dict):
            raise InvalidRequest("filter: this is not a JSON object")
        conditions.append(parsed)
    if len(conditions) > 1:
        return {"and": conditions}
    return conditions[0] if conditions else None
