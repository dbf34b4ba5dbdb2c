"""The formats of picture files that are read."""

from typing import Literal, get_args

PictureFormat = Literal["AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"]
PICTURE_FORMATS: tuple[PictureFormat, ...] = get_args(PictureFormat)
MEDIA_TYPES = {name: f"image/{name.lower()}" for name in PICTURE_FORMATS} | {
    "MPO": "image/jpeg"  # what many phones write: opened as a JPEG, with a second picture behind it
}
PICTURE_EXTENSIONS = frozenset(
    {".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp"}
)
