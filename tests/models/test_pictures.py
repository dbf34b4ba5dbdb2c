"""Any picture as people made it: upright, in sRGB, on white; and nothing else."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models import open_picture
from models.encoders.efficientnet import EfficientNetEncoder
from models.exceptions import PictureTooLarge, UnreadablePicture

MARKED = Image.new("RGB", (40, 20), "white")
MARKED.paste((200, 0, 0), (0, 0, 10, 10))  # red in the top left corner


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pixel(content, place=(0, 0)):
    return open_picture(content).image.getpixel(place)


@pytest.mark.parametrize(
    "content", [b"", b"x", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"<svg/>", b"%PDF-1.4"]
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(UnreadablePicture):
        open_picture(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_truncated_picture_is_refused(kind):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    content = saved(noise, kind)
    with pytest.raises(UnreadablePicture):
        open_picture(content[: len(content) // 2])


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(UnreadablePicture, match="no such file"):
        open_picture(tmp_path / "nothing.jpg")
    with pytest.raises(UnreadablePicture):
        open_picture(tmp_path)


def test_many_pixels_are_refused_undecoded():
    def chunk(kind, content):
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_001, 8, 2, 0, 0, 0))
    with pytest.raises(PictureTooLarge, match="10000 x 10001"):
        open_picture(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b""))
    with pytest.raises(PictureTooLarge):
        open_picture(saved(Image.new("1", (20_000, 20_000)), "PNG"))
    with pytest.raises(PictureTooLarge):
        open_picture(saved(MARKED, "PNG"), max_pixels=799)
    assert open_picture(saved(MARKED, "PNG"), max_pixels=800).width == 40


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_upright(orientation):
    transpose = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = MARKED.transpose(transpose[orientation]) if orientation > 1 else MARKED
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = open_picture(saved(stored, "PNG", exif=exif))
    assert (picture.width, picture.height) == (40, 20)
    assert np.array_equal(np.asarray(picture.image), np.asarray(MARKED))


def test_transparency_lies_on_white():
    half = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    assert pixel(saved(half, "PNG")) == (255, 255, 255)
    half.putalpha(128)
    assert pixel(saved(half, "PNG")) == (255, 127, 127)
    assert pixel(saved(Image.new("LA", (4, 4), (0, 0)), "PNG")) == (255, 255, 255)
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 0, 0, 255])
    assert pixel(saved(palette, "PNG", transparency=1)) == (255, 255, 255)
    assert pixel(saved(palette, "PNG")) == (0, 0, 255)
    assert pixel(saved(Image.new("RGB", (4, 4), "blue"), "PNG", transparency=(0, 0, 255))) == (
        255,
        255,
        255,
    )


def test_depths_and_modes_keep_their_brightness():
    deep = Image.fromarray(np.full((4, 4), 32_896, dtype=np.uint16))
    assert pixel(saved(deep, "PNG")) == (128, 128, 128)
    assert pixel(saved(deep, "TIFF")) == (128, 128, 128)
    assert pixel(saved(Image.new("L", (4, 4), 77), "PNG")) == (77, 77, 77)
    assert pixel(saved(Image.new("1", (4, 4), 1), "PNG")) == (255, 255, 255)
    ramp = Image.fromarray(np.linspace(0, 10, 16, dtype=np.float32).reshape(4, 4))
    assert pixel(saved(ramp, "TIFF"), (3, 3)) == (255, 255, 255)
    assert pixel(saved(ramp, "TIFF"), (0, 0)) == (0, 0, 0)


def test_cmyk_keeps_its_colour():
    red, green, blue = pixel(saved(Image.new("RGB", (8, 8), (200, 30, 30)).convert("CMYK"), "JPEG"))
    assert abs(red - 200) < 8
    assert abs(green - 30) < 8
    assert abs(blue - 30) < 8


def test_first_frame_of_an_animation():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert pixel(content) == (255, 0, 0)


def test_broken_colour_profile_is_ignored():
    assert pixel(saved(MARKED, "PNG", icc_profile=b"no profile")) == (200, 0, 0)


def test_draft_of_a_large_photo_is_the_same_picture():
    gradient = Image.linear_gradient("L").resize((2000, 1500)).convert("RGB")
    content = saved(gradient, "JPEG", quality=95)
    whole, draft = open_picture(content), open_picture(content, enough=200)
    assert (draft.width, draft.height) == (2000, 1500)
    assert draft.image.width == 1000
    small = [np.asarray(p.image.resize((50, 50)), dtype=int) for p in (whole, draft)]
    assert np.abs(small[0] - small[1]).max() <= 3


SEEDS = [saved(MARKED, kind) for kind in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8),
)
def test_damaged_pictures_are_read_or_refused(seed, changes):
    content = bytearray(seed)
    for place, value in changes:
        content[place % len(content)] = value
    try:
        picture = open_picture(bytes(content), max_pixels=1_000_000)
    except (UnreadablePicture, PictureTooLarge):
        return
    assert picture.image.mode == "RGB"


def test_wide_and_tall_pictures_keep_their_middle(compute):
    encoder = EfficientNetEncoder("efficientnet-lite0", compute())
    wide = Image.new("RGB", (4000, 10), "white")
    wide.paste((0, 0, 255), (1990, 0, 2010, 10))
    assert encoder.preprocess(wide)[112, 112].tolist() == [0, 0, 255]
    assert encoder.preprocess(wide.transpose(Image.Transpose.ROTATE_90))[112, 112].tolist() == [
        0,
        0,
        255,
    ]
    edged = Image.new("RGB", (200, 100), "white")
    edged.paste((255, 0, 0), (0, 0, 20, 100))
    assert encoder.preprocess(edged)[112, 3].tolist() == [255, 0, 0]
    assert encoder.preprocess(Image.new("RGB", (1, 1), "red"))[5, 5].tolist() == [255, 0, 0]
