"""Addresses of pictures in request bodies."""

from typing import Annotated

from pydantic import Field

from app.remote.addresses import LONGEST_ADDRESS

ImageUrl = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=LONGEST_ADDRESS,
        description="Address of a picture, http or https, where `PIXWORD_IMAGE_URL` allows it.",
    ),
]


def is_image_url(name: str) -> bool:
    """Says whether the name of a picture is its address; the name of a file has no slash."""
    return "/" in name
