"""Words in the plane: where they are placed, and that every one can be read."""

import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.exceptions import NothingToLearn
from models.words.drawing import PictureFormat, draw_map
from models.words.layout import Layout, lay_out

ANIMALS = ["dog", "cat", "horse", "cow", "pig", "sheep", "rabbit", "monkey", "elephant", "lion"]
MONTHS = ["january", "february", "march", "april", "june", "july", "august", "october", "november"]
WORDS = [
    "the",
    "US$",
    "a<b",
    "$x$",
    "R&D",
    "$$",
    "\\alpha",
    "x_1^2",
    "'s",
    "café",
    '"',
    "100%",
    "]]>",
]


@pytest.fixture(scope="module")
def units(glove):
    return glove.unit([glove.rows[word] for word in ANIMALS + MONTHS])


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_words_are_refused(layout, count):
    with pytest.raises(NothingToLearn, match=f"3 words, not {count}"):
        lay_out(np.eye(count, 5, dtype=np.float32), layout)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("count", [3, 5, 7, 50])
def test_words_with_one_vector_are_refused(glove, layout, count):
    with pytest.raises(NothingToLearn, match="all have the same vector"):
        lay_out(np.repeat(glove.vectors[5:6], count, axis=0), layout)


def test_principal_components_are_the_directions_of_greatest_variance(units):
    """Against the eigenvectors of the covariance; the largest part of a direction is positive."""
    centred = np.float64(units) - np.float64(units).mean(axis=0)
    strengths, directions = np.linalg.eigh(centred.T @ centred)
    expected = np.empty((len(units), 2))
    for axis, number in enumerate(np.argsort(-strengths)[:2]):
        direction = directions[:, number]
        direction = direction * np.sign(direction[np.abs(direction).argmax()])
        expected[:, axis] = centred @ direction
    np.testing.assert_allclose(
        lay_out(units, Layout.PCA), expected / np.abs(expected).max(), atol=1e-5
    )


def test_words_that_differ_in_one_direction_lie_on_a_line():
    places = lay_out(np.array([[1], [2], [6]], np.float32), Layout.PCA)
    np.testing.assert_allclose(places, [[-2 / 3, 0], [-1 / 3, 0], [1, 0]], atol=1e-6)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("count", [3, 4, 10, 19])
def test_places_are_centred_and_within_one_and_the_same_every_time(units, layout, count):
    places = lay_out(units[:count], layout)
    assert places.shape == (count, 2)
    assert places.dtype == np.float32
    np.testing.assert_allclose(places.mean(axis=0), 0, atol=1e-6)
    assert np.abs(places).max() == 1
    np.testing.assert_array_equal(places, lay_out(units[:count].copy(), layout))


@given(st.integers(3, 30), st.integers(1, 8), st.integers(0, 1000), st.floats(-3, 3))
def test_principal_components_do_not_care_where_the_middle_is(count, dimension, seed, shift):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)) * 2.0 ** np.arange(
        dimension
    )
    places = lay_out(np.float32(vectors), Layout.PCA)
    moved = lay_out(np.float32(vectors + shift), Layout.PCA)
    distances, others = (np.linalg.norm(p[:, None] - p, axis=2) for p in (places, moved))
    np.testing.assert_allclose(distances, others, atol=1e-2)


def test_tsne_keeps_animals_and_months_apart(units):
    places = lay_out(units, Layout.TSNE)
    animals, months = places[: len(ANIMALS)], places[len(ANIMALS) :]
    widest = max(
        np.linalg.norm(group[:, None] - group, axis=2).max() for group in (animals, months)
    )
    assert np.linalg.norm(animals[:, None] - months, axis=2).min() > widest / 4
    assert np.linalg.norm(animals.mean(axis=0) - months.mean(axis=0)) > widest


def places_of(count):
    return np.random.default_rng(3).uniform(-1, 1, (count, 2)).astype(np.float32)


def test_a_drawing_is_a_picture_that_opens():
    content = draw_map(WORDS, places_of(len(WORDS)), PictureFormat.PNG, set())
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (1200, 960))
        dark = np.asarray(picture.convert("L")) < 128
    assert 500 < dark.sum() < 50_000


def texts_of(content):
    root = ET.fromstring(content)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_drawing_as_svg_holds_every_word_as_text():
    content = draw_map(WORDS, places_of(len(WORDS)), PictureFormat.SVG, set())
    assert sorted(texts_of(content)) == sorted(WORDS)


def test_marked_words_have_another_colour():
    plain, marked = (
        draw_map(["one", "two", "three"], places_of(3), PictureFormat.SVG, names)
        for names in (set(), {"two"})
    )
    assert b"d62728" not in plain
    red = [line for line in marked.decode().splitlines() if "<text" in line and "d62728" in line]
    assert ["two" in line for line in red] == [True]


@pytest.mark.parametrize("kind", PictureFormat)
def test_a_drawing_is_the_same_every_time(kind):
    drawings = {draw_map(ANIMALS, places_of(10), kind, {"dog"}) for _ in range(2)}
    assert len(drawings) == 1


def test_a_hundred_words_are_all_written(glove):
    words = glove.words[1000:1100]
    places = lay_out(glove.unit(range(1000, 1100)), Layout.PCA)
    assert sorted(texts_of(draw_map(words, places, PictureFormat.SVG, set()))) == sorted(words)


def test_words_at_one_place_are_all_written():
    content = draw_map(ANIMALS, np.zeros((10, 2), np.float32), PictureFormat.SVG, set())
    assert sorted(texts_of(content)) == sorted(ANIMALS)
