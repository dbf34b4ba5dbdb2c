"""Arguments that several tools take."""

from typing import Annotated

from pydantic import Field

from app.config import COLLECTION_NAME, LONGEST_COLLECTION_NAME

MOST_HITS = 50
"""Hits of an answer: assistants read every one of them."""

Count = Annotated[int, Field(ge=1, le=MOST_HITS, description="How many to return.")]
Number = Annotated[int, Field(ge=1, lt=2**63, description="Number of an item, as searches give.")]
Tags = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]] | None,
    Field(max_length=20, description="Only items that have all of these tags."),
]
Collection = Annotated[
    str,
    Field(
        max_length=LONGEST_COLLECTION_NAME,
        pattern=COLLECTION_NAME,
        description="Which collection; `list_collections` names them.",
    ),
]
