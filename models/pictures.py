"""Opening any picture as people made it: upright, in sRGB, on white.

Pillow's own guard against decompression bombs is a process-wide setting that warns through
`warnings`, which no two threads can steer apart. The pixel limit here is an argument instead and
is checked on the header, before a pixel is decoded.
"""

import io
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from models.exceptions import PictureTooLarge, UnreadablePicture
from models.picture_formats import MEDIA_TYPES, PICTURE_FORMATS

Image.MAX_IMAGE_PIXELS = None  # replaced by the limit of `open_picture`, see above

DEFAULT_MAX_PIXELS = 80_000_000
_SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I"})
_PLAIN_MODES = frozenset({"L", "RGB", "CMYK"})  # a mean of their values is a mean of colours
_LONGEST = 16  # times what is enough; a panorama is cut to 2:1 before anyone looks at it
_ALPHA_MODES = frozenset({"RGBA", "RGBa", "LA", "La", "PA"})


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes:
        image: Upright RGB pixels, possibly smaller than the file's (see `open_picture`).
        width: Width of the upright original in pixels.
        height: Height of the upright original in pixels.
        media_type: What the bytes are, by their content: `image/jpeg` and so on.
    """

    image: Image.Image
    width: int
    height: int
    media_type: str


def open_picture(
    source: bytes | str | PathLike[str],
    max_pixels: int = DEFAULT_MAX_PIXELS,
    enough: int | None = None,
    formats: tuple[str, ...] = PICTURE_FORMATS,
) -> Picture:
    """Decodes the first frame of a picture into upright RGB on white.

    Args:
        source: The bytes of the file, or its path.
        max_pixels: Refuse pictures of more pixels than this, before decoding.
        enough: The caller needs no side longer than this many pixels. JPEGs are then decoded at a
            half, quarter or eighth of their size, which takes a 12-megapixel photo from 120 ms to
            25 ms; others are made smaller by a whole factor. The short side stays at twice
            `enough`, unless the long one is then longer than sixteen times `enough`.
        formats: Names of the formats that are read, of `PICTURE_FORMATS`.

    Raises:
        UnreadablePicture: Not a picture, damaged, or a format that is not read.
        PictureTooLarge: More than `max_pixels`.
        TypeError: It is neither bytes nor a path.
    """
    stream = _stream(source)
    try:
        with Image.open(stream, formats=formats) as opened:
            return _decode(opened, max_pixels, enough)
    except (PictureTooLarge, UnreadablePicture):
        raise
    except FileNotFoundError:
        raise UnreadablePicture("there is no such file") from None
    except UnidentifiedImageError:
        raise UnreadablePicture(
            f"this is not a picture, or of a format that is not read ({', '.join(formats)} are)"
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError) as error:
        # Pillow's decoders raise all of these, and struct.error below ValueError, on damage.
        raise UnreadablePicture(f"the picture is damaged: {error}") from error
    except Exception as error:
        # Third-party decoders at hostile bytes: zlib.error, struct.error, TypeError, IndexError
        # were all seen from fuzzed files. Whatever it is, the picture cannot be read.
        raise UnreadablePicture(f"the picture is damaged: {type(error).__name__}") from error


def _stream(source: bytes | str | PathLike[str]) -> io.BytesIO | Path:
    if isinstance(source, str | PathLike):
        return Path(source)
    if not isinstance(source, bytes | bytearray | memoryview):
        raise TypeError(f"a picture is bytes or the path of a file, not {type(source).__name__}")
    if not source:
        raise UnreadablePicture("the picture has no bytes")
    return io.BytesIO(source)


def _decode(opened: Image.Image, max_pixels: int, enough: int | None) -> Picture:
    media_type = MEDIA_TYPES[opened.format or ""]
    width, height = opened.size
    if width * height > max_pixels:
        raise PictureTooLarge(
            f"the picture has {width} x {height} pixels, more than the {max_pixels:,} allowed"
        )
    if enough is not None:
        opened.draft("RGB", (2 * enough, 2 * enough))
    opened.load()
    quarter_turned = opened.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    upright = ImageOps.exif_transpose(opened)
    image = _smaller(_to_rgb(_smaller(upright, enough)), enough)
    if quarter_turned:
        width, height = height, width
    return Picture(image, width, height, media_type)


def _smaller(image: Image.Image, enough: int | None) -> Image.Image:
    """Makes a picture of plain colours smaller by a whole factor; others are left as they are."""
    if enough is None or image.mode not in _PLAIN_MODES:
        return image
    short, long = sorted(image.size)
    factor = max(short // (2 * enough), -(-long // (_LONGEST * enough)))
    return image.reduce(factor) if factor > 1 else image


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BIT_MODES:
        return _from_sixteen_bits(image).convert("RGB")
    if image.mode == "F":
        return _from_floats(image).convert("RGB")
    if image.mode in _ALPHA_MODES or "transparency" in image.info:
        return _in_srgb(_on_white(image.convert("RGBA")), image.info.get("icc_profile"))
    return _in_srgb(image, image.info.get("icc_profile"))


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.int64)  # [h, w]
    return Image.fromarray(((values.clip(0, 65535) + 128) // 257).astype(np.uint8))


def _from_floats(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float64)  # [h, w]
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    scale = 255.0 / (high - low) if high > low else 0.0
    bounded = np.nan_to_num(values, nan=low).clip(low, high)
    return Image.fromarray(np.rint((bounded - low) * scale).astype(np.uint8))


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            # A broken profile says nothing about the pixels: read them as if it were not there.
            return image.convert("RGB")
        return converted if converted is not None else image.convert("RGB")
    return image.convert("RGB")
