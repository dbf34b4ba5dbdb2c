"""Queries of many kinds, and what is relevant to each."""

import numpy as np
import pytest

from models.calibration import CaptionedVectors
from models.calibration.queries import make_queries
from models.calibration.said import read_said

WORDS = ["dog", "beach", "ball", "cat"]
CAPTIONS = [
    *["a dog on a beach", "the dog"] * 5,
    *["dogs with a ball"] * 5,
    *["a ball on the beach"] * 5,
    *["a cat"] * 4,
]
OWNERS = np.array([*np.repeat(np.arange(5), 2), *range(5, 19)])


def made(captions=CAPTIONS, owners=OWNERS, **options):
    rng = np.random.default_rng(0)
    unit = lambda n: _unit(rng.normal(size=(n, 8)))  # noqa: E731
    n = int(owners.max()) + 1
    split = CaptionedVectors(unit(n), unit(len(captions)), owners, captions)
    said = read_said(split, WORDS, unit(len(WORDS)))
    return split, said, {kind.name: kind for kind in make_queries(split, said, **options)}


def _unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_captions_that_say_nothing_make_no_queries():
    assert made(captions=["nothing here"] * 6, owners=np.arange(6))[2] == {}


def test_words_count_that_five_pictures_say():
    _, said, kinds = made()
    assert said.words == ["dog", "beach", "ball"]
    assert kinds["words → pictures"].relevant.sum(axis=1).tolist() == [10, 10, 10]


def test_a_caption_finds_its_own_and_all_that_say_its_words():
    split, _, kinds = made()
    kind = kinds["captions → pictures"]
    row = next(i for i, v in enumerate(kind.vectors) if (v == split.texts[10]).all())
    assert np.flatnonzero(kind.relevant[row]).tolist() == [5, 6, 7, 8, 9]


def test_a_picture_does_not_find_itself():
    split, _, kinds = made()
    kind = kinds["pictures → pictures"]
    row = next(i for i, v in enumerate(kind.vectors) if (v == split.images[6]).all())
    assert np.flatnonzero(kind.relevant[row]).tolist() == [5, 7, 8, 9]


def test_most_captions_decide_what_a_picture_asks_for():
    """One of two captions of the first five pictures says beach: they ask for dog alone."""
    _, said, _ = made()
    assert said.mostly[0].tolist() == [True, False, False]
    assert said.pictures[0].tolist() == [True, True, False]


def test_a_swap_finds_what_says_the_new_word_and_not_the_old():
    split, said, kinds = made(word_weight=2.0)
    kind = kinds["picture - word + word → pictures"]
    for vector, relevant in zip(kind.vectors, kind.relevant, strict=True):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert relevant.any()
    wanted = _unit((split.images[5] + 2.0 * (said.vectors[1] - said.vectors[0]))[None])[0]
    row = np.abs(kind.vectors - wanted).max(axis=1).argmin()
    assert np.abs(kind.vectors[row] - wanted).max() < 1e-6
    assert np.flatnonzero(kind.relevant[row]).tolist() == [10, 11, 12, 13, 14]


def test_texts_are_searched_by_the_same_rule():
    _, _, kinds = made()
    kind = kinds["words → captions"]
    assert kind.modality == "texts"
    assert kind.relevant.sum(axis=1).tolist() == [15, 10, 10]


def test_the_same_seed_asks_the_same():
    first, second = made()[2], made()[2]
    for name, kind in first.items():
        assert np.array_equal(kind.vectors, second[name].vectors)
