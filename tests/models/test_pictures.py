"""Any picture as people made it: upright, in sRGB, on white; and nothing else."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from models import open_picture
from models.exceptions import PictureTooLarge, UnreadablePicture
from models.pictures import MEDIA_TYPES

MARKED = Image.new("RGB", (40, 20), "white")
MARKED.paste((200, 0, 0), (0, 0, 10, 10))  # red in the top left corner
LOSSLESS = ("PNG", "GIF", "BMP", "TIFF")
KINDS = (*LOSSLESS, "JPEG", "WEBP", "AVIF")


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pixel(content, place=(0, 0)):
    return open_picture(content).image.getpixel(place)


def noise(*size, seed=0):
    return np.random.default_rng(seed).integers(0, 256, size, dtype=np.uint8)


def png(width, height, data=b"", depth=8, kind=2):
    """A PNG file of the given header and, whether it fits or not, the given compressed data."""

    def chunk(name, content):
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def bmp(width, height):
    return struct.pack(
        "<2sIHHIIiiHHIIiiII", b"BM", 58, 0, 0, 54, 40, width, height, 1, 24, 0, 4, 0, 0, 0, 0
    )


def gif(width, height):
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    return screen + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00;"


# --- refused ------------------------------------------------------------------------------------


def test_no_bytes_are_refused():
    with pytest.raises(UnreadablePicture, match="no bytes"):
        open_picture(b"")


@pytest.mark.parametrize(
    "content",
    [b"x", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"<svg/>", b"%PDF-1.4", b"%!PS-Adobe-3.0", b"\0" * 999],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(UnreadablePicture, match="not a picture"):
        open_picture(content)


@pytest.mark.parametrize("kind", ["ICO", "PPM", "TGA", "ICNS", "JPEG2000", "PCX"])
def test_formats_that_few_people_have_are_refused(kind):
    """Every decoder more is one more to be attacked; EPS would even start Ghostscript."""
    with pytest.raises(UnreadablePicture, match="not a picture"):
        open_picture(saved(Image.new("RGB", (16, 16)), kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_picture_is_refused(kind, kept):
    content = saved(Image.fromarray(noise(64, 64, 3)), kind)
    with pytest.raises(UnreadablePicture):
        open_picture(content[: int(len(content) * kept)])


@pytest.mark.parametrize(
    "source", [None, 5, ["red.png"], io.BytesIO(b"x")], ids=lambda source: type(source).__name__
)
def test_what_is_neither_bytes_nor_a_path_is_an_error_of_the_caller(source):
    with pytest.raises(TypeError, match="a picture is bytes or the path of a file, not "):
        open_picture(source)


def test_a_path_may_be_a_text(tmp_path):
    path = tmp_path / "marked.png"
    MARKED.save(path)
    assert open_picture(str(path)).image.tobytes() == open_picture(path).image.tobytes()
    with pytest.raises(UnreadablePicture, match="no such file"):
        open_picture(str(tmp_path / "gone.png"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UnreadablePicture, match="no such file"):
        open_picture(tmp_path / "nothing.jpg")
    with pytest.raises(UnreadablePicture):
        open_picture(tmp_path)
    (tmp_path / "empty.jpg").write_bytes(b"")
    with pytest.raises(UnreadablePicture):
        open_picture(tmp_path / "empty.jpg")


@pytest.fixture
def undecoded(monkeypatch):
    """Decoding, and making room for the pixels, fails the test."""

    def refuse(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)
    monkeypatch.setattr(ImageFile.ImageFile, "load_prepare", refuse)


@pytest.mark.parametrize("content", [png(10_000, 10_001), bmp(10_000, 10_001), gif(10_000, 10_001)])
def test_a_header_of_a_hundred_megapixels_is_refused_undecoded(content, undecoded):
    with pytest.raises(PictureTooLarge, match=r"10000 x 10001 pixels, more than the 80,000,000"):
        open_picture(content)


def test_a_decompression_bomb_is_refused_undecoded(undecoded):
    bomb = saved(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(PictureTooLarge, match="20000 x 20000"):
        open_picture(bomb)


@pytest.mark.parametrize("kind", KINDS)
def test_the_limit_is_on_the_pixel(kind):
    content = saved(MARKED, kind)
    with pytest.raises(PictureTooLarge):
        open_picture(content, max_pixels=799)
    assert open_picture(content, max_pixels=800).width == 40


def test_a_small_header_over_much_data_does_not_take_room_for_it():
    """The stream inflates to 100 MB; only the pixels of the header are taken from it."""
    content = png(4, 4, zlib.compress(bytes(100_000_000), 1))
    assert open_picture(content).image.size == (4, 4)


# --- read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_formats_are_known_by_their_content(kind, tmp_path):
    content = saved(MARKED, kind)
    path = tmp_path / "picture.txt"
    path.write_bytes(content)
    picture = open_picture(path)
    assert (picture.width, picture.height) == (40, 20)
    assert picture.media_type == MEDIA_TYPES[kind]
    red, green, blue = picture.image.getpixel((3, 3))
    assert red > 180
    assert max(green, blue) < 30
    assert picture.image.tobytes() == open_picture(content).image.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_one_pixel_is_a_picture(kind):
    red, green, blue = pixel(saved(Image.new("RGB", (1, 1), (250, 250, 250)), kind))
    assert min(red, green, blue) > 244


TRANSPOSES = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
def test_every_orientation_comes_upright(orientation, kind):
    stored = MARKED.transpose(TRANSPOSES[orientation]) if orientation > 1 else MARKED
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    for enough in (None, 5):
        picture = open_picture(saved(stored, kind, exif=exif, **options), enough=enough)
        assert (picture.width, picture.height) == (40, 20)
        scaled = np.asarray(picture.image.resize((40, 20), Image.Resampling.NEAREST), dtype=int)
        away = 0 if kind != "JPEG" else 12
        assert np.abs(scaled - np.asarray(MARKED, dtype=int)).max() <= away


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_an_orientation_that_does_not_exist_changes_nothing(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = open_picture(saved(MARKED, "PNG", exif=exif))
    assert np.array_equal(np.asarray(picture.image), np.asarray(MARKED))


def test_transparency_lies_on_white():
    half = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    for kind in ("PNG", "TIFF"):
        assert pixel(saved(half, kind)) == (255, 255, 255)
    assert pixel(saved(half, "WEBP", lossless=True)) == (255, 255, 255)
    half.putalpha(128)
    for kind in ("PNG", "TIFF"):
        assert pixel(saved(half, kind)) == (255, 127, 127)
    assert pixel(saved(Image.new("LA", (4, 4), (0, 0)), "PNG")) == (255, 255, 255)
    assert pixel(saved(Image.new("LA", (4, 4), (0, 255)), "PNG")) == (0, 0, 0)
    assert pixel(saved(Image.new("LA", (4, 4), (0, 51)), "PNG")) == (204, 204, 204)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_colour_of_a_palette_lies_on_white(kind):
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 0, 0, 255])
    palette.putpixel((3, 3), 0)
    assert pixel(saved(palette, kind, transparency=1)) == (255, 255, 255)
    assert pixel(saved(palette, kind, transparency=1), (3, 3)) == (0, 0, 0)
    assert pixel(saved(palette, kind)) == (0, 0, 255)


def test_a_palette_with_an_alpha_each_lies_on_white():
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 0, 0, 255])
    assert pixel(saved(palette, "PNG", transparency=b"\xff\x33")) == (204, 204, 255)


def test_a_transparent_colour_of_rgb_and_grey_lies_on_white():
    blue = Image.new("RGB", (4, 4), "blue")
    blue.putpixel((3, 3), (1, 2, 3))
    assert pixel(saved(blue, "PNG", transparency=(0, 0, 255))) == (255, 255, 255)
    assert pixel(saved(blue, "PNG", transparency=(0, 0, 255)), (3, 3)) == (1, 2, 3)
    assert pixel(saved(Image.new("L", (4, 4), 9), "PNG", transparency=9)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 0), (257, 1), (32_768, 128), (32_896, 128), (65_535, 255)]
)
def test_sixteen_bits_keep_their_brightness(value, expected):
    deep = Image.fromarray(np.full((4, 4), value, dtype=np.uint16))
    assert pixel(saved(deep, "PNG")) == (expected,) * 3
    assert pixel(saved(deep, "TIFF")) == (expected,) * 3
    wide = Image.fromarray(np.full((4, 4), value, dtype=np.int32))
    assert pixel(saved(wide, "TIFF")) == (expected,) * 3


def test_sixteen_bits_a_colour_keep_their_colour():
    rows = struct.pack(">BHHH", 0, 65_535, 32_896, 0)
    assert pixel(png(1, 1, zlib.compress(rows), depth=16)) == (255, 128, 0)


def test_thirty_two_bits_beyond_sixteen_are_white_or_black():
    wide = Image.fromarray(np.array([[-5, 70_000]], dtype=np.int32))
    content = saved(wide, "TIFF")
    assert (pixel(content)[0], pixel(content, (1, 0))[0]) == (0, 255)


def test_grey_and_two_levels_keep_their_brightness():
    for kind in ("PNG", "TIFF", "BMP"):
        assert pixel(saved(Image.new("L", (4, 4), 77), kind)) == (77, 77, 77)
        two = Image.new("1", (4, 4), 1)
        two.putpixel((1, 1), 0)
        assert pixel(saved(two, kind)) == (255, 255, 255)
        assert pixel(saved(two, kind), (1, 1)) == (0, 0, 0)


def test_floats_are_stretched_from_black_to_white():
    ramp = np.array([[-3.0, 7.0], [2.0, -3.0]], dtype=np.float32)
    content = saved(Image.fromarray(ramp), "TIFF")
    values = np.asarray(open_picture(content).image)[..., 0]
    assert values.tolist() == [[0, 255], [128, 0]]
    flat = saved(Image.fromarray(np.full((2, 2), 5.0, dtype=np.float32)), "TIFF")
    assert pixel(flat) == (0, 0, 0)


def test_floats_that_are_no_numbers_do_not_spoil_the_others():
    ramp = np.array([[0.0, 10.0, 5.0], [np.nan, np.inf, -np.inf]], dtype=np.float32)
    values = np.asarray(open_picture(saved(Image.fromarray(ramp), "TIFF")).image)[..., 0]
    assert values.tolist() == [[0, 255, 128], [0, 255, 0]]
    nothing = Image.fromarray(np.full((2, 2), np.nan, dtype=np.float32))
    assert pixel(saved(nothing, "TIFF")) == (0, 0, 0)


@pytest.mark.parametrize("colour", [(200, 30, 30), (20, 160, 60), (30, 40, 220), (128, 128, 128)])
def test_cmyk_keeps_its_colour(colour):
    for kind in ("JPEG", "TIFF"):
        content = saved(Image.new("RGB", (16, 16), colour).convert("CMYK"), kind)
        assert np.abs(np.subtract(pixel(content), colour)).max() < 8


def test_the_first_frame_of_an_animation_counts():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    for kind, options in (("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {}), ("TIFF", {})):
        content = saved(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        assert pixel(content) == (255, 0, 0), kind


def test_a_photo_with_a_second_picture_behind_it_is_a_jpeg():
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    content = saved(frames[0], "MPO", save_all=True, append_images=frames[1:])
    picture = open_picture(content)
    assert picture.media_type == "image/jpeg"
    red, green, blue = picture.image.getpixel((5, 5))
    assert red > 245
    assert max(green, blue) < 10


# --- colour profiles ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def swapped_profile():
    """A valid RGB profile whose red is blue and whose blue is red: sRGB with two names swapped."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for first, second in ((b"rXYZ", b"bXYZ"), (b"rTRC", b"bTRC")):
        count = struct.unpack(">I", profile[128:132])[0]
        places = {bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n for n in range(count)}
        profile[places[first] : places[first] + 4] = second
        profile[places[second] : places[second] + 4] = first
    return bytes(profile)


def test_a_colour_profile_decides_what_the_numbers_mean(swapped_profile):
    for kind in ("PNG", "TIFF"):
        content = saved(Image.new("RGB", (4, 4), (200, 20, 30)), kind, icc_profile=swapped_profile)
        assert np.abs(np.subtract(pixel(content), (30, 20, 200))).max() <= 2


def test_a_colour_profile_holds_below_transparency_too(swapped_profile):
    """Screenshots of phones are PNGs with an alpha channel and a wide-gamut profile."""
    content = saved(
        Image.new("RGBA", (4, 4), (200, 20, 30, 255)), "PNG", icc_profile=swapped_profile
    )
    assert np.abs(np.subtract(pixel(content), (30, 20, 200))).max() <= 2
    clear = saved(Image.new("RGBA", (4, 4), (200, 20, 30, 0)), "PNG", icc_profile=swapped_profile)
    assert min(pixel(clear)) >= 254


def test_the_usual_profile_changes_nothing():
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(noise(8, 8, 3))
    opened = open_picture(saved(image, "PNG", icc_profile=usual)).image
    assert np.abs(np.asarray(opened, dtype=int) - np.asarray(image)).max() <= 1


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200, b"x"])
def test_a_broken_colour_profile_is_ignored(profile):
    for image in (MARKED, MARKED.convert("RGBA"), MARKED.quantize(4)):
        assert pixel(saved(image, "PNG", icc_profile=profile)) == (200, 0, 0)
    assert pixel(saved(MARKED.convert("L"), "PNG", icc_profile=profile)) == (60, 60, 60)


@pytest.mark.parametrize("colours", ["LAB", "XYZ"])
def test_a_profile_of_other_channels_is_ignored(colours):
    other = ImageCms.ImageCmsProfile(ImageCms.createProfile(colours)).tobytes()
    assert pixel(saved(MARKED, "PNG", icc_profile=other)) == (200, 0, 0)
    cmyk = saved(MARKED.convert("CMYK"), "TIFF", icc_profile=other)
    assert np.abs(np.subtract(pixel(cmyk), (200, 0, 0))).max() < 8


# --- drafts -------------------------------------------------------------------------------------


def test_the_draft_of_a_large_photo_is_the_same_picture():
    gradient = Image.linear_gradient("L").resize((2000, 1500)).convert("RGB")
    content = saved(gradient, "JPEG", quality=95)
    whole, draft = open_picture(content), open_picture(content, enough=200)
    assert (draft.width, draft.height) == (whole.width, whole.height) == (2000, 1500)
    assert draft.image.size == (1000, 750)
    small = [np.asarray(p.image.resize((50, 50)), dtype=int) for p in (whole, draft)]
    assert np.abs(small[0] - small[1]).max() <= 3


@pytest.mark.parametrize("size", [(401, 401), (400, 3000), (100, 100)])
def test_no_draft_falls_below_twice_what_is_enough(size):
    content = saved(Image.new("RGB", size, "red"), "JPEG")
    draft = open_picture(content, enough=200)
    assert min(draft.image.size) >= min(400, *size)
    assert (draft.width, draft.height) == size


# --- anything -----------------------------------------------------------------------------------

SEEDS = [saved(MARKED, kind) for kind in KINDS]
SEEDS.append(saved(MARKED, "MPO", save_all=True, append_images=[MARKED]))
SEEDS.append(saved(MARKED.convert("P"), "PNG", transparency=1, icc_profile=b"x" * 150))


def read_or_refuse(content):
    try:
        picture = open_picture(bytes(content), max_pixels=1_000_000)
    except (UnreadablePicture, PictureTooLarge) as error:
        assert str(error)
        return
    assert picture.image.mode == "RGB"
    assert picture.image.size == (picture.width, picture.height)
    assert picture.media_type in MEDIA_TYPES.values()


@settings(max_examples=150)
@given(st.binary(max_size=300), st.sampled_from([b"", *(seed[:24] for seed in SEEDS)]))
def test_any_bytes_are_read_or_refused(content, start):
    read_or_refuse(start + content)


@settings(max_examples=400)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=8),
    st.integers(0, 2**16),
)
def test_damaged_pictures_are_read_or_refused(seed, changes, cut):
    content = bytearray(seed)
    for place, value in changes:
        content[place % len(content)] = value
    read_or_refuse(content if cut % 2 else content[: cut % len(content)])
