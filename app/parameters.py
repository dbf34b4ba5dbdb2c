"""Parameters that several operations take from an address, and what they mean."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Query

from app.bodies.json_values import parse_strictly
from app.exceptions import InvalidRequest

PAGE: dict[str, Any] = {"minimum": 1, "maximum": 10_000}
"""What a page may hold anywhere; the setting `max_k` says what it may hold on one server."""
Hits = Annotated[int, Query(description="Hits on a page.", json_schema_extra=PAGE)]
LONGEST_CURSOR = 4000  # it names the hits of a first page that may have missed a few
Cursor = Annotated[
    str | None, Query(max_length=LONGEST_CURSOR, description="`next` of the page before.")
]
NEAR_DUPLICATE = 0.96
"""Cosine from which pictures are nearly the same: in the default space mirrored, brightened or
slightly cropped photographs have .97 in the median, and 1 in 70,000 pairs of others has .96."""
COLLAPSE = (
    "Show a picture with a better hit only if their cosine is at least so large; "
    f"{NEAR_DUPLICATE} finds near-duplicates."
)
Collapse = Annotated[float | None, Query(ge=0.5, le=1, description=COLLAPSE)]
MIN_RELEVANCE = (
    "Leave out hits of less relevance; 0.5 serves queries of all kinds best. Only where the space "
    "was calibrated."
)
MinRelevance = Annotated[float | None, Query(ge=0, le=1, description=MIN_RELEVANCE)]
Tag = Annotated[list[str] | None, Query(description="Only items with all of these tags.")]
Filter = Annotated[
    str | None,
    Query(
        max_length=10_000,
        description='JSON such as `{"field": "year", "gte": 2020}`; for pictures also '
        '`{"area": [[0, 0], [0.5, 0], [0.5, 1]]}`, a polygon on the map.',
    ),
]


LONGEST_NAME = 1000
"""Characters of the name of a picture, which is a term of the answer."""


def check_picture_names(names: Iterable[str]) -> None:
    """Refuses names of uploaded pictures that no term can have.

    Raises:
        InvalidRequest: One is too long.
    """
    if any(len(name) > LONGEST_NAME for name in names):
        raise InvalidRequest(f"the name of a picture has more than {LONGEST_NAME} characters")


def read_filter(text: str | None, tags: list[str] | None) -> dict[str, Any] | None:
    """Joins the filter and the tags of an address into one filter.

    Raises:
        InvalidRequest: The filter is not a JSON object, or says a name twice in one.
    """
    conditions: list[Any] = [{"tag": tag} for tag in tags or []]
    if text is not None:
        parsed = parse_strictly(text, "filter: this")
        if not isinstance(parsed, dict):
            raise InvalidRequest("filter: this is not a JSON object")
        conditions.append(parsed)
    if len(conditions) > 1:
        return {"and": conditions}
    return conditions[0] if conditions else None
