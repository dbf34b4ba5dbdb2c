"""Spaces by name, and the same with fewer coordinates."""

import numpy as np
import pytest
from PIL import Image

from models import Space, load_space
from models.exceptions import UnknownEncoder
from models.ranking.dimensions import shorten

PICTURES = [Image.new("RGB", (8, 8), colour) for colour in ("red", "navy", "white")]
TEXTS = ["a red wall", "dog", "blue and white", ""]


@pytest.fixture
def load(compute):
    return lambda name: load_space(name, compute())


@pytest.mark.parametrize("coordinates", ["0", "1", "65", "999999"])
def test_coordinates_that_cannot_be_kept_are_refused(load, coordinates):
    with pytest.raises(UnknownEncoder, match=f"'colour-names@{coordinates}': from 2 to 64"):
        load(f"colour-names@{coordinates}")


NO_NAMES = [
    *("colour-names@", "colour-names@x", "colour-names@-4", "colour-names@3.5", "colour-names@3²"),
    *("colour-names@10000000", "colour-names@32@16", "@32", "x@32"),
]


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_refused(load, name):
    with pytest.raises(UnknownEncoder, match="no space is called"):
        load(name)


def test_a_shortened_space_keeps_the_first_coordinates(load):
    whole, short = load("colour-names"), load("colour-names@32")
    assert (whole.dimension, short.dimension) == (64, 32)
    assert short.name == "colour-names@32"
    pictures, texts = whole.encode_pictures(PICTURES), whole.encode_texts(TEXTS)
    np.testing.assert_array_equal(short.encode_pictures(PICTURES), shorten(pictures, 32))
    np.testing.assert_array_equal(short.encode_texts(TEXTS), shorten(texts, 32))
    assert short.encode_pictures([]).shape == short.encode_texts([]).shape == (0, 32)


def test_every_vector_is_unit_also_where_nothing_is_left(load):
    """`dog` has its place behind the 12th coordinate, and a vector of zeros cannot be kept."""
    space = load("colour-names@12")
    vectors = [*space.encode_texts(TEXTS), *space.encode_pictures(PICTURES)]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(vectors)), abs=1e-6)


def test_a_collection_of_one_is_not_opened_with_another(load):
    names = ("colour-names", "colour-names@32", "colour-names@16")
    assert len({load(name).fingerprint for name in names}) == 3
    assert load("colour-names@32").fingerprint == load("colour-names@032").fingerprint


def test_shortening_a_shortened_space_starts_from_the_whole(load):
    short: Space = load("colour-names@16")
    with pytest.raises(UnknownEncoder, match="from 2 to 64"):
        short.shortened(65)
