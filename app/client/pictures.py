"""Pictures as callers have them, as parts of a request."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PIL.Image import Image

PictureInput: TypeAlias = "str | Path | bytes | Image"
"""A path, the bytes of a file, or a picture of Pillow."""

Part = tuple[str, bytes]


def read_picture(picture: PictureInput, number: int = 1) -> Part:
    """Returns file name and bytes; what has no name is called `picture1` and so on."""
    if isinstance(picture, str | Path):
        return Path(picture).name, Path(picture).read_bytes()
    return f"picture{number}", picture if isinstance(picture, bytes) else _as_png(picture)


def read_pictures(pictures: Sequence[PictureInput]) -> list[tuple[str, Part]]:
    """Returns the parts `pictures` of a request."""
    return [
        ("pictures", read_picture(picture, number))
        for number, picture in enumerate(pictures, start=1)
    ]


def _as_png(picture: "Image") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
