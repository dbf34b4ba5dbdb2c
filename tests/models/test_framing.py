"""A picture of any shape in a square: things keep their shape, scenes keep their ends."""

import numpy as np
import pytest
from PIL import Image

from models.encoders.framing import into_square, plain_ground

GROUND, THING = (240, 240, 230), (200, 30, 40)


def before_plain_ground(size, box):
    picture = Image.new("RGB", size, GROUND)
    picture.paste(THING, box)
    return picture


def box_of(square, colour):
    """The box of what is nearly of a colour: left, top, right, bottom."""
    near = (np.abs(np.asarray(square).astype(int) - colour) < 40).all(axis=2)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1, rows[-1] + 1


@pytest.mark.parametrize("turned", [False, True])
def test_a_thing_before_a_plain_ground_keeps_its_shape(turned):
    picture = before_plain_ground((300, 100), (100, 20, 160, 80))  # a square thing
    picture = picture.transpose(Image.Transpose.TRANSPOSE) if turned else picture
    square = into_square(picture, 150)
    left, top, right, bottom = box_of(square, THING)
    assert square.size == (150, 150)
    assert abs((right - left) - 30) <= 1
    assert abs((bottom - top) - 30) <= 1
    corners = [square.getpixel(place) for place in ((0, 0), (149, 0), (0, 149), (149, 149))]
    assert corners == [GROUND] * 4


def test_a_scene_is_squeezed_whole():
    scene = Image.new("RGB", (200, 100))
    scene.paste((255, 0, 0), (0, 0, 100, 100))
    scene.paste((0, 0, 255), (100, 0, 200, 100))
    pixels = np.asarray(into_square(scene, 100))
    assert (pixels[:, :45] == [255, 0, 0]).all()
    assert (pixels[:, 55:] == [0, 0, 255]).all()


def test_beyond_two_to_one_a_scene_loses_its_ends():
    scene = Image.new("RGB", (800, 100), "white")
    scene.paste((255, 0, 0), (0, 0, 250, 100))
    scene.paste((0, 0, 255), (550, 0, 800, 100))
    pixels = np.asarray(into_square(scene, 64))
    assert (pixels[:, 18:46] > 250).all()
    assert not (pixels[:, 0] == [0, 0, 255]).all(axis=1).any()


def test_a_square_picture_is_only_resized():
    picture = before_plain_ground((100, 100), (20, 20, 80, 80))
    expected = picture.resize((50, 50), Image.Resampling.BICUBIC, reducing_gap=2.0)
    assert np.array_equal(np.asarray(into_square(picture, 50)), np.asarray(expected))


def test_the_ground_is_the_colour_of_the_margin():
    assert plain_ground(before_plain_ground((90, 60), (20, 10, 70, 50))) == GROUND
    crossed = before_plain_ground((90, 60), (0, 20, 90, 40))  # from edge to edge
    assert plain_ground(crossed) is None
    noise = np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    assert plain_ground(Image.fromarray(noise)) is None


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (3, 2)])
def test_the_smallest_and_the_narrowest_fill_the_frame(size):
    pixels = np.asarray(into_square(Image.new("RGB", size, (9, 8, 7)), 32))
    assert (pixels == np.array([9, 8, 7])).all()
