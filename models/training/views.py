"""Other views of a picture, which a training step may see in its place."""

from collections.abc import Callable

from PIL import Image, ImageOps

View = Callable[[Image.Image], Image.Image]

MIRRORED = "mirrored"

_KEPT = 0.85
"""Side of a crop, as a share of the picture's: what the captions name is nearly always in it."""


def _crop(x: float, y: float) -> View:
    def view(picture: Image.Image) -> Image.Image:
        width, height = round(picture.width * _KEPT), round(picture.height * _KEPT)
        left, top = round(x * (picture.width - width)), round(y * (picture.height - height))
        return picture.crop((left, top, left + width, top + height))

    return view


def _mirrored(view: View) -> View:
    return lambda picture: ImageOps.mirror(view(picture))


TRAINING_VIEWS: dict[str, View] = {
    MIRRORED: ImageOps.mirror,
    "centre": _crop(0.5, 0.5),
    "top left, mirrored": _mirrored(_crop(0, 0)),
    "bottom right": _crop(1, 1),
    "top right, mirrored": _mirrored(_crop(1, 0)),
    "bottom left": _crop(0, 1),
}
"""Mirror image and crops of a picture, by name."""
