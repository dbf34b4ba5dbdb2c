"""Bringing a picture of any shape into a square frame."""

import numpy as np
from PIL import Image

WIDEST_ASPECT = 2.0
"""Pictures wider or taller than 2:1 lose their ends; up to there the whole frame is squeezed."""

_LOOK = 64  # side in pixels at which the margin is looked at
_LIKE = 12  # levels of 255 by which a margin may differ from its own colour
_SHARE = 0.95  # of the margin that must be of that colour

Colour = tuple[int, int, int]


def into_square(picture: Image.Image, side: int) -> Image.Image:
    """Fits an upright RGB picture into a square of `side` pixels.

    A thing before a plain ground (what shops show) keeps its shape: the ground is made wider. Any
    other picture is squeezed: ImageNet's usual centre crop loses what stands at the edge, which
    search must find. Beyond 2:1 that would distort more than a network bears, so the ends of a
    panorama are cut there.
    """
    ground = plain_ground(picture)
    size = (side, side)
    if ground is not None and picture.width != picture.height:
        return _on_ground(picture, ground, side)
    frame = _within_aspect(picture, WIDEST_ASPECT)
    return frame.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def plain_ground(picture: Image.Image) -> Colour | None:
    """Returns the colour of a picture's margin, or None where it has no single one."""
    small = np.asarray(picture.resize((_LOOK, _LOOK), Image.Resampling.BOX, reducing_gap=2.0))
    margin = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]]).astype(np.int64)
    colour = np.median(margin, axis=0)  # [3]
    like = (np.abs(margin - colour) <= _LIKE).all(axis=1).mean()
    if like < _SHARE:
        return None
    red, green, blue = (int(value) for value in colour)
    return red, green, blue


def _on_ground(picture: Image.Image, ground: Colour, side: int) -> Image.Image:
    scale = side / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    resized = picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)
    frame = Image.new("RGB", (side, side), ground)
    frame.paste(resized, ((side - width) // 2, (side - height) // 2))
    return frame


def _within_aspect(picture: Image.Image, widest: float) -> Image.Image:
    width, height = picture.size
    keep_width = min(width, max(1, round(height * widest)))
    keep_height = min(height, max(1, round(width * widest)))
    left, top = (width - keep_width) // 2, (height - keep_height) // 2
    return picture.crop((left, top, left + keep_width, top + keep_height))
