"""Pictures as callers have them, as parts of a request."""

import io
from collections.abc import Container, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.client.errors import PictureUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image

PictureInput: TypeAlias = "str | Path | bytes | Image"
"""A path, the bytes of a file, or a picture of Pillow."""

Part = tuple[str, bytes]


def read_picture(picture: PictureInput, number: int = 1) -> Part:
    """Returns file name and bytes; what has no name is called `picture1` and so on.

    Raises:
        PictureUnreadable: The file cannot be read, or the picture cannot be written as PNG.
    """
    if isinstance(picture, str | Path):
        return Path(picture).name, _read_file(Path(picture))
    return f"picture{number}", picture if isinstance(picture, bytes) else _as_png(picture)


def read_pictures(pictures: Sequence[PictureInput]) -> list[tuple[str, Part]]:
    """Returns the parts `pictures` of a request, each with a name of its own.

    Raises:
        PictureUnreadable: As for one.
    """
    parts = [read_picture(picture, number) for number, picture in enumerate(pictures, start=1)]
    names = unique_names([name for name, _ in parts])
    return [("pictures", (name, content)) for name, (_, content) in zip(names, parts, strict=True)]


def unique_names(names: Sequence[str]) -> list[str]:
    """Returns names with those that came before made unique: `red.png` becomes `red-2.png`."""
    taken = set(names)  # what is named by one alone keeps its name, wherever it stands
    told: list[str] = []
    for name in names:
        told.append(name if name not in told else _free_name(Path(name), taken))
        taken.add(told[-1])
    return told


def _free_name(name: Path, taken: Container[str]) -> str:
    names = (f"{name.stem}-{number}{name.suffix}" for number in count(2))
    return next(own for own in names if own not in taken)


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PictureUnreadable(
            f"the picture {path} cannot be read ({error.strerror}): name a file that is there"
        ) from None


def _as_png(picture: "Image") -> bytes:
    buffer = io.BytesIO()
    try:
        picture.save(buffer, "PNG")
    except (OSError, ValueError) as error:
        raise PictureUnreadable(
            f"the picture cannot be written as PNG ({error}): convert it to RGB"
        ) from None
    return buffer.getvalue()
