"""The weightless encoders: colours find their names, today and tomorrow."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from models import load_space
from models.encoders.colour_names import (
    _COLOURS,
    ColourNamesImageEncoder,
    ColourNamesTextEncoder,
)
from models.exceptions import NoStates
from tests.conftest import ROOT

NAMES = list(_COLOURS)


@pytest.fixture(scope="module")
def space(compute):
    return load_space("colour-names", compute())


def test_states_are_refused_because_there_are_none():
    image, text = ColourNamesImageEncoder(), ColourNamesTextEncoder()
    pixels = image.preprocess(Image.new("RGB", (9, 9)))
    for encoder, batch in ((image, [pixels]), (text, text.preprocess(["red"]))):
        with pytest.raises(NoStates, match="colour-names gives one vector a picture or text"):
            encoder.encode_states(batch)
        assert (encoder.levels, encoder.state_width) == ((encoder.dimension,), 0)


def test_a_text_without_words_still_has_a_direction(space):
    for text in ("", "  ", "!?", "🦓"):
        (vector,) = space.encode_texts([text])
        assert np.isclose(np.linalg.norm(vector), 1)


@pytest.mark.parametrize("template", ["{}", "a {} car", "{} and a lot of other words behind it"])
def test_every_colour_is_nearest_to_its_name(space, template):
    pictures = space.encode_pictures([Image.new("RGB", (30, 20), _COLOURS[n]) for n in NAMES])
    texts = space.encode_texts([template.format(name) for name in NAMES])
    assert (texts @ pictures.T).argmax(axis=1).tolist() == list(range(len(NAMES)))
    assert (texts @ pictures.T).diagonal().min() > 0.1


def test_shades_belong_to_their_colour(space):
    shades = {"red": (200, 40, 30), "blue": (20, 40, 190), "green": (40, 120, 30)}
    pictures = space.encode_pictures([Image.new("RGB", (9, 9), c) for c in shades.values()])
    scores = space.encode_texts(list(shades)) @ pictures.T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_two_colours_lie_between(space):
    half = Image.new("RGB", (40, 40), _COLOURS["red"])
    half.paste(_COLOURS["blue"], (0, 0, 20, 40))
    picture = space.encode_pictures([half])[0]
    both, red, green = space.encode_texts(["red and blue", "red", "green"]) @ picture
    assert red > green + 0.5
    assert both > 0.7


def test_a_mirrored_picture_has_its_sides_the_other_way():
    encoder, picture = ColourNamesImageEncoder(), Image.new("RGB", (32, 32), "red")
    picture.paste((0, 0, 255), (24, 0, 32, 32))
    mirrored = encoder.mirror(encoder.preprocess(picture))
    assert (mirrored[:, :4] == (0, 0, 255)).all()
    assert (mirrored[:, 4:] == (255, 0, 0)).all()
    there, back = encoder.encode([encoder.preprocess(picture), encoder.mirror(mirrored)])
    assert np.array_equal(there, back)


def test_case_order_and_spelling_do_not_matter(space):
    first, second = space.encode_texts(["A GREY Car", "car, a gray"])
    assert np.allclose(first, second)


def test_padding_does_not_change_a_text():
    encoder = ColourNamesTextEncoder()
    alone = encoder.encode(encoder.preprocess(["red car"]))
    padded = encoder.encode(encoder.preprocess(["red car", "one two three four five"]))
    assert np.array_equal(alone[0], padded[0])


DIGEST = """
import hashlib, sys
from pathlib import Path
from PIL import Image
from models import Compute, load_space
space = load_space("colour-names", Compute(Path()))
texts = space.encode_texts(["a red car", "nothing"])
pictures = space.encode_pictures([Image.new("RGB", (30, 20), (220, 20, 20))])
print(hashlib.sha256(texts.tobytes() + pictures.tobytes()).hexdigest())
"""


def test_another_process_gives_the_same_vectors(space):
    """Python salts its own hashes in every process; the vectors must not notice."""
    texts = space.encode_texts(["a red car", "nothing"])
    pictures = space.encode_pictures([Image.new("RGB", (30, 20), (220, 20, 20))])
    expected = hashlib.sha256(texts.tobytes() + pictures.tobytes()).hexdigest()
    printed = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "12345"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.strip() == expected


def test_one_long_text_makes_no_short_ones_long():
    text = ColourNamesTextEncoder()
    batch = text.preprocess(["red car"] * 500 + ["blue " * 20_000, "?"])
    assert sum(array.nbytes for array in batch) == 502 * 64 * 8
    assert text.count_tokens(batch) == 21_000
    assert text.encode(batch)[500].max() == 20_000
    assert text.encode(batch)[501].tolist() == [0.0] * 63 + [1.0]
