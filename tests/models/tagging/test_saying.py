"""Words in captions: singular and plural, phrases, and no parts of words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.tagging.saying import caption_words, count_sayings, fold_phrase


def said(caption, *words):
    return caption_words([caption], words)[0].tolist()


def test_parts_of_words_and_blank_words_are_not_said():
    assert said("a hotdog and a doghouse", "dog", "hot", "", "...") == [False] * 4
    assert caption_words([], ["dog"]).shape == (0, 1)


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("Two DOGS run .", "dog"),
        ("a dog", "dogs"),
        ("three women", "woman"),
        ("a person", "people"),
        ("children play", "child"),
        ("on the beaches", "beach"),
        ("two boxes", "box"),
        ("cherries", "cherry"),
        ("horses", "horse"),
        ("glasses of water", "glass"),
        ("two buses", "bus"),
        ("fall leaves", "leaf"),
        ("a man in a t-shirt", "t-shirt"),
    ],
)
def test_singular_and_plural_are_one_word(caption, word):
    assert said(caption, word) == [True]


def test_phrases_follow_each_other():
    assert said("two golden retrievers", "golden retriever", "retriever golden") == [True, False]
    assert said("golden, or a retriever", "golden retriever") == [False]
    assert said("a seat belt", "seat belt", "belt", "seat") == [True, True, True]


def test_words_that_are_the_same_are_all_said():
    assert said("a dog", "dog", "Dogs", "cat") == [True, True, False]


def test_captions_of_a_picture_are_counted():
    marks = caption_words(["a dog", "a dog and a cat", "a cat"], ["dog", "cat"])
    counts = count_sayings(marks, np.array([0, 0, 2]), 3)
    assert counts.tolist() == [[2, 1], [0, 0], [0, 1]]


@given(st.text(alphabet="abcdefghilmnoprstuwxyz ", max_size=30))
def test_every_text_says_itself(text):
    if fold_phrase(text):
        assert said(text, text) == [True]
